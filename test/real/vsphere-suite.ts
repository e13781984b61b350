/** What the vSphere client does on any server: the same tests for a simulator of others and for the lab. */
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { InventoryUpdate, VsphereSession } from '../../electron/vsphere/service.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import { inventorySchema, type Inventory } from '../../shared/inventory/model.ts'
import type { Result } from '../../shared/problem.ts'
import type { Trust } from '../../shared/provider/model.ts'
import type { SuiteServer } from './suite-server.ts'

export interface SuiteOptions {
  readonly start: () => Promise<SuiteServer>
  /** Why the whole suite cannot run here. */
  readonly skipped?: string | undefined
  /** What this server does not support. */
  readonly lacks?: readonly 'host services'[]
}

const service = createVsphereService()
const CONNECTS = 50

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`)
  return result.value
}

function connect(server: SuiteServer, options: { readonly trust?: Trust; readonly password?: string } = {}) {
  const { trust = { kind: 'fingerprint', value: server.sha256 }, password = server.password } = options
  return service.connect({ url: server.url, username: server.username, trust }, (use) => use(password))
}

/** A session that ends with the test. */
async function connected(server: SuiteServer): Promise<VsphereSession> {
  const session = valueOf(await connect(server))
  onTestFinished(() => session.close())
  return session
}

/** Declares the tests. Each leaves the server as it found it, as far as the others can tell. */
export function vsphereSuite(name: string, options: SuiteOptions): void {
  const title = options.skipped === undefined ? name : `${name} (skipped: it ${options.skipped})`
  describe.skipIf(options.skipped !== undefined)(title, () => {
    let server: SuiteServer
    beforeAll(async () => {
      server = await options.start()
      return () => server.stop()
    })
    const get = () => server
    describe('connections', () => connections(get))
    describe('inventory', () => inventories(get))
    describe('operations', () => operations(get))
    describe('snapshots', () => snapshots(get))
    describe.skipIf(options.lacks?.includes('host services'))('host services', () => hostServices(get))
  })
}

type Get = () => SuiteServer

function connections(get: Get): void {
  it('shows its certificate', async () => {
    const { url, sha1, sha256 } = get()
    expect(await service.certificate(url)).toMatchObject({ ok: true, value: { sha1, sha256 } })
  })

  it('is trusted by SHA-1, SHA-256 or its authority, and not otherwise', async () => {
    const { sha1, sha256, caPem } = get()
    const trusts: Trust[] = [
      { kind: 'fingerprint', value: sha1.toLowerCase() },
      { kind: 'fingerprint', value: `sha256 Fingerprint=${sha256}` },
      { kind: 'ca', pem: caPem },
    ]
    for (const trust of trusts) await valueOf(await connect(get(), { trust })).close()
    expect(await connect(get(), { trust: { kind: 'fingerprint', value: '00'.repeat(32) } })).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.fingerprint-mismatch' },
    })
    expect(await connect(get(), { trust: { kind: 'system' } })).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.certificate-untrusted' },
    })
    expect(await get().sessions()).toBe(0)
  })

  it('refuses a wrong password, and no session is left', async () => {
    expect(await connect(get(), { password: 'wrong' })).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.invalid-login' },
    })
    expect(await get().sessions()).toBe(0)
  })

  it(`has no session left after ${CONNECTS} connects and closes`, async () => {
    for (let count = 0; count < CONNECTS; count++) {
      const session = valueOf(await connect(get()))
      if (count === 0) expect(await get().sessions()).toBe(1)
      await session.close()
    }
    expect(await get().sessions()).toBe(0)
  })

  it('ends a watch that runs, and the session, with its close', async () => {
    const session = valueOf(await connect(get()))
    const states: string[] = []
    for await (const update of session.watchInventory(new AbortController().signal)) {
      states.push(update.state)
      if (update.state === 'ready') await session.close()
    }
    expect(states.at(-1)).toBe('ready')
    expect(await get().sessions()).toBe(0)
  })

  it('logs in again, once, after its session was ended', async () => {
    const session = await connected(get())
    expect(await get().endSessions()).toBe(1)
    const both = await Promise.all([session.inventory(), session.powerState(get().playground[0] ?? '')])
    expect(both).toMatchObject([{ ok: true }, { ok: true }])
    expect(await get().sessions()).toBe(1)
  })
}

function inventories(get: Get): void {
  it('equals what the administrator sees', async () => {
    const session = await connected(get())
    const [inventory, facts] = [valueOf(await session.inventory()), await get().facts()]
    expect(inventorySchema.parse(inventory)).toEqual(inventory)
    const ids = (items: readonly { readonly id: string }[]) => items.map((item) => item.id).sort()
    expect(ids(inventory.vms)).toEqual(ids(facts.vms))
    expect(ids(inventory.hosts)).toEqual(facts.hosts.toSorted())
    expect(ids(inventory.clusters)).toEqual(facts.clusters.toSorted())
    expect(ids(inventory.datastores)).toEqual(facts.datastores.toSorted())
    const known = new Map(facts.vms.map((vm) => [vm.id, vm]))
    const ascending = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)
    for (const vm of inventory.vms) {
      const fact = known.get(vm.id)
      expect([vm.name, vm.powerState]).toEqual([fact?.name, fact?.power])
      expect(ascending(vm.disks.map((disk) => disk.capacityBytes))).toEqual(ascending(fact?.diskBytes ?? []))
    }
  })

  it('leads from every VM to folders, hosts, networks and datastores that are in it', async () => {
    const inventory = valueOf(await (await connected(get())).inventory())
    const known = (items: readonly { readonly id: string }[]) => new Set(items.map((item) => item.id))
    const [folders, hosts] = [known(inventory.folders), known(inventory.hosts)]
    const [networks, datastores] = [known(inventory.networks), known(inventory.datastores)]
    for (const vm of inventory.vms) {
      expect(folders).toContain(vm.folderId)
      if (vm.hostId !== undefined) expect(hosts).toContain(vm.hostId)
      for (const nic of vm.nics) if (nic.networkId !== undefined) expect(networks).toContain(nic.networkId)
      for (const disk of vm.disks) expect(datastores).toContain(disk.datastoreId)
    }
  })

  it('is followed while a VM goes off and on, with a session that is ended in between', async () => {
    const session = await connected(get())
    const id = get().playground[0] ?? ''
    const stop = new AbortController()
    const states: string[] = []
    const revisions: number[] = []
    let first: InventoryUpdate | undefined
    for await (const update of session.watchInventory(stop.signal)) {
      first ??= update
      revisions.push(update.revision)
      expect(update.state).not.toBe('failed')
      const state = powerOf(update.inventory, id)
      if (state === undefined || state === states.at(-1)) continue
      states.push(state)
      if (states.length === 1) valueOf(await session.powerOff(id))
      if (states.length === 2) {
        expect(await get().endSessions()).toBe(1)
        valueOf(await session.powerOn(id))
      }
      if (states.length === 3) stop.abort()
    }
    expect(first).toMatchObject({ state: 'loading', vmsRead: 0 })
    expect(states).toEqual(['poweredOn', 'poweredOff', 'poweredOn'])
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b))
  })
}

function operations(get: Get): void {
  it('powers a VM off and on, and asks nothing of one that is there already', async () => {
    const session = await connected(get())
    const id = get().playground[1] ?? ''
    for (let times = 0; times < 2; times++) {
      expect(await session.powerOff(id)).toEqual({ ok: true, value: undefined })
      expect(await session.powerState(id)).toEqual({ ok: true, value: 'poweredOff' })
    }
    expect(await session.powerOn(id)).toEqual({ ok: true, value: undefined })
    expect(await session.powerState(id)).toEqual({ ok: true, value: 'poweredOn' })
  })

  it('knows a VM that is not there', async () => {
    const session = await connected(get())
    const problem = { ok: false, problem: { code: 'vsphere.not-found' } }
    expect(await session.powerOn('vm-99999')).toMatchObject(problem)
    expect(await session.snapshots('vm-99999')).toMatchObject(problem)
    expect(await session.setChangeTracking('vm-99999', true)).toMatchObject(problem)
  })

  it('turns changed block tracking on and off', async () => {
    const session = await connected(get())
    const id = get().playground[2] ?? ''
    for (const enabled of [true, false]) {
      valueOf(await session.setChangeTracking(id, enabled))
      const inventory = valueOf(await session.inventory())
      expect(inventory.vms.find((vm) => vm.id === id)?.changeTracking).toBe(enabled)
    }
  })

  it('misses no privilege of an administrator', async () => {
    const session = await connected(get())
    const reports = valueOf(await session.privileges())
    expect(reports.map((report) => report.use).sort()).toEqual(['cold', 'host-edit', 'inventory', 'warm'])
    expect(reports.flatMap((report) => report.missing)).toEqual([])
  })

  it('has the time of this machine', async () => {
    const session = await connected(get())
    expect(Math.abs(valueOf(await session.clockSkewMs()))).toBeLessThan(60_000)
  })
}

function snapshots(get: Get): void {
  const plain = (name: string) => ({ name, description: 'made by a test', quiesce: false })

  it('makes two, lists them, removes them one by one', async () => {
    const session = await connected(get())
    const id = get().playground[3] ?? ''
    const one = valueOf(await session.createSnapshot(id, plain('one')))
    const two = valueOf(await session.createSnapshot(id, plain('two / half & half')))
    expect(valueOf(await session.snapshots(id))).toMatchObject([
      { id: one, name: 'one', current: false },
      { id: two, name: 'two / half & half', parentId: one, current: true },
    ])
    valueOf(await session.removeSnapshot(one))
    // Its child stays, and a second removal finds nothing to do.
    valueOf(await session.removeSnapshot(one))
    expect(valueOf(await session.snapshots(id)).map((snapshot) => snapshot.id)).toEqual([two])
    valueOf(await session.removeSnapshot(two))
    expect(valueOf(await session.snapshots(id))).toEqual([])
  })

  it('cancels one that takes too long', async () => {
    const session = await connected(get())
    await get().slowTasks(true)
    onTestFinished(() => get().slowTasks(false))
    const cancel = new AbortController()
    const running = session.createSnapshot(get().playground[1] ?? '', plain('never'), {
      signal: cancel.signal,
      onProgress: () => cancel.abort(),
    })
    // A server without progress is cancelled all the same.
    AbortSignal.timeout(500).addEventListener('abort', () => cancel.abort())
    expect(await running).toMatchObject({ ok: false, problem: { code: 'vsphere.task-cancelled' } })
  })
}

function hostServices(get: Get): void {
  it('starts and stops SSH, and sets when it starts', async () => {
    const session = await connected(get())
    const id = (await get().facts()).hosts[0] ?? ''
    const key = 'TSM-SSH'
    const before = valueOf(await session.hostServices(id)).find((each) => each.key === key)
    if (!before) throw new Error('no SSH service')
    onTestFinished(async () => {
      await session.setHostService(id, key, { running: before.running })
    })
    for (const running of [true, false, true]) {
      expect(await session.setHostService(id, key, { running })).toMatchObject({
        ok: true,
        value: { key, running },
      })
      expect(valueOf(await session.hostServices(id))).toContainEqual({ ...before, running })
    }
    for (const policy of ['on', 'off'] as const)
      expect(await session.setHostService(id, key, { policy })).toMatchObject({ ok: true, value: { policy } })
    expect(await session.setHostService(id, 'no-such-service', { running: true })).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.no-such-service' },
    })
  })
}

function powerOf(inventory: Inventory | undefined, id: string): string | undefined {
  return inventory?.vms.find((vm) => vm.id === id)?.powerState
}
