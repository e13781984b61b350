/** The application over HTTP for a browser on the same machine: files, the hand-over of the token, and RPC. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, STATUS_CODES } from 'node:http'
import { Socket, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { BodyLimitPlugin, RPCHandler } from '@orpc/server/node'
import * as z from 'zod'
import type { Router } from '../api/router.ts'
import { COMMON_HEADERS } from '../door/security-headers.ts'
import type { DoorLog } from '../door/log-bugs.ts'
import { MAX_CALL, MAX_CALL_WITH_FILE } from '../door/limits.ts'
import { logBugs } from '../door/log-bugs.ts'
import type { StaticTable } from '../door/static-table.ts'
import { loadStaticTable } from '../door/static-table.ts'
import type { Access } from './access.ts'
import { createAccess } from './access.ts'
import type { Refusal } from './guards.ts'
import { refuseForeignCall, refuseForeignHost, refuseForeignRead } from './guards.ts'
import { createPresence, type Presence } from './presence.ts'

export interface WebServerOptions {
  readonly router: Router
  /** Folder with the built pages. */
  readonly rendererDir: string
  readonly log: DoorLog
  /** Clock for the codes, in ms; never jumps back. */
  readonly now?: () => number
  /** How often a silent stream gives a sign of life, in ms. */
  readonly heartbeatMs?: number
  /** No page has had anything open for a minute, after there was one. */
  readonly onPagesGone?: () => void
  /** That minute, where it shall be another time (ms). */
  readonly pagesGoneMs?: number
  /** Time that a caller has, where it shall be other than usual. */
  readonly patience?: Patience
}

/** Time that a caller has for its headers and for its whole request, in ms. Answers may take as long as they do. */
export interface Patience {
  readonly headersMs: number
  readonly requestMs: number
  /** How often the clocks of all callers are looked at. */
  readonly checkMs: number
}

export interface WebServer {
  /** "http://127.0.0.1:PORT" */
  readonly origin: string
  /** An address that opens the application once, within a minute. Each call makes a new one. */
  entryUrl(): string
  /** Resolves when a page has exchanged a code for the first time. */
  readonly firstVisit: Promise<void>
  /** Ends all streams and connections, then the server. */
  close(): Promise<void>
}

/** Largest body of the hand-over of the token, in bytes. */
const MAX_SESSION_BODY_BYTES = 1024
const PATIENCE: Patience = { headersMs: 10_000, requestMs: 30_000, checkMs: 5_000 }
/** Time for handlers to end after their connections are cut, in ms. */
const CLOSE_TIMEOUT_MS = 2_000
const HEARTBEAT_MS = 5_000
const PROCEDURE = /^\/rpc(?:\/[A-Za-z]+)+$/
const NOT_FOUND: Refusal = { status: 404, reason: 'not found' }

const sessionRequest = z.strictObject({ code: z.string().max(128) })

/** Starts on a free port of 127.0.0.1. Rejects if the pages are missing or no port can be had. */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const table = await loadStaticTable(options.rendererDir)
  const access = createAccess(options.now ?? (() => performance.now()))
  const visit = Promise.withResolvers<undefined>()
  const presence = createPresence(options.onPagesGone ?? (() => undefined), options.pagesGoneMs)
  const active = new Set<Promise<void>>()
  const { headersMs, requestMs, checkMs } = options.patience ?? PATIENCE
  const server = createServer({
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkMs,
    // A request without a host is refused like one with another host, with the headers of every answer.
    requireHostHeader: false,
  })
  server.on('clientError', refuseMalformed)
  // Without a listener Node would treat these as plain requests; there is nothing to upgrade to here.
  server.on('upgrade', (_request, socket) => socket.destroy())
  server.on('connect', (_request, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: 0, exclusive: true }, resolve)
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const origin = `http://${host}`
  const rpc = createRpc(options, MAX_CALL)
  const rpcWithFile = createRpc(options, MAX_CALL_WITH_FILE)
  const doors = { host, origin, table, access, options, rpc, rpcWithFile, presence, onVisit: visit.resolve }
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const done = handle(doors, request, response)
    active.add(done)
    void done.finally(() => active.delete(done))
  }
  server.on('request', onRequest)
  // Node's own answer to a condition that it does not know lacks the headers.
  server.on('checkExpectation', onRequest)
  return {
    origin,
    entryUrl: () => `${origin}/#code=${access.mintCode()}`,
    firstVisit: visit.promise,
    async close() {
      presence.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await Promise.race([Promise.all([closed, ...active]), expired(CLOSE_TIMEOUT_MS)])
    },
  }
}

interface Doors {
  readonly host: string
  readonly origin: string
  readonly table: StaticTable
  readonly access: Access
  readonly options: WebServerOptions
  readonly rpc: ReturnType<typeof createRpc>
  readonly rpcWithFile: ReturnType<typeof createRpc>
  readonly presence: Presence
  readonly onVisit: (value: undefined) => void
}

/** A handler for calls with bodies of at most so many bytes. */
function createRpc(options: WebServerOptions, maxBodySize: number) {
  return new RPCHandler(options.router, {
    clientInterceptors: [logBugs(options.log)],
    plugins: [new BodyLimitPlugin({ maxBodySize })],
    eventIteratorKeepAliveInterval: options.heartbeatMs ?? HEARTBEAT_MS,
  })
}

/** Serves one request to its end. Never rejects. */
async function handle(doors: Doors, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { log } = doors.options
  response.once('close', () => log.info(`${request.method ?? ''} ${pathOf(request)} ${response.statusCode}`))
  try {
    const refusal = await serve(doors, request, response)
    if (refusal) refuse(request, response, refusal)
  } catch (error) {
    // A caller that went away in the middle of its request is no failure of ours.
    if (request.errored || response.destroyed) return
    // The detail goes to the log only; it can name files of this computer.
    log.error(`${pathOf(request)} failed: ${error instanceof Error ? (error.stack ?? '') : 'unknown error'}`)
    if (response.headersSent) response.destroy()
    else refuse(request, response, { status: 500, reason: 'internal error' })
  }
}

/** Answers a request, or says why not. */
async function serve(
  doors: Doors,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Refusal | undefined> {
  const pathname = pathOf(request)
  const stranger = refuseForeignHost(request, doors.host)
  if (stranger) return stranger
  const answers = pathname === '/session' ? handOver : pathname.startsWith('/rpc/') ? call : undefined
  if (answers) return refuseForeignCall(request, doors.origin) ?? answers(doors, request, response)
  const embedded = refuseForeignRead(request)
  if (embedded) return embedded
  const answer = doors.table.answer(pathname)
  if (!answer) return NOT_FOUND
  response.writeHead(200, { ...answer.headers, 'content-length': answer.body.byteLength })
  response.end(request.method === 'HEAD' ? undefined : answer.body)
  return undefined
}

/** Swaps a code for the token. */
async function handOver(
  doors: Doors,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Refusal | undefined> {
  const body = await readBody(request, MAX_SESSION_BODY_BYTES)
  if (body === undefined) return { status: 413, reason: 'too large' }
  const parsed = sessionRequest.safeParse(parseJson(body))
  if (!parsed.success) return { status: 400, reason: 'bad request' }
  const token = doors.access.exchange(parsed.data.code)
  if (token === undefined) return { status: 403, reason: 'code unknown, used or expired' }
  doors.onVisit(undefined)
  response.writeHead(200, { ...COMMON_HEADERS, 'content-type': 'application/json' })
  response.end(JSON.stringify({ token }))
  return undefined
}

async function call(
  doors: Doors,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Refusal | undefined> {
  if (!doors.access.admits(request.headers.authorization))
    return { status: 401, reason: 'token missing or wrong' }
  response.once('close', doors.presence.enter())
  // Other spellings would be made into the same path further in, and the log would not show which call it was.
  if (!PROCEDURE.test(pathOf(request))) return NOT_FOUND
  const withFile = request.headers['content-type']?.startsWith('multipart/') === true
  const limit = withFile ? MAX_CALL_WITH_FILE : MAX_CALL
  if (Number(request.headers['content-length'] ?? 0) > limit) return { status: 413, reason: 'too large' }
  for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value)
  const rpc = withFile ? doors.rpcWithFile : doors.rpc
  const { matched } = await rpc.handle(request, response, { prefix: '/rpc' })
  return matched ? undefined : NOT_FOUND
}

function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  // What is left of the body is thrown away, and the connection is not used again.
  request.resume()
  response.writeHead(refusal.status, {
    ...COMMON_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    connection: 'close',
  })
  response.end(`${refusal.reason}\n`)
}

/** What Node cannot read as a request, or waits for too long. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  const status = late ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400
  const headers = { ...COMMON_HEADERS, 'content-length': '0', connection: 'close' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  // In the middle of an answer another one would be read as a part of it.
  const answered = socket instanceof Socket && socket.bytesWritten > 0
  if (answered || !socket.writable) socket.destroy(error)
  else socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`)
}

/** The body as text, or undefined once it is longer than `limit` bytes. */
function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else resolve(undefined)
    })
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.once('error', reject)
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The path without its query, as sent; no path of ours is long. Node's parser lets no control character through. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0]?.slice(0, 200) ?? ''
}

function expired(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
