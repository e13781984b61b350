/** The inventory procedures over an invented inventory, answered by the same browser as in the application. */
import type {
  InventoryPage,
  InventorySelection,
  InventoryView,
  TreeKind,
  TreeNode,
  VmDetails,
} from '../../shared/contract/inventory.ts'
import { createBrowser } from '../../shared/inventory/browse.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import type { Problem, Result } from '../../shared/problem.ts'

/** What a source has; the view's counts come from the inventory. */
export interface FakeEstate extends Partial<Omit<InventoryView, 'counts' | 'available'>> {
  readonly inventory?: Inventory | undefined
}

export function viewOf({ inventory, ...view }: FakeEstate): InventoryView {
  const count = (test: (vm: Inventory['vms'][number]) => boolean) =>
    (inventory?.vms ?? []).filter(test).length
  return {
    revision: 1,
    state: 'ready',
    vmsRead: inventory?.vms.length ?? 0,
    available: inventory !== undefined,
    offline: false,
    about: inventory?.about,
    syncedAt: inventory?.takenAt,
    ...view,
    counts: {
      vms: count(() => true),
      templates: count((vm) => vm.isTemplate),
      unreachable: count((vm) => vm.connectionState !== 'connected'),
      clusters: inventory?.clusters.length ?? 0,
      hosts: inventory?.hosts.length ?? 0,
      datastores: inventory?.datastores.length ?? 0,
      networks: inventory?.networks.length ?? 0,
    },
  }
}

type Browser = ReturnType<typeof createBrowser>

export interface FakeInventory {
  readonly query: (input: Parameters<Browser['query']>[0]) => InventoryPage
  readonly ids: (input: Omit<InventorySelection, 'providerId'>) => {
    revision: number
    ids: string[]
    migratable: string[]
  }
  readonly vm: (id: string) => VmDetails | undefined
  readonly tree: (kind: TreeKind) => { revision: number; nodes: TreeNode[] }
}

/** Answers from what the estate is now. `refuse` throws a problem the way the contract does. */
export function fakeInventory(
  estate: () => FakeEstate,
  none: Inventory,
  refuse: (problem: Problem) => never,
): FakeInventory {
  let browser: Browser | undefined
  let of: Inventory | undefined
  const now = (): Browser => {
    const inventory = estate().inventory ?? none
    if (browser === undefined || of !== inventory) browser = createBrowser(inventory, browser)
    of = inventory
    return browser
  }
  const revision = () => estate().revision ?? 1
  const value = <T>(result: Result<T>): T => (result.ok ? result.value : refuse(result.problem))
  return {
    query: (input) => ({ revision: revision(), ...value(now().query(input)) }),
    ids: (input) => ({ revision: revision(), ...value(now().ids(input)) }),
    vm: (id) => now().vm(id),
    tree: (kind) => ({ revision: revision(), nodes: now().tree(kind) }),
  }
}
