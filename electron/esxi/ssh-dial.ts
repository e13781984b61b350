/** Opens an SSH connection, each stage with its limit, and judges the host key before anything secret is sent. */
import { createHash, getCiphers } from 'node:crypto'
import { connect as connectSocket, type Socket } from 'node:net'
import type { Algorithms, Client } from 'ssh2'
import type { HostKey } from '../../shared/esxi/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { LoginHandler } from './ssh-login.ts'
import {
  canceledProblem,
  connectionLost,
  handshakeProblem,
  socketProblem,
  strangePrompt,
  timeoutProblem,
  type SshAddress,
  type Stage,
} from './ssh-problems.ts'

export interface Dial {
  readonly address: SshAddress
  /** ms for each stage: to reach the host, until it proved its key, and until it let the user in. */
  readonly limitMs: number
  readonly signal?: AbortSignal | undefined
  /** A Problem ends the connection. */
  readonly judgeKey: (key: HostKey) => Problem | undefined
  /** Without one the connection ends as soon as the host has proved its key. */
  readonly login?: LoginHandler | undefined
}

export interface Dialed {
  readonly client: Client
  readonly hostKey: HostKey
}

/**
 * What the sshd of an ESXi in FIPS mode offers (neither curve25519 nor ed25519), and of older ones what is still
 * sound: no SHA-1, no CBC.
 */
const ALGORITHMS = {
  serverHostKey: [
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ],
  kex: [
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group-exchange-sha256',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
} satisfies Algorithms

/** By the name that the crypto library of this process has for them; Electron's lacks some. */
const CIPHERS = {
  'aes-256-gcm': 'aes256-gcm@openssh.com',
  'aes-128-gcm': 'aes128-gcm@openssh.com',
  'aes-256-ctr': 'aes256-ctr',
  'aes-192-ctr': 'aes192-ctr',
  'aes-128-ctr': 'aes128-ctr',
} as const

/** ssh2 throws at one that it cannot use. */
function algorithms(): Algorithms {
  const known = new Set(getCiphers())
  const cipher = Object.entries(CIPHERS).flatMap(([name, cipher]) => (known.has(name) ? [cipher] : []))
  return { ...ALGORITHMS, cipher }
}
/** A host that is silent for three of these is lost. */
const KEEPALIVE_MS = 10_000

export async function dial(options: Dial): Promise<Result<Dialed>> {
  const socket = await reach(options)
  return socket.ok ? talk(socket.value, options) : socket
}

function reach({ address, limitMs, signal }: Dial): Promise<Result<Socket>> {
  if (signal?.aborted) return Promise.resolve(fail(canceledProblem(address)))
  const { promise, resolve } = Promise.withResolvers<Result<Socket>>()
  const socket = connectSocket({ host: address.host, port: address.port, noDelay: true })
  const end = (result: Result<Socket>): void => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
    socket.removeAllListeners('connect')
    // A late error of a socket that was given up concerns nobody.
    socket.on('error', () => undefined)
    if (!result.ok) socket.destroy()
    resolve(result)
  }
  const cancel = (): void => end(fail(canceledProblem(address)))
  const timer = setTimeout(() => end(fail(timeoutProblem(address, 'reach', limitMs))), limitMs)
  signal?.addEventListener('abort', cancel, { once: true })
  socket.once('connect', () => end(ok(socket)))
  socket.once('error', (error) => end(fail(socketProblem(error, address))))
  return promise
}

async function talk(socket: Socket, options: Dial): Promise<Result<Dialed>> {
  const { address, limitMs, signal, login } = options
  const { default: ssh2 } = await import('ssh2')
  const client = new ssh2.Client()
  const { promise, resolve } = Promise.withResolvers<Result<Dialed>>()
  let stage: Stage = 'greet'
  let hostKey: HostKey | undefined
  const end = (result: Result<Dialed>): void => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
    if (!result.ok) socket.destroy()
    resolve(result)
  }
  const refuse = (problem: Problem): void => end(fail(problem))
  const cancel = (): void => refuse(canceledProblem(address))
  const late = (): void => refuse(timeoutProblem(address, stage, limitMs))
  let timer = setTimeout(late, limitMs)
  signal?.addEventListener('abort', cancel, { once: true })
  if (signal?.aborted) cancel()
  client.on('handshake', () => {
    // Re-keying shakes hands as well.
    if (stage === 'login') return
    stage = 'login'
    clearTimeout(timer)
    if (!login && hostKey) {
      end(ok({ client, hostKey }))
      return
    }
    timer = setTimeout(late, limitMs)
  })
  client.on('ready', () => {
    if (hostKey) end(ok({ client, hostKey }))
  })
  client.on('change password', (message) => refuse(strangePrompt(address, [message])))
  // Stays on afterwards: what a lost connection means is told by the command that it interrupts.
  client.on('error', (error) => refuse(talkProblem(address, stage, error)))
  client.on('close', () =>
    refuse(stage === 'greet' ? handshakeProblem(address, 'Handshake ended') : connectionLost(address)),
  )
  client.connect({
    sock: socket,
    username: 'none',
    algorithms: algorithms(),
    readyTimeout: 0,
    keepaliveInterval: KEEPALIVE_MS,
    authHandler: login ? login(refuse) : () => undefined,
    hostVerifier: (blob: Buffer) => {
      const shownKey = { type: keyType(blob), sha256: keyHash(blob) }
      // The key of a connection does not change with re-keying, or somebody else took over.
      if (hostKey) return hostKey.sha256 === shownKey.sha256
      hostKey = shownKey
      const problem = options.judgeKey(shownKey)
      if (problem) refuse(problem)
      return problem === undefined
    },
  })
  return promise
}

function talkProblem(address: SshAddress, stage: Stage, error: Error): Problem {
  if (stage === 'greet' && !('code' in error)) return handshakeProblem(address, error.message)
  return connectionLost(address, error.message)
}

/** As ssh shows it: "SHA256:" and base64 without padding. */
export function keyHash(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}

/** The name of its kind is the first string of a key (RFC 4253, 6.6). */
function keyType(blob: Buffer): string {
  const length = blob.length < 4 ? 0 : blob.readUInt32BE(0)
  return blob.subarray(4, 4 + Math.min(length, 64)).toString('latin1')
}
