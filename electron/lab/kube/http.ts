import type { IncomingMessage, ServerResponse } from 'node:http'
import { parse } from 'yaml'
import type { Json, JsonObject } from './json.ts'
import { PROTOBUF, decodeObject } from './protobuf.ts'
import { badRequest, tooLarge, unsupportedMediaType } from './status.ts'

/** As kube-apiserver: 3 MiB of request body. */
const BODY_LIMIT_BYTES = 3 * 1024 * 1024

/** A request with its address taken apart. */
export interface ApiRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly accept: string
  readonly contentType: string
  readonly userAgent: string
  /** The whole body, the same each time. Throws a 413 Status beyond the limit. */
  body(): Promise<Buffer>
}

/** What a handler answers with: JSON, text, or a stream that it writes itself until `done`. */
export type Reply =
  | { readonly code: number; readonly json: JsonObject; readonly contentType?: string }
  | { readonly code: number; readonly text: string }
  | { readonly stream: (response: ServerResponse) => Promise<void> }

export function json(body: JsonObject, code = 200): Reply {
  return { code, json: body }
}

/** How much of a body that is too large is read away, so that its sender gets to see the answer. */
const DRAIN_LIMIT_BYTES = 10 * BODY_LIMIT_BYTES

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= BODY_LIMIT_BYTES) chunks.push(chunk)
      else chunks.length = 0
      if (size > DRAIN_LIMIT_BYTES) request.destroy()
    })
    request.on('end', () => {
      if (size > BODY_LIMIT_BYTES) reject(tooLarge(BODY_LIMIT_BYTES))
      else resolve(Buffer.concat(chunks))
    })
    request.on('close', () => reject(badRequest('the body of the request broke off')))
    request.on('error', reject)
  })
}

export function readRequest(request: IncomingMessage): ApiRequest {
  const url = new URL(request.url ?? '/', 'https://lab.invalid')
  let body: Promise<Buffer> | undefined
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    accept: request.headers.accept ?? '',
    contentType: (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '',
    userAgent: request.headers['user-agent'] ?? '',
    body: () => (body ??= readBody(request)),
  }
}

/** Parses JSON; undefined for an empty body. Throws a 400 Status. */
export function parseJson(body: Buffer): Json | undefined {
  const text = body.toString('utf8')
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    throw badRequest('the body of the request could not be parsed as JSON')
  }
}

/** Parses YAML, of which JSON is a part; undefined for an empty body. Throws a 400 Status. */
export function parseYaml(body: Buffer): Json | undefined {
  const text = body.toString('utf8')
  if (text.trim() === '') return undefined
  try {
    // Through JSON, so that nothing but JSON comes out: no dates, no shared aliases.
    return JSON.parse(JSON.stringify(parse(text, { maxAliasCount: 100 }))) as Json
  } catch {
    throw badRequest('the body of the request could not be parsed as YAML')
  }
}

const READABLE = ['application/json', 'application/yaml', PROTOBUF]

/** The body as JSON, YAML or protobuf; undefined when it is empty. Throws 400 or 415 Statuses. */
export async function readValue(request: ApiRequest): Promise<Json | undefined> {
  const body = await request.body()
  if (body.length === 0) return undefined
  if (request.contentType !== '' && !READABLE.includes(request.contentType))
    throw unsupportedMediaType(READABLE)
  if (request.contentType === PROTOBUF) return decodeObject(body)
  return request.contentType === 'application/yaml' ? parseYaml(body) : parseJson(body)
}

/** As `readValue`, and a body has to be there. */
export async function readBodyObject(request: ApiRequest): Promise<Json> {
  const value = await readValue(request)
  if (value === undefined) throw badRequest('the request has no body')
  return value
}

export async function send(response: ServerResponse, reply: Reply): Promise<void> {
  if ('stream' in reply) {
    await reply.stream(response)
    return
  }
  const isJson = 'json' in reply
  const body = isJson ? `${JSON.stringify(reply.json)}\n` : reply.text
  const type = isJson ? (reply.contentType ?? 'application/json') : 'text/plain; charset=utf-8'
  response.writeHead(reply.code, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-cache, private',
    ...(reply.code === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  })
  response.end(body)
}
