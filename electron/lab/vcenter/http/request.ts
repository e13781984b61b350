import type { IncomingMessage } from 'node:http'
import { XmlError } from '../vim/read-xml.ts'

export const SESSION_COOKIE = 'vmware_soap_session'

/** Calls are small; the largest is a filter with many object sets. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024

/** Text of a request's body. Throws XmlError where it is too large. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > BODY_LIMIT_BYTES) throw new XmlError(`The request is larger than ${BODY_LIMIT_BYTES} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** Value of the session cookie, with or without the quotes that vCenter sets it in. */
export function requestCookie(request: IncomingMessage): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name = '', value = ''] = pair.trim().split(/=(.*)/s)
    if (name === SESSION_COOKIE) return value.replace(/^"(.*)"$/, '$1')
  }
  return undefined
}

/** User name and password of HTTP Basic authentication. */
export function basicCredentials(
  request: IncomingMessage,
): { username: string; password: string } | undefined {
  const match = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(request.headers.authorization ?? '')
  if (match === null) return undefined
  const [username = '', password = ''] = Buffer.from(match[1] ?? '', 'base64')
    .toString('utf8')
    .split(/:(.*)/s)
  return { username, password }
}
