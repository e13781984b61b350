/** Inventory files as providers to look at. */
import { randomUUID } from 'node:crypto'
import type { Inventory } from '../../shared/inventory/model.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { Provider } from '../../shared/provider/model.ts'
import type { InventorySources, SnapshotStore } from '../inventory/service.ts'
import type { StoredProvider } from '../journal/service.ts'
import { nameTaken } from './problems.ts'
import type { Entry, Registry } from './registry.ts'

export interface SnapshotsOptions {
  readonly registry: Registry
  readonly snapshots: SnapshotStore
  readonly sources: InventorySources
}

/** A longer name comes from nobody's keyboard (and the contract's limit is the same). */
const MAX_NAME = 63

export function createSnapshots({ registry, snapshots, sources }: SnapshotsOptions) {
  return {
    async open(file: Blob, wanted?: string): Promise<Result<Provider>> {
      if (wanted !== undefined && registry.isNameTaken(wanted)) return fail(nameTaken(wanted))
      const id = randomUUID()
      const inventory = await snapshots.keep(id, file)
      if (!inventory.ok) return inventory
      const name = wanted ?? freeName(inventory.value, registry)
      const { about, takenAt, vms, hosts, unknown } = inventory.value
      const snapshot = {
        ...{ takenAt, url: about.name, vms: vms.length, hosts: hosts.length },
        // Of all files only a workbook has parts that it cannot tell.
        ...(unknown && { kind: 'rvtools' as const }),
      }
      const stored = { id, name, lab: false, snapshot, version: about.version, thumbprint: '' }
      return ok(await registry.put(rememberedSnapshot(stored, snapshot, sources)))
    },
  }
}

/** The entry of an inventory file: nothing is read before somebody looks. */
export function rememberedSnapshot(
  stored: StoredProvider,
  { takenAt }: { readonly takenAt: string },
  sources: InventorySources,
): Entry {
  return { stored, status: { state: 'offline', takenAt }, inventory: sources.stored(stored.id) }
}

/** "VMware vCenter Server 2026-01-31", with a number where that is taken. */
function freeName({ about, takenAt }: Inventory, registry: Registry): string {
  const base = `${about.name.slice(0, MAX_NAME - 16)} ${takenAt.slice(0, 10)}`
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base} (${n})`
    if (!registry.isNameTaken(name)) return name
  }
}
