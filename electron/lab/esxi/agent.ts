/** The SOAP service of one ESXi host, at its port 443. */
import { createServer } from 'node:https'
import type { LabClock } from '../clock.ts'
import type { EstateAccount } from '../estate/accounts.ts'
import type { Estate, EstateHost } from '../estate/model.ts'
import { openPort } from '../lab-port.ts'
import type { LabCertificate } from '../tls.ts'
import { answerVim } from '../vcenter/http/answer.ts'
import type { Service } from '../vcenter/methods/call.ts'
import { product } from '../vcenter/objects/host.ts'
import { createVimService } from '../vcenter/vim-service.ts'
import { hostEstate } from './host-estate.ts'

/** What one copy of a disk takes of the host's NFC memory: four buffers of a mebibyte. */
const BYTES_PER_COPY = 4 * 1024 * 1024

export interface AgentOptions {
  readonly estate: Estate
  readonly host: EstateHost
  readonly certificate: LabCertificate
  /** Of root. */
  readonly password: string
  readonly viewer: { readonly username: string; readonly password: string }
  readonly clock: LabClock
  readonly isLocked: () => boolean
  /** Bytes that hostd has for copies; undefined while it does not run. */
  readonly nfcMemory: () => number | undefined
  readonly hostServicesChanged: (host: EstateHost) => Promise<void>
}

export interface Agent {
  /** On 127.0.0.1. */
  readonly port: number
  /** Sessions that read from disks: that are open, and that there were. */
  copies(): { readonly now: number; readonly total: number }
  /** Ends all sessions, as the end of hostd does. */
  dropSessions(): void
  setReachable(reachable: boolean): Promise<void>
  close(): Promise<void>
}

/** What a start of hostd brings, and its end takes away. */
interface Run {
  readonly service: Service
  readonly ended: AbortController
}

/** Starts a host's own server on a free port of 127.0.0.1. While hostd does not run it answers 503, as a host does. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const readers = new Set<string>()
  let run: Run | undefined
  // A lab has many hosts, and few of them are ever asked: what answers is made when somebody asks.
  const running = (): Run => (run ??= startRun(options, readers))
  const dropSessions = (): void => {
    run?.ended.abort()
    for (const session of run?.service.sessions.all() ?? []) run?.service.sessions.close(session)
    run = undefined
  }
  const { keyPem, chainPem } = options.certificate
  const server = createServer({ key: keyPem, cert: chainPem }, (request, response) => {
    if (options.nfcMemory() === undefined) {
      response.writeHead(503, { 'Content-Length': 0, Connection: 'close' })
      response.end()
      return
    }
    const { service, ended } = running()
    void answerVim(service, request, response, { closing: ended.signal })
  })
  const port = await openPort(server)
  return {
    port: port.number,
    copies: () => ({ now: openReaders(run, readers), total: readers.size }),
    dropSessions,
    setReachable: (reachable) => port.set({ reachable }),
    close: async () => {
      dropSessions()
      await port.close()
    },
  }
}

function startRun(options: AgentOptions, readers: Set<string>): Run {
  const { estate, host, clock, isLocked, nfcMemory, password, viewer } = options
  const ended = new AbortController()
  const root = { username: 'root', password }
  const own = hostEstate(estate, host, root, [])
  const account = (login: typeof root, role: 'Admin' | 'ReadOnly'): EstateAccount => ({
    ...login,
    grants: [{ entityId: own.folders[0]?.id ?? '', role }],
  })
  const run: Run = {
    ended,
    service: createVimService({
      estate: own,
      clock,
      signal: ended.signal,
      about: product(host),
      accounts: [account(root, 'Admin'), account(viewer, 'ReadOnly')],
      hostServicesChanged: () => options.hostServicesChanged(host),
      isLocked,
      mayReadDisk: (key) => {
        if (readers.has(key)) return true
        if (openReaders(run, readers) >= Math.floor((nfcMemory() ?? 0) / BYTES_PER_COPY)) return false
        readers.add(key)
        return true
      },
    }),
  }
  return run
}

function openReaders(run: Run | undefined, readers: ReadonlySet<string>): number {
  return run?.service.sessions.all().filter(({ key }) => readers.has(key)).length ?? 0
}
