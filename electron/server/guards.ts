/**
 * Who may talk to the loopback server. A page of any web site can send requests to 127.0.0.1, and a name that
 * an attacker controls can be made to point there, so each request must prove where it comes from before
 * anything else is looked at.
 */
import type { IncomingMessage } from 'node:http'
import { PARTS } from '../door/limits.ts'

export interface Refusal {
  readonly status: number
  /** Said to the caller and to the log. Never holds what the caller sent. */
  readonly reason: string
}

/** Answered before anything else, files included: the address bar must show exactly our address. */
export function refuseForeignHost(request: IncomingMessage, host: string): Refusal | undefined {
  const hosts = headerValues(request, 'host')
  if (hosts.length !== 1 || hosts[0] !== host) return { status: 403, reason: 'wrong host' }
  // A proxy-style target ("GET http://other/ HTTP/1.1") would override the Host header.
  if (!request.url?.startsWith('/')) return { status: 400, reason: 'bad target' }
  if (request.method === 'OPTIONS') return { status: 403, reason: 'no cross-origin access' }
  return undefined
}

/**
 * Calls (RPC and the hand-over of the token) come from our own page by POST, or not at all. Their body is JSON,
 * or parts where a file goes with it; what any web page could send by a form has another origin and no token.
 */
export function refuseForeignCall(request: IncomingMessage, origin: string): Refusal | undefined {
  if (request.method !== 'POST') return { status: 405, reason: 'wrong method' }
  const origins = headerValues(request, 'origin')
  if (origins.length !== 1 || origins[0] !== origin) return { status: 403, reason: 'wrong origin' }
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return { status: 403, reason: 'wrong site' }
  const types = headerValues(request, 'content-type')
  const [type = ''] = types
  if (types.length !== 1 || (type !== 'application/json' && !PARTS.test(type)))
    return { status: 415, reason: 'wrong content type' }
  return undefined
}

/** Files are read by GET or HEAD; a page of another site may open ours but not embed parts of it. */
export function refuseForeignRead(request: IncomingMessage): Refusal | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405, reason: 'wrong method' }
  const site = request.headers['sec-fetch-site']
  const opensPage = request.headers['sec-fetch-dest'] === 'document'
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !opensPage)
    return { status: 403, reason: 'wrong site' }
  return undefined
}

/** All values of a header as sent: Node folds some repeated headers into the first one. */
function headerValues(request: IncomingMessage, name: string): string[] {
  const values: string[] = []
  const raw = request.rawHeaders
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (raw[at]?.toLowerCase() === name) values.push(raw[at + 1] ?? '')
  }
  return values
}
