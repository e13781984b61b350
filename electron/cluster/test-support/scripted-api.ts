/** An https server whose every answer a test writes: for what a well-behaved API server never says. */
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Issued } from './certificates.ts'

export interface Seen {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** Common name of the client certificate; empty without one. */
  readonly clientName: string
}

/** A JSON answer, or a function that writes its own. */
export type Scripted =
  | { readonly status?: number; readonly json: unknown }
  | { readonly status?: number; readonly text: string }
  | ((response: ServerResponse, seen: Seen) => void)

export type Script = (seen: Seen) => Scripted | undefined

export interface ScriptedApi {
  readonly url: string
  readonly port: number
  readonly seen: readonly Seen[]
  /** New TCP connections so far. */
  connections(): number
  close(): Promise<void>
}

const resource = (name: string, kind: string, namespaced: boolean) => ({ name, kind, namespaced, verbs: [] })

const discovery: Readonly<Record<string, unknown>> = {
  '/version': { gitVersion: 'v1.33.0' },
  '/apis': { kind: 'APIGroupList', groups: [] },
  '/api/v1': {
    resources: [
      resource('pods', 'Pod', true),
      resource('pods/log', 'Pod', true),
      resource('secrets', 'Secret', true),
      resource('namespaces', 'Namespace', false),
      resource('configmaps', 'ConfigMap', true),
      resource('nodes', 'Node', false),
    ],
  },
}

/** A Kubernetes Status with an error. */
export function failure(code: number, reason: string, message: string, details: object = {}): Scripted {
  return {
    status: code,
    json: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message, details },
  }
}

/** Starts on a free port of 127.0.0.1. What the script leaves open is answered as a bare API server would. */
export async function startScriptedApi(
  certificate: Issued,
  script: Script = () => undefined,
  clientCaPem?: string,
): Promise<ScriptedApi> {
  const seen: Seen[] = []
  let connections = 0
  const server = createServer({
    key: certificate.keyPem,
    cert: certificate.certPem,
    ...(clientCaPem === undefined ? {} : { ca: clientCaPem, requestCert: true }),
  })
  server.on('secureConnection', () => (connections += 1))
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void read(request).then((each) => {
      seen.push(each)
      answer(response, each, script(each) ?? fallback(each))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    seen,
    connections: () => connections,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function fallback(seen: Seen): Scripted {
  const document = discovery[seen.path]
  return document === undefined ? { status: 404, text: '404 page not found\n' } : { json: document }
}

function answer(response: ServerResponse, seen: Seen, scripted: Scripted): void {
  if (typeof scripted === 'function') {
    scripted(response, seen)
    return
  }
  response.statusCode = scripted.status ?? 200
  response.end('json' in scripted ? JSON.stringify(scripted.json) : scripted.text)
}

async function read(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const url = new URL(request.url ?? '/', 'https://host')
  const peer: { subject?: { CN?: string | string[] } } =
    request.socket instanceof TLSSocket ? request.socket.getPeerCertificate() : {}
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    clientName: String(peer.subject?.CN ?? ''),
  }
}
