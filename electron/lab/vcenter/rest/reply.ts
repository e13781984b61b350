/** Answers in the two dialects of the REST API: /rest wraps what it says, /api does not. */
import type { ServerResponse } from 'node:http'

export type Dialect = 'rest' | 'api'

/** `value` undefined: no body. */
export type Reply =
  { readonly status?: number; readonly value?: unknown } | { readonly failed: keyof typeof FAILURES }

/** Status and name of an error, as both dialects write it. */
const FAILURES = {
  unauthenticated: 401,
  unauthorized: 403,
  not_found: 404,
  invalid_argument: 400,
} as const

export function sendReply(response: ServerResponse, dialect: Dialect, reply: Reply): void {
  const { status, value } = 'failed' in reply ? failure(dialect, reply.failed) : plain(dialect, reply)
  if (value === undefined) {
    response.writeHead(status === 200 ? 204 : status, { 'Content-Length': 0 })
    response.end()
    return
  }
  const text = JSON.stringify(value)
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  })
  response.end(text)
}

function plain(dialect: Dialect, { status = 200, value }: { status?: number; value?: unknown }) {
  if (dialect === 'api' || value === undefined) return { status, value }
  return { status: 200, value: { value } }
}

function failure(dialect: Dialect, name: keyof typeof FAILURES) {
  const value =
    dialect === 'api'
      ? { error_type: name.toUpperCase(), messages: [] }
      : { type: `com.vmware.vapi.std.errors.${name}`, value: { messages: [] } }
  return { status: FAILURES[name], value }
}
