import type { IncomingMessage, ServerResponse } from 'node:http'
import { parse } from 'yaml'
import type { Json, JsonObject } from './json.ts'
import { badRequest, tooLarge } from './status.ts'

/** As kube-apiserver: 3 MiB of request body. */
export const BODY_LIMIT_BYTES = 3 * 1024 * 1024

/** A request with its address taken apart. */
export interface ApiRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly accept: string
  readonly contentType: string
  readonly userAgent: string
  /** The body as text; read once. Throws a 413 Status beyond the limit. */
  body(): Promise<string>
}

/** What a handler answers with: JSON, text, or a stream that it writes itself until `done`. */
export type Reply =
  | { readonly code: number; readonly json: JsonObject; readonly contentType?: string }
  | { readonly code: number; readonly text: string }
  | { readonly stream: (response: ServerResponse) => Promise<void> }

export function json(body: JsonObject, code = 200): Reply {
  return { code, json: body }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_LIMIT_BYTES) throw tooLarge(BODY_LIMIT_BYTES)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export function readRequest(request: IncomingMessage): ApiRequest {
  const url = new URL(request.url ?? '/', 'https://lab.invalid')
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    accept: request.headers.accept ?? '',
    contentType: (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '',
    userAgent: request.headers['user-agent'] ?? '',
    body: () => readBody(request),
  }
}

/** Parses JSON; undefined for an empty body. Throws a 400 Status. */
export function parseJson(text: string): Json | undefined {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    throw badRequest('the body of the request could not be parsed as JSON')
  }
}

/** Parses YAML, of which JSON is a part. Throws a 400 Status. */
export function parseYaml(text: string): Json | undefined {
  if (text.trim() === '') return undefined
  try {
    // Through JSON, so that nothing but JSON comes out: no dates, no aliases shared.
    return JSON.parse(JSON.stringify(parse(text, { maxAliasCount: 100 }))) as Json
  } catch {
    throw badRequest('the body of the request could not be parsed as YAML')
  }
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
