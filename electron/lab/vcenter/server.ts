import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { LabClock } from '../clock.ts'
import type { EstateAccount } from '../estate/accounts.ts'
import type { Estate, EstateHost } from '../estate/model.ts'
import type { LabCertificate } from '../tls.ts'
import { createAccess } from './access/access.ts'
import { addHostSystems } from './host-systems.ts'
import { answerFolder } from './http/datastore-files.ts'
import { answerSoap } from './http/soap.ts'
import { ABOUT, addManagers } from './managers.ts'
import type { Service } from './methods/call.ts'
import { createRestApi, type RestApi } from './rest/rest.ts'
import { createSessions } from './session.ts'
import { createTasks } from './tasks.ts'
import { createWorld } from './world.ts'

/** Longer than the pauses of a client that reads in pages, so that its connections last. */
const KEEP_ALIVE_MS = 75_000

export interface VcenterOptions {
  readonly estate: Estate
  readonly certificate: LabCertificate
  readonly username: string
  readonly password: string
  readonly clock: LabClock
  /** Is told of each change of a host's services or firewall, and waited for. */
  readonly hostServicesChanged?: (host: EstateHost) => Promise<void>
}

export interface Vcenter {
  /** Open sessions of the REST API. */
  restSessions(): number
  /** "https://127.0.0.1:PORT/sdk" */
  readonly url: string
  /** Names of the tasks that run now on a host or on a VM of it: "VirtualMachine.createSnapshot". */
  tasksOn(hostId: string): readonly string[]
  /** Ends all sessions, waits and connections. */
  close(): Promise<void>
}

/** Starts a vCenter for `estate` on a free port of 127.0.0.1: SOAP at /sdk, datastore files at /folder, tags at /rest and /api. */
export async function startVcenter(options: VcenterOptions): Promise<Vcenter> {
  const closing = new AbortController()
  const world = createWorld(options.estate, options.clock, closing.signal)
  const tasks = createTasks(world)
  addManagers(world, tasks)
  addHostSystems(world)
  const access = createAccess(world, accountsOf(options))
  const service: Service = {
    world,
    tasks,
    sessions: createSessions(world, access),
    access,
    hostServicesChanged: options.hostServicesChanged ?? (() => Promise.resolve()),
  }
  const { keyPem, chainPem } = options.certificate
  const rest = createRestApi(service)
  const server = createServer({ key: keyPem, cert: chainPem, keepAliveTimeout: KEEP_ALIVE_MS })
  server.on('request', (request, response) => {
    void answer(service, rest, request, response, closing.signal)
  })
  await listen(server)
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}/sdk`,
    restSessions: () => rest.sessions.count(),
    tasksOn: (hostId) =>
      tasks
        .running()
        .filter(({ entity }) => entity.id === hostId || world.vm(entity.id)?.hostId === hostId)
        .map(({ descriptionId }) => descriptionId),
    close: async () => {
      closing.abort()
      for (const session of service.sessions.all()) service.sessions.close(session)
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

/** The administrator and everybody else. */
function accountsOf({ estate, username, password }: VcenterOptions): EstateAccount[] {
  const root = estate.folders.find((folder) => folder.kind === 'root')?.id ?? ''
  return [{ username, password, grants: [{ entityId: root, role: 'Admin' }] }, ...estate.accounts]
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function answer(
  service: Service,
  rest: RestApi,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const signal = AbortSignal.any([gone.signal, closing])
  const base = 'https://127.0.0.1'
  const url = URL.canParse(request.url ?? '', base) ? new URL(request.url ?? '', base) : new URL(base)
  if (request.method === 'POST' && /^\/sdk(\/|\/vimService)?$/.test(url.pathname)) {
    return answerSoap(service, request, response, signal)
  }
  if (url.pathname === '/sdk/vimServiceVersions.xml') {
    sendVersions(response)
    return
  }
  if (/^\/(rest|api)\//.test(url.pathname)) return rest.answer(request, response, url)
  if (url.pathname.startsWith('/folder/')) return answerFolder(service, request, response, url, signal)
  response.writeHead(404, { 'Content-Length': 0 })
  response.end()
}

/** The API versions, newest first, as clients read them before they log in. */
function sendVersions(response: ServerResponse): void {
  const prior = ['8.0.2.0', '8.0.1.0', '8.0.0.1', '7.0.3.2', '7.0.3.0', '7.0', '6.7.3', '6.7', '6.5', '6.0']
  const text = [
    '<?xml version="1.0" encoding="UTF-8" ?>',
    '<namespaces version="1.0">',
    ` <namespace><name>urn:vim25</name><version>${ABOUT.apiVersion}</version><priorVersions>`,
    ...prior.map((version) => `  <version>${version}</version>`),
    ' </priorVersions></namespace>',
    '</namespaces>',
    '',
  ].join('\n')
  response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}
