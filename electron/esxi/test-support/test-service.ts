/** The whole service on one scripted host and a real journal, with a source that is the test's. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aHost, anInventory } from '../../../test/fixtures/inventory.ts'
import type { EditRun, EsxiHost } from '../../../shared/esxi/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { fail, ok, type Problem } from '../../../shared/problem.ts'
import { Topic } from '../../../shared/topic.ts'
import { openJournal } from '../../journal/sqlite-journal.ts'
import type { Providers } from '../../providers/service.ts'
import type { VsphereService } from '../../vsphere/service.ts'
import { createEsxi } from '../esxi.ts'
import type { Esxi } from '../service.ts'
import { TEST_LIMITS } from './host-work.ts'
import { startScriptedHost } from './scripted-host.ts'
import { memoryOnly } from '../../vault/test-support/memory-only.ts'

export const providerId = 'vc'
export const hostId = 'host-1'

const away: Problem = { code: 'vsphere.unreachable', message: 'Away.', remedy: 'Wait.' }
const SOURCE = { id: providerId, kind: 'vsphere', status: { state: 'connected' } } as unknown as Provider

const NIC = {
  ...{ device: 'vmk1', ip: '10.21.0.11', subnetMask: '255.255.255.0', mtu: 9000 },
  ...{ portgroup: 'migration', services: [] },
}

export async function startTestService() {
  const home = mkdtempSync(join(tmpdir(), 'palletjack-esxi-'))
  const journal = openJournal(home)
  const vault = await memoryOnly()
  const machine = await startScriptedHost()
  machine.traits.version = '6.7.0'
  const list = new Topic<readonly Provider[]>([SOURCE])
  const alive = new Set<number>()
  const asked: string[] = []
  /** Hosts whose services vSphere cannot reach, and whether SSH of the others runs. */
  const is = { away: new Set<string>(), running: true, vcenter: 'one', isReading: false, bootedAt: 0 }
  const ids = [hostId, 'host-2']
  const about = anInventory().about
  const inventory = () =>
    anInventory({
      about: { ...about, instanceUuid: is.vcenter },
      hosts: ids.map((id) =>
        aHost({ id, name: id, version: '6.7.0', thumbprint: 'AA:BB', kernelNics: [NIC] }),
      ),
    })
  const service = () => ({ key: 'TSM-SSH', label: 'SSH', running: is.running, policy: 'off' })
  const newSession = () => ({
    hostServices: () => Promise.resolve(ok([service()])),
    setHostService: (id: string, _: string, change: { running: boolean }) => {
      asked.push(`ssh of ${id}`)
      if (is.away.has(id)) return Promise.resolve(fail(away))
      is.running = change.running
      return Promise.resolve(ok(service()))
    },
    hostRulesets: () => Promise.resolve(ok([])),
    hostTasks: () => Promise.resolve(ok([])),
    hostState: () => Promise.resolve(ok({ connectionState: 'connected' })),
  })
  let session = newSession()
  const providers = {
    watch: (signal?: AbortSignal) => list.watch(signal),
    inventory: () => (is.isReading ? new Promise(() => undefined) : Promise.resolve(ok(inventory()))),
    source: () => (list.value.length > 0 ? ok(session) : fail(away)),
    inventorySource: () =>
      ok({
        current: () => ({ revision: 1, inventory: inventory() }),
        ready: () => (is.isReading ? new Promise(() => undefined) : Promise.resolve(ok(inventory()))),
        watch: (signal?: AbortSignal) => new Topic(0).watch(signal),
      }),
  } as unknown as Providers
  const vsphere: Pick<VsphereService, 'connect'> = {
    connect: ({ url }) => {
      asked.push(`login at ${url}`)
      return Promise.resolve(fail(away))
    },
  }
  const start = (): Esxi =>
    createEsxi({
      ...{ journal, vault, providers, vsphere, limits: TEST_LIMITS },
      reach: () => ({ host: machine.address.host, port: machine.address.port }),
      copies: {
        now: () => 0,
        surely: () => 0,
        changes: (signal) => new Topic(0).watch(signal),
      },
      isAlive: (pid) => alive.has(pid),
      bootedAt: () => is.bootedAt,
    })
  return {
    ...{ journal, vault, machine, list, alive, asked, is, start },
    /** The source is connected again, without having been away. */
    reconnect(): void {
      session = newSession()
      list.set([SOURCE])
    },
    /** With login and trusted key. */
    async ready(): Promise<Esxi> {
      const esxi = start()
      const login = { kind: 'password', username: 'root', password: machine.password } as const
      await esxi.setLogin(providerId, [hostId], login)
      await esxi.trustHostKey({ providerId, hostId, sha256: machine.pinnedSha256, openSsh: false })
      return esxi
    },
    async close(): Promise<void> {
      await machine.close()
      journal.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export type TestService = Awaited<ReturnType<typeof startTestService>>

export async function lastOf(stream: AsyncIterable<EditRun>): Promise<EditRun> {
  let last: EditRun | undefined
  for await (const run of stream) last = run
  if (!last) throw new Error('the run was never shown')
  return last
}

export async function viewOf(esxi: Esxi): Promise<EsxiHost> {
  for await (const [first] of esxi.watch(providerId)) if (first) return first
  throw new Error('no hosts were shown')
}
