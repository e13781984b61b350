import type {
  Estate,
  EstateCluster,
  EstateDatastore,
  EstateHost,
  EstateNetwork,
  EstateSwitch,
  EstateVm,
} from '../../estate/model.ts'

/** The estate's objects by id and by what they belong to, for the property builders. */
export interface EstateIndex {
  readonly estate: Estate
  host(id: string): EstateHost
  cluster(id: string): EstateCluster
  datastore(id: string): EstateDatastore
  network(id: string): EstateNetwork
  switch(id: string): EstateSwitch
  vmsOnHost(hostId: string): readonly EstateVm[]
  vmsInCluster(clusterId: string): readonly EstateVm[]
  vmsOnDatastore(datastoreId: string): readonly EstateVm[]
  vmsOnNetwork(networkId: string): readonly EstateVm[]
}

export function indexEstate(estate: Estate): EstateIndex {
  return {
    estate,
    host: byId(estate.hosts),
    cluster: byId(estate.clusters),
    datastore: byId(estate.datastores),
    network: byId(estate.networks),
    switch: byId(estate.switches),
    vmsOnHost: byGroup(estate.vms, (vm) => [vm.hostId]),
    vmsInCluster: byGroup(estate.vms, (vm) => [vm.clusterId]),
    vmsOnDatastore: byGroup(estate.vms, datastoreIds),
    vmsOnNetwork: byGroup(estate.vms, networkIds),
  }
}

/** Ids of the datastores that hold files of a VM, each once. */
export function datastoreIds(vm: EstateVm): string[] {
  return [...new Set(vm.disks.map((disk) => disk.datastoreId))]
}

/** Ids of the networks that a VM's NICs are on, each once. */
export function networkIds(vm: EstateVm): string[] {
  return [...new Set(vm.nics.map((nic) => nic.networkId))]
}

function byId<T extends { readonly id: string }>(items: readonly T[]): (id: string) => T {
  const map = new Map(items.map((item) => [item.id, item]))
  return (id) => {
    const item = map.get(id)
    if (item === undefined) throw new Error(`The estate has no ${id}`)
    return item
  }
}

function byGroup(
  vms: readonly EstateVm[],
  groups: (vm: EstateVm) => readonly string[],
): (id: string) => readonly EstateVm[] {
  const map = new Map<string, EstateVm[]>()
  for (const vm of vms) {
    for (const id of groups(vm)) {
      const list = map.get(id) ?? []
      list.push(vm)
      map.set(id, list)
    }
  }
  return (id) => map.get(id) ?? []
}
