/**
 * Runs the login program of a kubeconfig (client-go credential plugins, client.authentication.k8s.io) and reads
 * the ExecCredential that it prints. Only after a person agreed to the very command line: see access.ts.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, isAbsolute, join } from 'node:path'
import * as z from 'zod'
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { Credentials } from './credentials.ts'
import * as problems from './exec-problems.ts'
import type { LoginProgram } from './exec-program.ts'

/** Plugins open a browser or ask a cloud: a minute is long for that, and short for somebody who waits. */
const LIMIT_MS = 60_000
const MAX_OUTPUT_BYTES = 1024 * 1024
const KEPT_ERROR_CHARS = 4096
/** A server that refuses a fresh login must not make the program run with every request. */
const QUIET_MS = 10_000
/** A program that failed is left alone for longer: it may open a window each time. */
const QUIET_AFTER_FAILURE = 6
/** How long output may still come after the program itself has ended, from what it left running. */
const LATE_OUTPUT_MS = 1000

/** What a program brings: a token, a client certificate, or both. */
type Login = Pick<Credentials, 'token' | 'clientCertificate'>

interface ProgramRun {
  readonly program: LoginProgram
  /** Told to the program if it asks for it (provideClusterInfo). */
  readonly cluster: Credentials
  readonly clusterConfig?: unknown
}

export type RunProgram = (run: ProgramRun) => Promise<Result<Login>>

export interface LoginRunnerOptions {
  /** Default 60 000 ms. */
  readonly limitMs?: number
  /** For how long a login counts as fresh, whatever the server says of it. Default 10 000 ms. */
  readonly quietMs?: number
}

/** For one connection: one run at a time, whoever asks, and none within `quietMs` of the last one. */
export function createLoginRunner(options: LoginRunnerOptions = {}): RunProgram {
  const { limitMs = LIMIT_MS, quietMs = QUIET_MS } = options
  const last = new Map<string, { readonly login: Promise<Result<Login>>; goodUntil: number }>()
  return (run) => {
    const key = JSON.stringify([run.program, run.cluster.url])
    const known = last.get(key)
    if (known && performance.now() < known.goodUntil) return known.login
    const login = runProgram(run, limitMs)
    const entry = { login, goodUntil: Infinity }
    last.set(key, entry)
    void login.then((result) => {
      entry.goodUntil = performance.now() + quietMs * (result.ok ? 1 : QUIET_AFTER_FAILURE)
    })
    return login
  }
}

async function runProgram(run: ProgramRun, limitMs: number): Promise<Result<Login>> {
  const { program } = run
  const file = await findProgram(program.command)
  if (file === undefined) return fail(problems.missing(program))
  const child = start(file, run)
  if (child instanceof Error) return fail(problems.notStarted(program, child))
  const output = await collect(child, program, limitMs)
  return output.ok ? readLogin(output.value, program) : output
}

/**
 * The file behind a command: an absolute path, or a name looked for in the absolute folders of the PATH. A
 * folder such as "." would let whoever owns the current one choose the program.
 */
async function findProgram(command: string): Promise<string | undefined> {
  if (isAbsolute(command)) return (await isProgram(command)) ? command : undefined
  const endings = process.platform === 'win32' ? ['.exe', '.com', ''] : ['']
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute))
    for (const ending of endings) {
      const file = join(folder, command + ending)
      if (await isProgram(file)) return file
    }
  return undefined
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    // Not there, or not to be run by this user: the next folder may have it.
    return false
  }
}

function start(file: string, { program, cluster, clusterConfig }: ProgramRun): ChildProcess | Error {
  const added = Object.fromEntries(program.env.map(({ name, value }) => [name, value]))
  const info = execInfo(program, cluster, clusterConfig)
  try {
    return spawn(file, program.args, {
      cwd: homedir(),
      env: { ...process.env, ...added, KUBERNETES_EXEC_INFO: info },
      shell: false,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own, so that what the program itself starts can be ended with it.
      detached: process.platform !== 'win32',
    })
  } catch (error) {
    // Too long a command line, for example: some faults are thrown, the others arrive as an event.
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** The ExecCredential that a plugin finds in KUBERNETES_EXEC_INFO. */
function execInfo(
  { apiVersion, provideClusterInfo }: LoginProgram,
  at: Credentials,
  config: unknown,
): string {
  const cluster = {
    server: at.url,
    ...(at.serverName === undefined ? {} : { 'tls-server-name': at.serverName }),
    ...(at.caPem === undefined
      ? {}
      : { 'certificate-authority-data': Buffer.from(at.caPem).toString('base64') }),
    ...(at.proxyUrl === undefined ? {} : { 'proxy-url': at.proxyUrl }),
    ...(config === undefined ? {} : { config }),
  }
  const spec = { interactive: false, ...(provideClusterInfo ? { cluster } : {}) }
  return JSON.stringify({ kind: 'ExecCredential', apiVersion, spec })
}

/** What it prints until it ends by itself with code 0. */
function collect(child: ChildProcess, program: LoginProgram, limitMs: number): Promise<Result<string>> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    let bytes = 0
    let errors = ''
    const settle = (result: Result<string>): void => {
      clearTimeout(timer)
      end(child)
      resolve(result)
    }
    const timer = setTimeout(() => settle(fail(problems.tooSlow(program, limitMs, errors))), limitMs)
    child.stdout?.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes > MAX_OUTPUT_BYTES) settle(fail(problems.unreadable(program, 'it printed more than 1 MiB')))
      else pieces.push(piece)
    })
    child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
      errors = (errors + piece).slice(-KEPT_ERROR_CHARS)
    })
    child.on('error', (error) => settle(fail(problems.notStarted(program, error))))
    const finish = (code: number | null, signal: string | null): void => {
      if (code === 0) settle(ok(Buffer.concat(pieces).toString('utf8')))
      else settle(fail(problems.ended(program, code, signal, errors)))
    }
    child.on('close', finish)
    child.on('exit', (code, signal) => setTimeout(() => finish(code, signal), LATE_OUTPUT_MS).unref())
  })
}

/** Ends what is left of the program, and lets go of its pipes, which a child of it may hold open. */
function end(child: ChildProcess): void {
  child.stdout?.destroy()
  child.stderr?.destroy()
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended in this very moment.
  }
}

const credentialSchema = z.object({
  kind: z.literal('ExecCredential'),
  apiVersion: z.string(),
  status: z.object({
    token: z.string().nullish(),
    clientCertificateData: z.string().nullish(),
    clientKeyData: z.string().nullish(),
    expirationTimestamp: z.string().nullish(),
  }),
})

function readLogin(output: string, program: LoginProgram): Result<Login> {
  const answer = credentialSchema.safeParse(parsed(output))
  if (!answer.success) return fail(problems.unreadable(program, 'what it printed is no ExecCredential'))
  const { apiVersion, status } = answer.data
  if (apiVersion !== program.apiVersion)
    return fail(
      problems.unreadable(
        program,
        `it answered in version ${shortened(apiVersion)}, not ${program.apiVersion}`,
      ),
    )
  return toLogin(status, program)
}

function toLogin(status: z.infer<typeof credentialSchema>['status'], program: LoginProgram): Result<Login> {
  const token = status.token?.trim() ?? ''
  const [certPem, keyPem] = [status.clientCertificateData ?? '', status.clientKeyData ?? '']
  const why = mistake(token, certPem, keyPem, status.expirationTimestamp ?? '')
  if (why !== undefined) return fail(problems.unreadable(program, why))
  return ok({
    ...(token === '' ? {} : { token }),
    ...(certPem === '' ? {} : { clientCertificate: { certPem, keyPem } }),
  })
}

function mistake(token: string, certPem: string, keyPem: string, expires: string): string | undefined {
  if (token === '' && certPem === '' && keyPem === '') return 'it printed neither a token nor a certificate'
  if ((certPem === '') !== (keyPem === '')) return 'it printed a certificate without its key, or the reverse'
  if (/[^\x21-\x7e]/.test(token)) return 'its token is not one line of plain characters'
  if (expires === '') return undefined
  const endsAt = Date.parse(expires)
  if (Number.isNaN(endsAt)) return 'its expirationTimestamp is no time'
  return endsAt <= Date.now() ? 'the login that it printed has expired already' : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's message quotes the text, and that may be a token: the caller says it in words of its own.
    return undefined
  }
}

function shortened(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 60)
}
