/** Whether an object is in a node of a tree, for each kind of object and each tree. */
import type { InventoryKind, TreeKind } from '../contract/inventory.ts'
import type { Estate } from './fields/estate.ts'
import type { Cluster, Datastore, Host, Network, Vm } from './model.ts'
import { treeAnchors, type Tree } from './trees.ts'

export interface Place {
  readonly tree: TreeKind
  readonly id: string
}

interface Items {
  readonly vms: Vm
  readonly hosts: Host
  readonly clusters: Cluster
  readonly datastores: Datastore
  readonly networks: Network
}

type Inside<Item> = (item: Item) => boolean
export type Within = { readonly [Kind in InventoryKind]: (place: Place) => Inside<Items[Kind]> | undefined }

/**
 * In its own tree an object is below the node. In another tree it is in the node when what is there uses it: a
 * datastore is in the clusters whose hosts mount it, a host in the folders of its VMs. Undefined stands for a
 * node that the tree has not.
 */
export function createWithin(estate: Estate, treeOf: (kind: TreeKind) => Tree): Within {
  const belowOf = ({ tree, id }: Place) => treeOf(tree).below(id)
  const vmInside =
    (tree: TreeKind, below: ReadonlySet<string>): Inside<Vm> =>
    (vm) =>
      treeAnchors(tree, vm).some((id) => below.has(id))
  /** The node itself is above it: an empty host is in its datacenter too, in every tree. */
  const isAbove = (place: Place, parentId: string | undefined) =>
    estate.foldersAbove(parentId).some((folder) => folder.id === place.id)

  const hostInside = (place: Place, below: ReadonlySet<string>): Inside<Host> => {
    const vm = vmInside(place.tree, below)
    return (host) => {
      if (place.tree === 'hosts') return below.has(host.id)
      if (place.tree === 'datastores') return host.datastoreIds.some((id) => below.has(id))
      if (place.tree === 'networks') return host.networkIds.some((id) => below.has(id))
      const parentId = estate.clusters.get(host.clusterId ?? '')?.parentId ?? host.parentId
      return isAbove(place, parentId) || estate.vmsOn('hosts', host.id).some(vm)
    }
  }
  const clusterInside = (place: Place, below: ReadonlySet<string>): Inside<Cluster> => {
    const host = hostInside(place, below)
    return (cluster) =>
      place.tree === 'hosts'
        ? below.has(cluster.id)
        : isAbove(place, cluster.parentId) || estate.hostsIn(cluster.id).some(host)
  }
  const usedInside =
    (kind: 'datastores' | 'networks') =>
    (place: Place): Inside<Datastore | Network> | undefined => {
      const below = belowOf(place)
      if (!below) return undefined
      const vm = vmInside(place.tree, below)
      return ({ id, parentId }) => {
        if (place.tree === kind) return below.has(id)
        if (isAbove(place, parentId) || estate.vmsOn(kind, id).some(vm)) return true
        return place.tree === 'hosts' && estate.hostsWith(kind, id).some((host) => below.has(host.id))
      }
    }
  return {
    vms: (place) => {
      const below = belowOf(place)
      return below && vmInside(place.tree, below)
    },
    hosts: (place) => {
      const below = belowOf(place)
      return below && hostInside(place, below)
    },
    clusters: (place) => {
      const below = belowOf(place)
      return below && clusterInside(place, below)
    },
    datastores: usedInside('datastores'),
    networks: usedInside('networks'),
  }
}
