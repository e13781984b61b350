import { once } from 'node:events'
import { createServer } from 'node:https'
import type { LabClock } from '../clock.ts'
import type { EstateAccount } from '../estate/accounts.ts'
import type { Estate, EstateHost } from '../estate/model.ts'
import { openPort } from '../lab-port.ts'
import type { LabCertificate } from '../tls.ts'
import { answerVim } from './http/answer.ts'
import { createCounts, failing, type Failing } from '../failures.ts'
import type { VcenterFailures } from '../service.ts'
import { VimFault } from './fault.ts'
import { aboutVcenter } from './managers.ts'
import type { Service } from './methods/call.ts'
import { hostRef } from './objects/refs.ts'
import { createRestApi } from './rest/rest.ts'
import { createVimService } from './vim-service.ts'

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

const NOT_CONNECTED = 'Unable to communicate with the remote host, since it is disconnected.'

export interface Vcenter {
  /** Open sessions of the REST API. */
  restSessions(): number
  /** "https://127.0.0.1:PORT/sdk" */
  readonly url: string
  /** Names of the tasks that run now on a host or on a VM of it: "VirtualMachine.createSnapshot". */
  tasksOn(hostId: string): readonly string[]
  /** Begins a task on a host that lasts until the function that it returns is called. */
  holdHost(hostId: string): () => void
  /** Replaces what was to fail before. */
  fail(failures: VcenterFailures): Promise<void>
  endSessions(): void
  /** How often somebody came across something that was to fail, or lost a session by it. */
  failuresMet(): number
  /** Ends all sessions, waits and connections. */
  close(): Promise<void>
}

/**
 * Starts a vCenter for `estate` on a free port of 127.0.0.1: SOAP at /sdk, datastore files at /folder, tags at /rest
 * and /api.
 */
export async function startVcenter(options: VcenterOptions): Promise<Vcenter> {
  const closing = new AbortController()
  const { estate, clock, hostServicesChanged } = options
  const failures = failing<VcenterFailures>({})
  const service = createVimService({
    estate,
    clock,
    signal: closing.signal,
    about: aboutVcenter(estate.instanceUuid),
    accounts: accountsOf(options),
    failIfAsked: failer(failures, estate),
    ...(hostServicesChanged && { hostServicesChanged }),
  })

  const { vim, tasks } = service
  const { keyPem, chainPem } = options.certificate
  const rest = createRestApi(service)
  const server = createServer({ key: keyPem, cert: chainPem, keepAliveTimeout: KEEP_ALIVE_MS })
  server.on('request', (request, response) => {
    void answerVim(service, request, response, { closing: closing.signal, rest })
  })
  const port = await openPort(server)
  return {
    url: `https://127.0.0.1:${port.number}/sdk`,
    restSessions: () => rest.sessions.count(),
    tasksOn: (hostId) =>
      tasks
        .running()
        .filter(({ entity }) => entity.id === hostId || vim.vm(entity.id)?.hostId === hostId)
        .map(({ descriptionId }) => descriptionId),
    holdHost: (hostId) => holdHost(service, hostId),
    fail: async (wanted) => {
      failures.set(wanted)
      if (wanted.down === true) failures.note(port.connections())
      await port.set({ reachable: wanted.down !== true })
    },
    endSessions: () => {
      for (const session of service.sessions.all()) {
        service.sessions.close(session)
        failures.note()
      }
    },
    failuresMet: () => failures.met(),
    close: async () => {
      closing.abort()
      for (const session of service.sessions.all()) service.sessions.close(session)
      await port.close()
    },
  }
}

function failer(failures: Failing<VcenterFailures>, estate: Estate): Service['failIfAsked'] {
  const counts = createCounts()
  return (method, vmId) => {
    const { faults = [], lostHost } = failures.now()
    const vm = estate.vms.find((one) => one.id === vmId)
    const host = vm && estate.hosts.find((one) => one.id === vm.hostId)
    if (lostHost !== undefined && host?.name === lostHost) {
      failures.note()
      throw new VimFault('HostNotConnected', NOT_CONNECTED)
    }
    const asked = faults.find((one) => one.method === method)
    if (!asked || !counts(asked)) return
    failures.note()
    throw new VimFault(asked.fault, asked.message)
  }
}

function holdHost({ vim, tasks }: Service, hostId: string): () => void {
  const over = new AbortController()
  const host = vim.index.host(hostId)
  tasks.start({
    name: 'EnterMaintenanceMode_Task',
    descriptionId: 'HostSystem.enterMaintenanceMode',
    entity: hostRef(hostId),
    entityName: host.name,
    userName: vim.estate.credentials.username,
    run: async () => {
      const ended = AbortSignal.any([over.signal, vim.signal])
      if (!ended.aborted) await once(ended, 'abort')
      return undefined
    },
  })
  return () => over.abort()
}

/** The administrator and everybody else. */
function accountsOf({ estate, username, password }: VcenterOptions): EstateAccount[] {
  const root = estate.folders.find((folder) => folder.kind === 'root')?.id ?? ''
  return [{ username, password, grants: [{ entityId: root, role: 'Admin' }] }, ...estate.accounts]
}
