/** An https server that answers the REST API as a test tells it. */
import { once } from 'node:events'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import type { TestCertificate } from './certificate.ts'

interface RestCall {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** JSON with status 200, a status, or a function that writes the answer itself; undefined for the healthy one. */
export type RestAnswerOf = (
  call: RestCall,
) =>
  { readonly json: unknown } | { readonly status: number } | ((response: ServerResponse) => void) | undefined

export interface ScriptedRest {
  readonly port: number
  readonly calls: readonly RestCall[]
  /** Sessions that were opened and not ended. */
  sessions(): number
  close(): Promise<void>
}

const TAG = 'urn:vmomi:InventoryServiceTag:1:GLOBAL'
const CATEGORY = 'urn:vmomi:InventoryServiceCategory:1:GLOBAL'

/** Healthy: the newer dialect, and one tag, Application/Shop, on every VM. */
export async function startScriptedRest(
  certificate: TestCertificate,
  script: RestAnswerOf = () => undefined,
): Promise<ScriptedRest> {
  const calls: RestCall[] = []
  const open = new Set<string>()
  const healthy = ({ method, path, headers, body }: RestCall): { json: unknown } | { status: number } => {
    if (path === '/api/session' && method === 'POST') {
      const token = `token-${calls.length}`
      open.add(token)
      return { json: token }
    }
    if (path === '/api/session') open.delete(String(headers['vmware-api-session-id']))
    if (path === `/api/cis/tagging/tag/${TAG}`) return { json: { name: 'Shop', category_id: CATEGORY } }
    if (path === `/api/cis/tagging/category/${CATEGORY}`) return { json: { name: 'Application' } }
    if (!path.includes('tag-association')) return { status: method === 'DELETE' ? 204 : 404 }
    const { object_ids } = JSON.parse(body) as { readonly object_ids: readonly { readonly id: string }[] }
    return { json: object_ids.map((object_id) => ({ object_id, tag_ids: [TAG] })) }
  }
  const server = createServer({ key: certificate.keyPem, cert: certificate.pem }, (request, response) => {
    void readText(request).then((body) => {
      const { method = '', url = '', headers } = request
      const call = { method, path: url, headers, body }
      calls.push(call)
      const answer = script(call) ?? healthy(call)
      if (typeof answer === 'function') {
        answer(response)
        return
      }
      if ('status' in answer) response.writeHead(answer.status).end()
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.json))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    sessions: () => open.size,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
