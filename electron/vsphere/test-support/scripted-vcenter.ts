/** An https server that answers SOAP as a test tells it: for what a healthy vCenter never says. */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import type { TestCertificate } from './certificate.ts'

export interface Call {
  readonly method: string
  readonly body: string
  readonly cookie: string | undefined
  readonly soapAction: string | undefined
}

/** XML inside soapenv:Body, with status 200 unless told; or a function that writes the answer itself. */
export type Answer =
  | { readonly xml: string; readonly status?: number; readonly headers?: Record<string, string> }
  | ((response: ServerResponse, call: Call) => void)

export type Script = Readonly<Record<string, (call: Call) => Answer>>

export interface ScriptedVcenter {
  readonly url: string
  readonly port: number
  readonly calls: readonly Call[]
  count(method: string): number
  /** The next connections see this certificate. */
  useCertificate(certificate: TestCertificate): void
  /** Ends open connections, idle or not. */
  dropConnections(): void
  close(): Promise<void>
}

const about =
  '<about><name>VMware vCenter Server</name><version>8.0.3</version><build>1</build>' +
  '<apiVersion>8.0.3.0</apiVersion><apiType>VirtualCenter</apiType><instanceUuid>i</instanceUuid></about>'
const manager = (name: string, type: string) => `<${name} type="${type}">${type}</${name}>`

export const returned = (method: string, xml: string): Answer => ({
  xml: `<${method}Response xmlns="urn:vim25">${xml}</${method}Response>`,
})

export const fault = (name: string, message: string, properties = ''): Answer => ({
  status: 500,
  xml:
    `<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>${message}</faultstring><detail>` +
    `<${name}Fault xmlns="urn:vim25" xsi:type="${name}">${properties}</${name}Fault></detail></soapenv:Fault>`,
})

/** Who it is, login (every login is a new session), logout. A test's script comes first. */
function healthy(logins: () => number): Script {
  return {
    RetrieveServiceContent: () =>
      returned(
        'RetrieveServiceContent',
        `<returnval>${manager('rootFolder', 'Folder')}${manager('propertyCollector', 'PropertyCollector')}` +
          `${manager('viewManager', 'ViewManager')}${about}${manager('sessionManager', 'SessionManager')}` +
          `${manager('authorizationManager', 'AuthorizationManager')}</returnval>`,
      ),
    Login: () => ({
      xml: '<LoginResponse xmlns="urn:vim25"><returnval><key>k</key></returnval></LoginResponse>',
      headers: { 'set-cookie': `vmware_soap_session="session-${logins()}"; Path=/; HttpOnly; Secure` },
    }),
    Logout: () => returned('Logout', ''),
  }
}

export async function startScriptedVcenter(
  certificate: TestCertificate,
  script: Script = {},
): Promise<ScriptedVcenter> {
  const calls: Call[] = []
  const count = (method: string) => calls.filter((call) => call.method === method).length
  const all: Script = { ...healthy(() => count('Login')), ...script }
  const server = createServer({ key: certificate.keyPem, cert: certificate.pem }, (request, response) => {
    void readText(request).then((body) => {
      const method = /<soapenv:Body><(\w+)/.exec(body)?.[1] ?? ''
      const { cookie, soapaction } = request.headers
      const call: Call = { method, body, cookie, soapAction: soapaction?.toString() }
      calls.push(call)
      const answer = all[method]?.(call) ?? fault('MethodNotFound', `no ${method} here`)
      if (typeof answer === 'function') {
        answer(response, call)
        return
      }
      response.writeHead(answer.status ?? 200, { 'content-type': 'text/xml', ...answer.headers })
      response.end(
        '<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"' +
          ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${answer.xml}` +
          '</soapenv:Body></soapenv:Envelope>',
      )
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}/sdk`,
    port,
    calls,
    count,
    useCertificate: ({ keyPem, pem }) => server.setSecureContext({ key: keyPem, cert: pem }),
    dropConnections: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
