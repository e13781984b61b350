/** From what vSphere said to the inventory model. */
import type { Inventory } from '../model.ts'
import { projectCluster, projectDatastore } from './containers.ts'
import { projectHost } from './hosts.ts'
import { createNetworks, distributedSwitch, NETWORK_TYPES, standardVlans, type Networks } from './networks.ts'
import { createPlaces, PLACE_TYPES, type Places } from './places.ts'
import { keepSame, sameList } from './same.ts'
import type { Properties, StoredObject } from './store.ts'
import { createVmCache } from './vm-cache.ts'

export interface ProjectionContext {
  readonly about: Inventory['about']
  /** ISO 8601. */
  readonly takenAt: string
  /** SHA-1 of the server's own certificate: an ESXi host that is asked directly is its own server. */
  readonly serverThumbprint: string
}

export interface Projector {
  /**
   * The whole inventory. An object that says the same as last time is the same object, and so is a list of
   * which nothing changed: they can be compared by identity. Only VMs with other properties than last time,
   * or whose folder or networks have another path or id now, are projected again.
   *
   * `breathe` is awaited now and then (about every 50 VMs of work): the caller lets others have their turn
   * there. One projection at a time: await one before the next.
   */
  project(
    objects: readonly StoredObject[],
    context: ProjectionContext,
    breathe?: () => Promise<void>,
  ): Promise<Inventory>
}

type Lists = Omit<Inventory, 'about' | 'takenAt' | 'vms'>
const NOTHING: Lists = {
  folders: [],
  clusters: [],
  hosts: [],
  datastores: [],
  networks: [],
  switches: [],
}

/** A projector with its own memory of what it has projected before. */
export function createProjector(): Projector {
  const placesOf = remembering(createPlaces)
  const networksOf = rememberingNetworks()
  const vms = createVmCache()
  let last = NOTHING
  return {
    project: async (objects, context, breathe) => {
      const byType = groupByType(objects)
      const ofType = (...types: readonly string[]) => types.flatMap((type) => byType.get(type) ?? [])
      const places = placesOf(ofType(...PLACE_TYPES))
      const networks = networksOf(ofType(...NETWORK_TYPES), ofType('HostSystem'), places)
      const isHost = context.about.apiType === 'HostAgent'
      const surroundings = {
        places,
        networkIds: new Set(networks.networks.map((network) => network.id)),
        ownThumbprint: isHost ? context.serverThumbprint : undefined,
      }
      last = {
        folders: keepSame(last.folders, places.folders),
        clusters: keepSame(
          last.clusters,
          ofType('ClusterComputeResource').map((object) => projectCluster(object, places)),
        ),
        hosts: keepSame(
          last.hosts,
          ofType('HostSystem').map((object) => projectHost(object, surroundings)),
        ),
        datastores: keepSame(
          last.datastores,
          ofType('Datastore').map((object) => projectDatastore(object, places)),
        ),
        networks: keepSame(last.networks, networks.networks),
        switches: keepSame(last.switches, ofType('VmwareDistributedVirtualSwitch').map(distributedSwitch)),
      }
      return {
        about: context.about,
        takenAt: context.takenAt,
        ...last,
        vms: await vms.project(ofType('VirtualMachine'), places, networks.networkOf, breathe),
      }
    },
  }
}

function groupByType(objects: readonly StoredObject[]): ReadonlyMap<string, readonly StoredObject[]> {
  const groups = new Map<string, StoredObject[]>()
  for (const object of objects) {
    const group = groups.get(object.ref.type)
    if (group) group.push(object)
    else groups.set(object.ref.type, [object])
  }
  return groups
}

/** Makes the value anew only when one of the objects has other properties than last time. */
function remembering<T>(
  make: (objects: readonly StoredObject[]) => T,
): (objects: readonly StoredObject[]) => T {
  let last: { readonly from: readonly Properties[]; readonly value: T } | undefined
  return (objects) => {
    const from = objects.map((object) => object.properties)
    if (last === undefined || !sameList(last.from, from)) last = { from, value: make(objects) }
    return last.value
  }
}

type NetworksFrom = (
  networks: readonly StoredObject[],
  hosts: readonly StoredObject[],
  places: Places,
) => Networks

/** Networks depend on the hosts too: a standard port group's VLAN is known to its hosts only. */
function rememberingNetworks(): NetworksFrom {
  const vlansOf = remembering(standardVlans)
  let last: { readonly from: readonly unknown[]; readonly value: Networks } | undefined
  return (networks, hosts, places) => {
    const vlanOf = vlansOf(hosts)
    const from = [vlanOf, places, ...networks.map((object) => object.properties)]
    if (last === undefined || !sameList(last.from, from)) {
      last = { from, value: createNetworks(networks, vlanOf, places) }
    }
    return last.value
  }
}
