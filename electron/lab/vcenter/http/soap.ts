import type { IncomingMessage, ServerResponse } from 'node:http'
import { noPermission, notAuthenticated, objectNotFound, VimFault } from '../fault.ts'
import { ALL_METHODS } from '../methods/all-methods.ts'
import type { Call, Method, Service } from '../methods/call.ts'
import type { Session } from '../session.ts'
import { decodeFields, parseXml, XmlError, type XmlNode } from '../vim/read-xml.ts'
import { declared, type Schema } from '../vim/schema.ts'
import { Ref, type Vim } from '../vim/value.ts'
import { escapeXml, writeXml } from '../vim/write-xml.ts'
import { readBody, requestCookie, SESSION_COOKIE } from './request.ts'

const ENVELOPE = [
  '<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope',
  ' xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"',
  ' xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"',
  ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"',
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n<soapenv:Body>\n',
].join('')
const ENVELOPE_END = '\n</soapenv:Body>\n</soapenv:Envelope>'

/** Answers one SOAP 1.1 request. Faults of the API are answers too, with HTTP 500. */
export async function answerSoap(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const session = service.sessions.byCookie(requestCookie(request))
  const headers: Record<string, string> = {}
  try {
    const { name, node } = methodElement(parseXml(await readBody(request)))
    const method = ALL_METHODS[name]
    if (method === undefined) throw new VimFault('InvalidRequest', `Unable to resolve method "${name}".`)
    const value = await invoke(service, session, name, method, node, {
      caller: { address: request.socket.remoteAddress ?? '', agent: request.headers['user-agent'] ?? '' },
      signal,
      useSession: (next) => {
        headers['Set-Cookie'] =
          `${SESSION_COOKIE}="${next?.cookie ?? ''}"; Path=/; HttpOnly; Secure; SameSite=Lax`
      },
    })
    const returns = declared(method.returns ?? '')
    const body = writeXml(service.vim.schema, 'returnval', value, returns)
    send(response, 200, `<${name}Response xmlns="urn:vim25">${body}</${name}Response>`, headers)
  } catch (error) {
    if (response.destroyed) return
    send(response, 500, faultXml(service.vim.schema, asFault(error)), headers)
  }
}

async function invoke(
  service: Service,
  session: Session | undefined,
  name: string,
  method: Method,
  node: XmlNode,
  own: Pick<Call, 'caller' | 'signal' | 'useSession'>,
): Promise<Vim> {
  const { vim } = service
  const fields = Object.entries({ _this: 'ref', ...method.params })
  const args = decodeFields(vim.schema, node, new Map(fields.map(([key, type]) => [key, declared(type)])))
  const self = args._this
  if (!(self instanceof Ref)) throw new VimFault('InvalidRequest', `Method "${name}" was called on nothing.`)
  if (method.open !== true && session === undefined) throw notAuthenticated(self)
  const known = vim.find(self.id)
  const target = session === undefined ? known : session.find(self.id)
  if (target === undefined)
    throw known === undefined ? objectNotFound(self) : noPermission(self, 'System.View')
  if (!vim.schema.isA(target.ref.type, method.on)) {
    throw new VimFault('MethodNotFound', `${target.ref.type} has no method ${name}.`, {
      receiver: self,
      method: name,
    })
  }
  const call = { ...service, ...own, target, args }
  if (method.open === true) return method.run({ ...call, session })
  if (session === undefined) throw notAuthenticated(self)
  if (method.privilege !== undefined) {
    service.access.require(session.userName, target.ref, method.privilege)
  }
  // What is a task fails as one.
  if (!name.endsWith('_Task')) service.failIfAsked(name, vim.vm(target.ref.id)?.id)
  return method.run({ ...call, session })
}

function methodElement(envelope: XmlNode): { name: string; node: XmlNode } {
  const body = envelope.children.find((child) => child.name === 'Body')
  const node = body?.children[0]
  if (envelope.name !== 'Envelope' || node === undefined)
    throw new XmlError('There is no SOAP call in the request')
  return { name: node.name, node }
}

/** What went wrong as a fault. A bug of the lab is one too: its caller gets to see it. */
function asFault(error: unknown): VimFault {
  if (error instanceof VimFault) return error
  if (error instanceof XmlError) return new VimFault('InvalidRequest', error.message)
  return new VimFault('UnexpectedFault', `The lab failed: ${String(error)}`, { faultName: 'vim.fault.Lab' })
}

function faultXml(schema: Schema, fault: VimFault): string {
  const detail = writeXml(
    schema,
    `${fault.type}Fault`,
    { $type: fault.type, ...fault.fields },
    { type: '', array: false },
  )
  return [
    `<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>${escapeXml(fault.message)}</faultstring>`,
    `<detail>${detail.replace(/^<\w+/, '$& xmlns="urn:vim25"')}</detail></soapenv:Fault>`,
  ].join('')
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string>): void {
  const text = `${ENVELOPE}${body}${ENVELOPE_END}`
  response.writeHead(status, {
    'Content-Type': 'text/xml; charset=utf-8',
    'Cache-Control': 'no-cache',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  })
  response.end(text)
}
