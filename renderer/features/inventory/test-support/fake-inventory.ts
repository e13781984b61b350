/** The inventory procedures over an invented inventory, answered by the same browser as in the application. */
import type { InventoryView, TreeKind } from '../../../../shared/contract/inventory.ts'
import { createBrowser } from '../../../../shared/inventory/browse.ts'
import type { Inventory } from '../../../../shared/inventory/model.ts'
import type { Result } from '../../../../shared/problem.ts'
import type { Backstage } from '../../../test-support/fake-world.ts'
import { inventedInventory } from '../../../test-support/invented.ts'
import { missing, refuse } from '../../../test-support/refuse.ts'

/** What a source has; the view's counts come from the inventory. */
export interface FakeEstate extends Partial<Omit<InventoryView, 'counts' | 'available'>> {
  readonly inventory?: Inventory | undefined
}

function viewOf({ inventory, ...view }: FakeEstate): InventoryView {
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

export function fakeInventory({ os, world, call }: Backstage) {
  const browse = estateBrowser(() => world.inventory.value)
  return {
    watch: os.inventory.watch.handler(async function* ({ signal }) {
      for await (const estate of world.inventory.watch(signal)) yield viewOf(estate)
    }),
    query: os.inventory.query.handler(({ input }) =>
      call('inventory.query', input, () => browse.query(input)),
    ),
    ids: os.inventory.ids.handler(({ input }) => call('inventory.ids', input, () => browse.ids(input))),
    vm: os.inventory.vm.handler(({ input }) => browse.vm(input.id) ?? missing(input.id)),
    tree: os.inventory.tree.handler(({ input }) => browse.tree(input.tree)),
    save: os.inventory.save.handler(({ input }) =>
      call(
        'inventory.save',
        input,
        () => new File([JSON.stringify(world.inventory.value.inventory)], 'inventory.json'),
      ),
    ),
  }
}

/** Answers from what the estate is now. */
function estateBrowser(estate: () => FakeEstate) {
  const nothing = inventedInventory(0)
  let browser: Browser | undefined
  let of: Inventory | undefined
  const now = (): Browser => {
    const inventory = estate().inventory ?? nothing
    if (browser === undefined || of !== inventory) browser = createBrowser(inventory, browser)
    of = inventory
    return browser
  }
  const revision = () => estate().revision ?? 1
  const value = <T>(result: Result<T>): T => (result.ok ? result.value : refuse(result.problem))
  return {
    query: (input: Parameters<Browser['query']>[0]) => ({
      revision: revision(),
      ...value(now().query(input)),
    }),
    ids: (input: Parameters<Browser['ids']>[0]) => ({ revision: revision(), ...value(now().ids(input)) }),
    vm: (id: string) => now().vm(id),
    tree: (kind: TreeKind) => ({ revision: revision(), nodes: now().tree(kind) }),
  }
}
