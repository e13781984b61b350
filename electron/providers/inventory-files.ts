/** Inventory files as providers to look at. */
import { randomUUID } from 'node:crypto'
import type { Inventory } from '../../shared/inventory/model.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { Provider } from '../../shared/provider/model.ts'
import type { InventoryFileStore, InventorySources } from '../inventory/service.ts'
import type { StoredProvider } from '../journal/service.ts'
import { nameTaken, unknownProvider } from './problems.ts'
import type { Entry, Registry } from './registry.ts'
import type { Renewal, RenewedFile } from './service.ts'

export interface InventoryFilesOptions {
  readonly registry: Registry
  readonly inventoryFiles: InventoryFileStore
  readonly sources: InventorySources
}

type StoredFile = NonNullable<StoredProvider['inventoryFile']>

/** A longer name comes from nobody's keyboard (and the contract's limit is the same). */
const MAX_NAME = 63

export function createInventoryFiles({ registry, inventoryFiles, sources }: InventoryFilesOptions) {
  const put = (id: string, name: string, inventory: Inventory, inventoryFile: StoredFile) => {
    const stored = { id, name, lab: false, inventoryFile, version: inventory.about.version, thumbprint: '' }
    return registry.put(rememberedFile(stored, inventoryFile, sources))
  }
  return {
    async open(file: Blob, wanted?: string): Promise<Result<Provider>> {
      if (wanted !== undefined && registry.isNameTaken(wanted)) return fail(nameTaken(wanted))
      const id = randomUUID()
      const inventory = await inventoryFiles.keep(id, file)
      if (!inventory.ok) return inventory
      const base = `${inventory.value.about.name.slice(0, MAX_NAME - 16)} ${inventory.value.takenAt.slice(0, 10)}`
      const name = wanted ?? freeName(base, registry)
      return ok(await put(id, name, inventory.value, fileOf(inventory.value)))
    },
    async renew({ file, name, origin }: RenewedFile): Promise<Result<Renewal>> {
      // Which one it is can only be told once it was read.
      const id = randomUUID()
      const read = await inventoryFiles.keep(id, file)
      if (!read.ok) return read
      const inventory = read.value
      const inventoryFile = { ...fileOf(inventory), origin, instanceUuid: inventory.about.instanceUuid }
      const known = registry.find((stored) => isSame(stored.inventoryFile, inventoryFile))
      if (!known)
        return ok({
          state: 'opened',
          provider: await put(id, freeName(name, registry), inventory, inventoryFile),
        })
      const provider = registry.list().find((one) => one.id === known.id)
      if (!provider) return fail(unknownProvider(known.id))
      if (isOlder(inventoryFile, known.inventoryFile)) {
        await inventoryFiles.forget(id)
        return ok({ state: 'older', provider })
      }
      const moved = await inventoryFiles.move(id, known.id)
      if (!moved.ok) {
        await inventoryFiles.forget(id)
        return moved
      }
      const newName = registry.isNameTaken(name, known.id) ? known.name : name
      return ok({ state: 'renewed', provider: await put(known.id, newName, inventory, inventoryFile) })
    },
  }
}

function fileOf({ about, takenAt, vms, hosts, unknown }: Inventory): StoredFile {
  return {
    ...{ takenAt, url: about.name, vms: vms.length, hosts: hosts.length },
    // Of all files only a workbook has parts that it cannot tell.
    ...(unknown && { kind: 'rvtools' as const }),
  }
}

/**
 * What a saved inventory and a workbook tell of a vCenter differs so much that they are two sources. Files that a
 * person opened to keep have no origin, and stay as they are.
 */
function isSame(known: StoredFile | undefined, file: StoredFile): boolean {
  if (known?.origin === undefined || known.kind !== file.kind) return false
  const [one, other] = [known.instanceUuid ?? '', file.instanceUuid ?? '']
  return one === '' && other === '' ? known.origin === file.origin : one === other
}

function isOlder(file: StoredFile, known: StoredFile | undefined): boolean {
  return known !== undefined && Date.parse(file.takenAt) < Date.parse(known.takenAt)
}

/** The entry of an inventory file: nothing is read before somebody looks. */
export function rememberedFile(
  stored: StoredProvider,
  { takenAt }: { readonly takenAt: string },
  sources: InventorySources,
): Entry {
  return { stored, status: { state: 'offline', takenAt }, inventory: sources.stored(stored.id) }
}

/** "VMware vCenter Server 2026-01-31", with a number where that is taken. */
function freeName(base: string, registry: Registry): string {
  for (let n = 1; ; n++) {
    const end = n === 1 ? '' : ` (${n})`
    const name = `${base.slice(0, MAX_NAME - end.length)}${end}`
    if (!registry.isNameTaken(name)) return name
  }
}
