/** Logs in to a host by SSH and runs single commands there. */
import type { Client, ClientChannel } from 'ssh2'
import type { SshLogin } from '../../shared/esxi/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { quoted } from '../../shared/shell-quote.ts'
import { dial } from './ssh-dial.ts'
import { loginHandler } from './ssh-login.ts'
import {
  commandRefused,
  commandTimeout,
  connectionLost,
  keyChanged,
  keyUnknown,
  outputTooLarge,
  plainText,
  type SshAddress,
} from './ssh-problems.ts'
import type { Ran, RunOptions, SshSession } from './ssh.ts'

export interface ConnectOptions {
  /** The trusted key, as `HostKey.sha256`; undefined while none is trusted: then the login is refused. */
  readonly pinnedSha256: string | undefined
  /** ms for each stage of the login; default 20 s. */
  readonly limitMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Default: the agent of this computer. */
  readonly agentPath?: string | undefined
}

const CONNECT_MS = 20_000
const COMMAND_MS = 30_000
const OUTPUT_BYTES = 8 * 1024 * 1024
const STDERR_CHARACTERS = 4_000
const CLOSE_MS = 2_000
/** How long output may still come after the end of a command. */
const DRAIN_MS = 3_000

/**
 * Logs in. Problems: esxi.refused, timeout, unreachable, name-not-found, not-ssh, no-common-algorithm,
 * host-key-unknown, host-key-changed (both before anything secret is sent), login-refused, no-login-method,
 * login-question, key-unusable, agent, connection-lost, canceled.
 */
export async function connectSsh(
  address: SshAddress,
  login: SshLogin,
  options: ConnectOptions,
): Promise<Result<SshSession>> {
  const { default: ssh2 } = await import('ssh2')
  const handler = await loginHandler(ssh2, address, login, options.agentPath)
  if (!handler.ok) return handler
  const { pinnedSha256, limitMs = CONNECT_MS, signal } = options
  const dialed = await dial({
    address,
    limitMs,
    signal,
    login: handler.value,
    judgeKey: (key) => {
      if (pinnedSha256 === undefined) return keyUnknown(address, key)
      return key.sha256 === pinnedSha256 ? undefined : keyChanged(address, key, pinnedSha256)
    },
  })
  if (!dialed.ok) return dialed
  const { client, hostKey } = dialed.value
  // ssh2 says nothing a second time about a connection that has ended.
  let isOpen = true
  client.once('close', () => {
    isOpen = false
  })
  return ok({
    hostKey,
    run: (words, runOptions = {}) => run(client, address, words, runOptions),
    close: () => (isOpen ? close(client) : Promise.resolve()),
  })
}

/** Says goodbye, and hangs up when nobody listens. */
function close(client: Client): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => client.destroy(), CLOSE_MS)
  client.once('close', () => {
    clearTimeout(timer)
    resolve(undefined)
  })
  client.end()
  return promise
}

function run(
  client: Client,
  address: SshAddress,
  words: readonly string[],
  { input, limitMs = COMMAND_MS, maxBytes = OUTPUT_BYTES }: RunOptions,
): Promise<Result<Ran>> {
  const line = words.map(quoted).join(' ')
  if (line.includes('\0')) throw new Error('A word of a command holds a zero byte')
  const program = words.slice(0, 2).join(' ')
  const { promise, resolve } = Promise.withResolvers<Result<Ran>>()
  let channel: ClientChannel | undefined
  const end = (result: Result<Ran>): void => {
    clearTimeout(timer)
    client.removeListener('close', lost)
    resolve(result)
  }
  const giveUp = (problem: Problem): void => {
    end(fail(problem))
    channel?.close()
  }
  const lost = (): void => end(fail(connectionLost(address)))
  const timer = setTimeout(() => giveUp(commandTimeout(address, program, limitMs)), limitMs)
  client.once('close', lost)
  const opened = (error: Error | undefined, stream: ClientChannel): void => {
    if (error) {
      const refused = 'reason' in error
      end(fail(refused ? commandRefused(address, error.message) : connectionLost(address, error.message)))
      return
    }
    channel = stream
    collect(stream, maxBytes, {
      tooLarge: () => giveUp(outputTooLarge(address, program, maxBytes)),
      done: (ran) => end(ran ? ok(ran) : fail(connectionLost(address, `${program} ended without a code.`))),
    })
    stream.end(input === undefined ? undefined : Buffer.from(input))
  }
  try {
    client.exec(line, opened)
  } catch {
    // It throws when the connection has ended.
    lost()
  }
  return promise
}

interface Collected {
  tooLarge(): void
  /** Without an argument when the host never told how the command ended. */
  done(ran: Ran | undefined): void
}

function collect(stream: ClientChannel, maxBytes: number, told: Collected): void {
  const pieces: Buffer[] = []
  let size = 0
  let stderr = ''
  let code: number | undefined
  let timer: NodeJS.Timeout | undefined
  /** What a command leaves running, a service for example, may hold its output open for ever. */
  const drain = (): void => {
    clearTimeout(timer)
    if (code !== undefined) timer = setTimeout(() => stream.close(), DRAIN_MS)
  }
  stream.on('data', (piece: Buffer) => {
    drain()
    size += piece.length
    if (size > maxBytes) told.tooLarge()
    else pieces.push(piece)
  })
  stream.stderr.on('data', (piece: Buffer) => {
    if (stderr.length < STDERR_CHARACTERS) stderr += piece.toString('utf8')
  })
  stream.on('exit', (exit: number | null, signal?: string) => {
    code = exit ?? 128
    if (exit === null) stderr += ` ended by ${signal ?? 'a signal'}`
    drain()
  })
  // A command that does not read its input to the end says so by its code.
  stream.on('error', () => undefined)
  stream.on('close', () => {
    clearTimeout(timer)
    const stdout = new Uint8Array(Buffer.concat(pieces))
    told.done(code === undefined ? undefined : { code, stdout, stderr: plainText(stderr, STDERR_CHARACTERS) })
  })
}
