/** SOAP by hand, for what the tests do beside the client under test: as an administrator, and to measure against. */
import { Agent, request } from 'node:https'

export interface RawSoap {
  /** One call; `body` is the element of the method. Rejects with the answer's text unless it is HTTP 200. */
  call(body: string): Promise<string>
  /** Value of the session's cookie. */
  cookie(): string
  close(): void
}

export interface RawLogin {
  readonly url: string
  readonly username: string
  readonly password: string
}

const LIMIT_MS = 120_000

/** Logs in over a connection of its own to a server that the test itself started, so it may trust any certificate. */
export async function openRawSoap({ url, username, password }: RawLogin): Promise<RawSoap> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false })
  let cookie = ''
  const call = async (body: string): Promise<string> => {
    const answer = await post(url, agent, cookie, envelope(body))
    cookie = /vmware_soap_session="?([^";]+)/.exec(answer.cookies)?.[1] ?? cookie
    if (answer.status !== 200) throw new Error(answer.text)
    return answer.text
  }
  await call(
    `<Login><_this type="SessionManager">SessionManager</_this><userName>${escape(username)}</userName>` +
      `<password>${escape(password)}</password></Login>`,
  )
  return { call, cookie: () => cookie, close: () => agent.destroy() }
}

/** A SOAP message with `body` in vSphere's namespace. */
export function envelope(body: string): string {
  const named = body.replace(/^<(\w+)/, '<$1 xmlns="urn:vim25"')
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<soapenv:Body>${named}</soapenv:Body></soapenv:Envelope>`
  )
}

/** The keys of the server's sessions except our own, as the session list has them. */
export async function otherSessions(soap: RawSoap): Promise<readonly string[]> {
  const text = await soap.call(
    '<RetrievePropertiesEx><_this type="PropertyCollector">propertyCollector</_this><specSet>' +
      '<propSet><type>SessionManager</type><all>false</all><pathSet>sessionList</pathSet><pathSet>currentSession</pathSet></propSet>' +
      '<objectSet><obj type="SessionManager">SessionManager</obj></objectSet></specSet><options/></RetrievePropertiesEx>',
  )
  const properties = text.split(/<propSet>/).slice(1)
  const keys = (name: string): string[] => {
    const property = properties.find((each) => each.includes(`<name>${name}</name>`)) ?? ''
    return [...property.matchAll(/<key>([^<]+)<\/key>/g)].map(([, key = '']) => key)
  }
  const own = new Set(keys('currentSession'))
  if (own.size === 0) throw new Error('The server does not tell the session that asks')
  return keys('sessionList').filter((key) => !own.has(key))
}

/** Ends every session but our own; answers with how many. */
export async function endOtherSessions(soap: RawSoap): Promise<number> {
  const others = await otherSessions(soap)
  for (const key of others)
    await soap.call(
      `<TerminateSession><_this type="SessionManager">SessionManager</_this><sessionId>${key}</sessionId></TerminateSession>`,
    )
  return others.length
}

interface Answer {
  readonly status: number
  readonly cookies: string
  readonly text: string
}

function post(url: string, agent: Agent, cookie: string, message: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const headers = {
    'Content-Type': 'text/xml; charset=utf-8',
    'Content-Length': Buffer.byteLength(message),
    SOAPAction: '"urn:vim25/8.0.3.0"',
    ...(cookie !== '' && { Cookie: `vmware_soap_session="${cookie}"` }),
  }
  const sent = request(url, { method: 'POST', agent, headers, timeout: LIMIT_MS }, (response) => {
    const pieces: Buffer[] = []
    response.on('data', (piece: Buffer) => void pieces.push(piece))
    response.once('error', reject)
    response.once('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        cookies: (response.headers['set-cookie'] ?? []).join('\n'),
        text: Buffer.concat(pieces).toString('utf8'),
      }),
    )
  })
  sent.once('timeout', () => sent.destroy(new Error(`No answer within ${LIMIT_MS} ms`)))
  sent.once('error', reject)
  sent.end(message)
  return promise
}

export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
