/** Answers questions about one state of an inventory: rows by query, sorted and paged, and the trees. */
import type { InventoryPage, TreeKind, TreeNode, VmDetails } from '../contract/inventory.ts'
import { ok, type Result } from '../problem.ts'
import { CLUSTER_FIELDS } from './fields/clusters.ts'
import { DATASTORE_FIELDS } from './fields/datastores.ts'
import { createEstate, type Estate, type Judgements } from './fields/estate.ts'
import { HOST_FIELDS } from './fields/hosts.ts'
import { NETWORK_FIELDS } from './fields/networks.ts'
import { VM_FIELDS } from './fields/vms.ts'
import type { Inventory, Vm } from './model.ts'
import { vmRefusal } from './refusal.ts'
import { createShelf, type BrowseQuery, type BrowseSelection } from './shelf.ts'
import { createTree } from './trees.ts'
import { createWithin, type Within } from './within.ts'

export type { BrowseQuery }

export interface Browser {
  /**
   * One page. Without `sort`, and among equals, rows are in the natural order of their names, then ids.
   * Problems: those of parseQuery, query.unknown-field for a column or sort order, query.unknown-place.
   */
  query(query: BrowseQuery): Result<Omit<InventoryPage, 'revision'>>
  /** Ids of all that match, in the order of the inventory; `migratable` is empty for all but VMs. */
  ids(selection: BrowseSelection): Result<{ ids: string[]; migratable: string[] }>
  vm(id: string): VmDetails | undefined
  tree(kind: TreeKind): TreeNode[]
  /** For the browser of the next state. Does not keep this one alive. */
  readonly judgements: Judgements
}

/**
 * `previous` is the browser of the state before this one: what it worked out about objects that are still the
 * same is used again. All is worked out when it is first asked for.
 */
export function createBrowser(inventory: Inventory, previous?: Browser): Browser {
  const estate = createEstate(inventory, previous?.judgements)
  const treeOf = remembering((kind: TreeKind) => createTree(inventory, kind))
  const shelves = createShelves(inventory, estate, createWithin(estate, treeOf))
  const vms = new Map<string, Vm>()
  return {
    query: (query) => shelves[query.kind].page(query),
    ids(selection) {
      if (selection.kind === 'vms') {
        const found = shelves.vms.find(selection)
        if (!found.ok) return found
        const migratable = found.value.filter((vm) => vmRefusal(vm) === undefined)
        return ok({ ids: idsOf(found.value), migratable: idsOf(migratable) })
      }
      const found = shelves[selection.kind].find(selection)
      return found.ok ? ok({ ids: idsOf(found.value), migratable: [] }) : found
    },
    vm(id) {
      if (vms.size === 0) for (const vm of inventory.vms) vms.set(vm.id, vm)
      const vm = vms.get(id)
      return vm && { ...detailsOf(vm, estate), tagReading: inventory.tagReading }
    },
    tree: (kind) => [...treeOf(kind).nodes],
    judgements: estate.judgements,
  }
}

function createShelves(inventory: Inventory, estate: Estate, within: Within) {
  const { vms, hosts, clusters, datastores, networks } = inventory
  return {
    vms: createShelf({ estate, items: vms, table: VM_FIELDS, within: within.vms }),
    hosts: createShelf({ estate, items: hosts, table: HOST_FIELDS, within: within.hosts }),
    clusters: createShelf({
      estate,
      items: clusters,
      table: CLUSTER_FIELDS,
      within: within.clusters,
    }),
    datastores: createShelf({
      estate,
      items: datastores,
      table: DATASTORE_FIELDS,
      within: within.datastores,
    }),
    networks: createShelf({
      estate,
      items: networks,
      table: NETWORK_FIELDS,
      within: within.networks,
    }),
  }
}

function idsOf(items: readonly { readonly id: string }[]): string[] {
  return items.map((item) => item.id)
}

function detailsOf(vm: Vm, estate: Estate): VmDetails {
  const host = estate.hosts.get(vm.hostId ?? '')
  const cluster = estate.clusterOf(vm)
  return {
    vm,
    ...(host && { host }),
    ...(cluster && { cluster }),
    datastores: vm.datastoreIds.flatMap((id) => estate.datastores.get(id) ?? []),
    networks: vm.networkIds.flatMap((id) => estate.networks.get(id) ?? []),
    findings: [...estate.findings(vm)],
  }
}

function remembering<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>()
  return (key) => {
    const value = made.get(key) ?? make(key)
    made.set(key, value)
    return value
  }
}
