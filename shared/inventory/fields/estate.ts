/** An inventory with its parts found by id: what fields look up beside their own row. */
import { lazily } from '../../lazily.ts'
import { createFacts, inheritTwins } from '../../preflight/facts.ts'
import type { Finding } from '../../preflight/model.ts'
import { kinOf, reviewVm, type Kin } from '../../preflight/review.ts'
import type { FieldTable } from '../../query/field.ts'
import type { Cluster, Datastore, DistributedSwitch, Folder, Host, Inventory, Network, Vm } from '../model.ts'

export interface Estate {
  readonly hosts: ReadonlyMap<string, Host>
  readonly clusters: ReadonlyMap<string, Cluster>
  readonly datastores: ReadonlyMap<string, Datastore>
  readonly networks: ReadonlyMap<string, Network>
  readonly switches: ReadonlyMap<string, DistributedSwitch>
  /** The folder and all above it, nearest first; empty for one that is not known. */
  foldersAbove(id: string | undefined): readonly Folder[]
  clusterOf(vm: Vm): Cluster | undefined
  /** Hosts of a cluster. */
  hostsIn(clusterId: string): readonly Host[]
  /** VMs on a host, in a cluster, with a file on a datastore, with a card on a network. */
  vmsOn(kind: 'hosts' | 'clusters' | 'datastores' | 'networks', id: string): readonly Vm[]
  hostsWith(kind: 'datastores' | 'networks', id: string): readonly Host[]
  /** Names of the cluster rules that name the VM. */
  rulesOf(vmId: string): readonly string[]
  /** Worked out when first asked for, then kept as long as the VM and what it was judged by stay the same. */
  findings(vm: Vm): readonly Finding[]
  readonly judgements: Judgements
}

/** A row of any table: the object, and what is around it. */
export interface Row<Item> {
  readonly it: Item
  readonly estate: Estate
}
export type RowTable<Item> = FieldTable<Row<Item>>

/** Findings by VM object, kept from one state of the inventory to the next, and the state that they rest on. */
export interface Judgements {
  readonly inventory: Inventory
  readonly byVm: WeakMap<Vm, { readonly findings: readonly Finding[]; readonly kin: Kin }>
}

export function createEstate(inventory: Inventory, previous?: Judgements): Estate {
  const facts = createFacts(inventory)
  const { hosts, clusters, datastores, networks, switches } = facts.index
  const folders = lazily(() => new Map(inventory.folders.map((folder) => [folder.id, folder])))
  const clusterOf = (vm: Vm) => clusters.get(hosts.get(vm.hostId ?? '')?.clusterId ?? '')
  const judgements = judgementsFor(inventory, previous)
  const clusterHosts = lazily(() => Map.groupBy(inventory.hosts, (host) => host.clusterId))
  const vmsOn = {
    hosts: lazily(() => grouped(inventory.vms, (vm) => [vm.hostId ?? ''])),
    clusters: lazily(() => grouped(inventory.vms, (vm) => [clusterOf(vm)?.id ?? ''])),
    datastores: lazily(() => grouped(inventory.vms, (vm) => vm.datastoreIds)),
    networks: lazily(() => grouped(inventory.vms, (vm) => vm.networkIds)),
  }
  const hostsWith = {
    datastores: lazily(() => grouped(inventory.hosts, (host) => host.datastoreIds)),
    networks: lazily(() => grouped(inventory.hosts, (host) => host.networkIds)),
  }
  const rules = lazily(() =>
    grouped(
      inventory.clusters.flatMap((cluster) => cluster.rules),
      (rule) => rule.vmIds,
    ),
  )
  return {
    hosts,
    clusters,
    datastores,
    networks,
    switches,
    foldersAbove: (id) => chain(folders(), id),
    clusterOf,
    hostsIn: (clusterId) => clusterHosts().get(clusterId) ?? [],
    vmsOn: (kind, id) => vmsOn[kind]().get(id) ?? [],
    hostsWith: (kind, id) => hostsWith[kind]().get(id) ?? [],
    rulesOf: (vmId) =>
      rules()
        .get(vmId)
        ?.map((rule) => rule.name) ?? [],
    findings(vm) {
      const kin = kinOf(vm, facts)
      const known = judgements.byVm.get(vm)
      if (known && sameGroups(known.kin, kin)) return known.findings
      const findings = reviewVm(vm, facts)
      judgements.byVm.set(vm, { findings, kin })
      return findings
    },
    judgements,
  }
}

/** Rules look at datastores, networks and a VM's kin: where one of the former changed, all is judged anew. */
function judgementsFor(inventory: Inventory, previous?: Judgements): Judgements {
  if (previous) inheritTwins(inventory, previous.inventory)
  const same =
    previous &&
    sameContent(previous.inventory.datastores, inventory.datastores) &&
    sameContent(previous.inventory.networks, inventory.networks)
  return { inventory, byVm: same ? previous.byVm : new WeakMap() }
}

function sameContent(a: readonly object[], b: readonly object[]): boolean {
  return sameItems(a, b) || JSON.stringify(a) === JSON.stringify(b)
}

function sameItems(a: readonly object[], b: readonly object[]): boolean {
  return a === b || (a.length === b.length && a.every((item, i) => item === b[i]))
}

function sameGroups(a: Kin, b: Kin): boolean {
  return a.length === b.length && a.every((group, i) => sameItems(group, b[i] ?? []))
}

/** Like Map.groupBy, for an item that belongs to several groups. */
function grouped<Item>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly string[],
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items)
    for (const key of new Set(keysOf(item))) {
      const group = groups.get(key)
      if (group) group.push(item)
      else groups.set(key, [item])
    }
  return groups
}

function chain(folders: ReadonlyMap<string, Folder>, id: string | undefined): readonly Folder[] {
  const found = new Set<Folder>()
  for (let at = folders.get(id ?? ''); at && !found.has(at); at = folders.get(at.parentId ?? ''))
    found.add(at)
  return [...found]
}
