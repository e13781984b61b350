/** The vSphere client at the size of a real estate: 10,000 VMs of vcsim. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { InventoryUpdate, VsphereSession } from '../../electron/vsphere/service.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import { LARGE_ESTATE } from './estates.ts'
import { findGo, NEEDS_GO } from './go-program.ts'
import { startVcsim, type Vcsim, type VcsimVm } from './vcsim.ts'
import { lending } from '../../electron/vault/test-support/lending.ts'

const go = findGo()
const title = go === undefined ? ` (skipped: it ${NEEDS_GO})` : ''
const CHANGED = 500
const CONNECTS = 50
const LIMIT_MS = 300_000

describe.skipIf(go === undefined)(`a vCenter of vcsim with 10,000 VMs${title}`, () => {
  let server: Vcsim
  beforeAll(async () => {
    server = await startVcsim(go ?? '', { estate: LARGE_ESTATE })
    return () => server.stop()
  })

  it(
    'is read, followed through 500 changes and through the end of its session',
    async ({ annotate }) => {
      const session = await connect(server)
      try {
        const watch = follow(session)
        const first = await watch.until((inventory) => inventory.vms.length === LARGE_ESTATE.vms)
        await expectWhole(server, first)

        const before = watch.updates()
        const changed = await server.admin.change(CHANGED)
        expect(changed).toHaveLength(CHANGED)
        expect(new Set(changed.map((vm) => vm.id)).size).toBe(CHANGED)
        await watch.until((inventory) => stale(inventory, changed) === 0)
        await annotate(`${CHANGED} changed VMs came in ${watch.updates() - before} updates`)

        expect(await server.admin.terminate()).toBe(1)
        // A call that waited already is still answered in the session that has ended; the second change is not.
        for (let change = 0; change < 2; change++) {
          const again = await server.admin.change(1)
          await watch.until((inventory) => stale(inventory, again) === 0)
        }
        const last = await watch.until(() => true)
        expect(last.vms).toHaveLength(LARGE_ESTATE.vms)
        expect(await server.admin.sessions()).toHaveLength(1)
        await watch.stop()
      } finally {
        await session.close()
      }
      expect(await server.admin.sessions()).toEqual([])
    },
    LIMIT_MS,
  )

  it(`has no session left after ${CONNECTS} connects and closes`, async () => {
    for (let count = 0; count < CONNECTS; count++) await (await connect(server)).close()
    expect(await server.admin.sessions()).toEqual([])
  })
})

async function connect(server: Vcsim): Promise<VsphereSession> {
  const connected = await createVsphereService().connect(
    { url: server.url, username: server.username, trust: { kind: 'fingerprint', value: server.sha256 } },
    lending(server.password),
  )
  if (!connected.ok) throw new Error(connected.problem.message)
  return connected.value
}

async function expectWhole(server: Vcsim, inventory: Inventory): Promise<void> {
  const facts = await server.admin.facts()
  expect(inventory.hosts.map((host) => host.id).sort()).toEqual(facts.hosts.toSorted())
  expect(inventory.hosts).toHaveLength(LARGE_ESTATE.clusters * LARGE_ESTATE.hostsPerCluster)
  expect(inventory.clusters).toHaveLength(LARGE_ESTATE.clusters)
  expect(inventory.datastores).toHaveLength(LARGE_ESTATE.datastores)
  expect(facts.vms).toHaveLength(LARGE_ESTATE.vms)
  expect(stale(inventory, facts.vms)).toBe(0)
  const disks = (count: number, vm: { readonly diskBytes: readonly number[] }) => count + vm.diskBytes.length
  expect(inventory.vms.flatMap((vm) => vm.disks)).toHaveLength(facts.vms.reduce(disks, 0))
  expect(inventory.vms.every((vm) => vm.hostId !== undefined && vm.nics.length > 0)).toBe(true)
}

/** How many of `wanted` are not in the inventory as they should be. */
function stale(inventory: Inventory, wanted: readonly VcsimVm[]): number {
  const known = new Map(inventory.vms.map((vm) => [vm.id, vm]))
  return wanted.filter(({ id, name, power, memoryMiB }) => {
    const vm = known.get(id)
    return vm?.name !== name || vm.powerState !== power || vm.memoryMiB !== memoryMiB
  }).length
}

interface Following {
  /** The first inventory, from the last one on, that is as wanted. Throws when the watch fails or ends first. */
  until(wanted: (inventory: Inventory) => boolean): Promise<Inventory>
  /** Inventories so far. */
  updates(): number
  stop(): Promise<void>
}

function follow(session: VsphereSession): Following {
  const stop = new AbortController()
  const updates = session.watchInventory(stop.signal)[Symbol.asyncIterator]()
  let latest: Inventory | undefined
  let count = 0
  const take = async (): Promise<void> => {
    const next = (await updates.next()) as IteratorResult<InventoryUpdate, undefined>
    if (next.done === true) throw new Error('The watch has ended')
    const { state, problem, inventory } = next.value
    if (state === 'failed') throw new Error(problem?.message ?? 'The watch has failed')
    if (inventory && inventory !== latest) count++
    latest = inventory ?? latest
  }
  return {
    until: async (wanted) => {
      while (!latest || !wanted(latest)) await take()
      return latest
    },
    updates: () => count,
    stop: async () => {
      stop.abort()
      await updates.return?.()
    },
  }
}
