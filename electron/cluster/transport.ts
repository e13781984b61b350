/** HTTPS to one API server: one keep-alive pool, verified certificates, a time limit on every request. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Readable } from 'node:stream'
import tls from 'node:tls'
import type { Dispatcher } from 'undici'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { UntilUnlocked } from '../vault/service.ts'
import type { Credentials } from './credentials.ts'
import { connectionProblem, isBroken, tooLarge } from './connection-problems.ts'
import { warningTexts } from './warnings.ts'

/** No list page or object of a cluster comes near this; a wrong server might. */
const maxAnswerBytes = 64 * 1024 * 1024
const keepAliveProbeMs = 30_000

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Begins with a slash; parts already encoded. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: object
  readonly contentType?: string
  readonly accept?: string
  /** The answer, if it is a success, is text whatever it looks like: a log may look like JSON. */
  readonly asText?: boolean
  readonly signal?: AbortSignal
}

export interface Answer {
  readonly status: number
  /** Parsed JSON; the text itself when it is none. */
  readonly body: unknown
  /** Texts of its warning headers: what kubectl prints as "Warning: ...". */
  readonly warnings: readonly string[]
}

export interface Transport {
  readonly url: string
  readonly timeoutMs: number
  /** Any answer of the server, also with an error status. */
  send(request: Request): Promise<Result<Answer>>
  /**
   * Opens a stream (a watch). The answer has to begin within the time limit and `idleMs` may pass between two
   * pieces of it. With an error status `body` is the parsed answer instead of a stream.
   */
  open(request: Request, idleMs: number): Promise<Result<Answer & { readonly stream?: Readable }>>
  close(): Promise<void>
}

interface Line {
  readonly dispatcher: Dispatcher
  readonly headers: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
}

export interface TransportOptions {
  /**
   * Reads the credentials anew; asked when the server answers with 401, so that a renewed token is picked up without
   * reconnecting; requests at the same time share one answer. After a problem vault.locked nothing is sent until the vault is unlocked.
   */
  readonly reload: () => Promise<Result<Credentials>>
  /** Limit of one request, in ms. */
  readonly requestTimeoutMs: number
  readonly untilUnlocked: UntilUnlocked
}

/** Opens no connection yet. */
export async function createTransport(
  credentials: Credentials,
  { reload, requestTimeoutMs: timeoutMs, untilUnlocked }: TransportOptions,
): Promise<Transport> {
  const closing = new AbortController()
  let locked: Problem | undefined
  let reloading: Promise<Result<Credentials>> | undefined
  const lockedProblem = (): Problem | undefined => locked
  let line = await createLine(credentials, timeoutMs)
  const isClosed = (): boolean => closing.signal.aborted

  async function renewed(used: Line): Promise<boolean> {
    if (line !== used) return true
    if (locked) return false
    reloading ??= reload().finally(() => (reloading = undefined))
    const next = await reloading
    // Another request may have been faster: one new login is enough.
    if (line !== used) return true
    if (!next.ok) {
      if (next.problem.code === 'vault.locked') waitForVault(next.problem)
      // Any other: the 401 that led here is the problem to report.
      return false
    }
    if (isClosed() || next.value.url !== credentials.url) return false
    const fresh = await createLine(next.value, timeoutMs)
    // Asked again: it may have been closed meanwhile, and nobody would close the new line.
    if (isClosed() || sameLogin(fresh, used)) {
      await fresh.dispatcher.destroy()
      return false
    }
    line = fresh
    // Streams of the old login go on until the server ends them.
    void used.dispatcher.close()
    return true
  }

  function waitForVault(problem: Problem): void {
    locked = problem
    void untilUnlocked(closing.signal).then(() => (locked = undefined))
  }

  async function once<T extends Answer>(
    request: Request,
    exchangeOver: (used: Line) => Promise<T>,
  ): Promise<Result<T>> {
    // A kept connection may turn out to be closed by the other side; what can be said twice is said again.
    const work = (used: Line) =>
      exchangeOver(used).catch((error: unknown) => {
        if (request.method === 'POST' || !isBroken(error)) throw error
        return exchangeOver(used)
      })
    if (locked) return fail(locked)
    try {
      const used = line
      const first = await work(used)
      if (first.status !== 401) return ok(first)
      if (await renewed(used)) return ok(await work(line))
      const problem = lockedProblem()
      return problem ? fail(problem) : ok(first)
    } catch (error) {
      if (error instanceof AnswerTooLarge) return fail(tooLarge(credentials.url, maxAnswerBytes))
      return fail(without(connectionProblem(credentials.url, error, timeoutMs), line.secrets))
    }
  }

  return {
    url: credentials.url,
    timeoutMs,
    send: (request) => once(request, (used) => exchange(used, credentials.url, request, timeoutMs)),
    open: (request, idleMs) =>
      once(request, (used) => stream(used, credentials.url, request, timeoutMs, idleMs)),
    async close() {
      closing.abort()
      await line.dispatcher.destroy()
    },
  }
}

class AnswerTooLarge extends Error {}

async function exchange(line: Line, url: string, request: Request, timeoutMs: number): Promise<Answer> {
  const limit = AbortSignal.timeout(timeoutMs)
  const signal = request.signal === undefined ? limit : AbortSignal.any([limit, request.signal])
  const response = await line.dispatcher.request({
    ...options(line, url, request),
    signal,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })
  return answerOf(response, line.secrets, request.asText)
}

async function answerOf(
  response: Dispatcher.ResponseData,
  secrets: readonly string[],
  asText = false,
): Promise<Answer> {
  return {
    status: response.statusCode,
    body: await readBody(response.body, secrets, asText && response.statusCode === 200),
    warnings: warningTexts(response.headers['warning']).map((text) => hide(text, secrets)),
  }
}

async function stream(
  line: Line,
  url: string,
  request: Request,
  timeoutMs: number,
  idleMs: number,
): Promise<Answer & { stream?: Readable }> {
  const response = await line.dispatcher.request({
    ...options(line, url, request),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    headersTimeout: timeoutMs,
    bodyTimeout: idleMs,
  })
  if (response.statusCode !== 200) return answerOf(response, line.secrets)
  return { status: 200, body: undefined, warnings: [], stream: response.body }
}

function options(line: Line, url: string, request: Request) {
  const target = new URL(url + request.path)
  return {
    origin: target.origin,
    path: target.pathname,
    query: request.query ?? {},
    method: request.method,
    headers: {
      ...line.headers,
      accept: request.accept ?? 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  }
}

async function readBody(body: Readable, secrets: readonly string[], asText: boolean): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxAnswerBytes) throw new AnswerTooLarge()
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  if (asText) return hide(text, secrets)
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: a proxy's page or a router's plain text. The caller judges by the status.
    return hide(text, secrets)
  }
}

async function createLine(credentials: Credentials, timeoutMs: number): Promise<Line> {
  const { Agent, ProxyAgent } = await import('undici')
  const secure = {
    // Said explicitly, so that no environment variable can switch the check off.
    rejectUnauthorized: true,
    ca: credentials.caPem === undefined ? systemAuthorities() : [credentials.caPem],
    ...(credentials.serverName === undefined ? {} : { servername: credentials.serverName }),
    ...(credentials.clientCertificate === undefined
      ? {}
      : { cert: credentials.clientCertificate.certPem, key: credentials.clientCertificate.keyPem }),
  }
  const connect = { ...secure, timeout: timeoutMs, keepAlive: true, keepAliveInitialDelay: keepAliveProbeMs }
  return {
    dispatcher:
      credentials.proxyUrl === undefined
        ? new Agent({ connect })
        : new ProxyAgent({ uri: credentials.proxyUrl, requestTls: connect }),
    headers: {
      'user-agent': 'palletjack',
      ...authorization(credentials),
      ...(credentials.impersonate === undefined ? {} : { 'impersonate-user': credentials.impersonate }),
    },
    secrets: [credentials.token, credentials.basic?.password, credentials.clientCertificate?.keyPem].filter(
      (secret): secret is string => secret !== undefined && secret !== '',
    ),
  }
}

/** What this computer trusts: its own store where Node can read it, and the authorities that Node brings. */
function systemAuthorities(): string[] {
  if (typeof tls.getCACertificates !== 'function') return [...tls.rootCertificates]
  return [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])]
}

function authorization(credentials: Credentials): Readonly<Record<string, string>> {
  if (credentials.token !== undefined) return { authorization: `Bearer ${credentials.token}` }
  if (credentials.basic === undefined) return {}
  const { username, password } = credentials.basic
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}

function sameLogin(a: Line, b: Line): boolean {
  return a.headers['authorization'] === b.headers['authorization'] && a.secrets.join() === b.secrets.join()
}

function without(problem: Problem, secrets: readonly string[]): Problem {
  return problem.detail === undefined ? problem : { ...problem, detail: hide(problem.detail, secrets) }
}

function hide(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text)
}

/** Waits, or returns early when the signal fires; never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // An abort is one of the two ways this ends, not an error.
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
