/** The four trees of an inventory: folders, hosts, datastores and networks, each below its datacenters. */
import type { TreeKind, TreeNode } from '../contract/inventory.ts'
import { inNaturalOrder } from '../query/natural.ts'
import type { Folder, Inventory, Network, Vm } from './model.ts'

export interface Tree {
  /** Parents before children, siblings by name; a node whose parent is missing or below itself is a root. */
  readonly nodes: readonly TreeNode[]
  /** Ids of the node and of all below it; undefined for a node that the tree has not. */
  below(id: string): ReadonlySet<string> | undefined
}

interface Node {
  readonly id: string
  readonly parentId?: string | undefined
  readonly name: string
  readonly kind: string
}

/** Nodes of the tree that the VM is in: one folder, one host, several datastores, several networks. */
export function treeAnchors(tree: TreeKind, vm: Vm): readonly string[] {
  switch (tree) {
    case 'folders':
      return [vm.folderId]
    case 'hosts':
      return vm.hostId === undefined ? [] : [vm.hostId]
    case 'datastores':
      return vm.datastoreIds
    case 'networks':
      return vm.networkIds
  }
}

/** Without recursion: a damaged inventory can be one chain as long as itself. */
export function createTree(inventory: Inventory, kind: TreeKind): Tree {
  const parts = [...places(inventory.folders, FOLDER_KINDS[kind]), ...leaves(inventory, kind)]
  const byId = new Map<string, Node>()
  for (const node of parts) if (!byId.has(node.id)) byId.set(node.id, node)
  const parents = withoutLoops(byId)
  const children = childrenOf(byId.values(), parents)
  const nodes = topDown(children)
  const counts = countVms(inventory.vms, kind, nodes, parents)
  return {
    nodes: nodes.map((node): TreeNode => {
      const parentId = parents.get(node.id)
      const { id, name } = node
      return {
        id,
        ...(parentId !== undefined && { parentId }),
        name,
        kind: node.kind,
        vms: counts.get(id) ?? 0,
      }
    }),
    below(id) {
      const top = byId.get(id)
      return top && new Set([id, ...topDown(children, top.id).map((node) => node.id)])
    },
  }
}

const FOLDER_KINDS: Readonly<Record<TreeKind, readonly Folder['kind'][]>> = {
  folders: ['datacenter', 'vm', 'vapp'],
  hosts: ['datacenter', 'host'],
  datastores: ['datacenter', 'datastore', 'storagePod'],
  networks: ['datacenter', 'network'],
}

const KIND_WORDS: Readonly<Partial<Record<Folder['kind'], string>>> = {
  datacenter: 'datacenter',
  vapp: 'vapp',
  storagePod: 'storage-pod',
}

/** Folders of the tree, and all above them: a folder of datacenters belongs to each tree. */
function places(folders: readonly Folder[], kinds: readonly Folder['kind'][]): Node[] {
  const byId = new Map(folders.map((folder) => [folder.id, folder]))
  const wanted = new Set<Folder>()
  for (const folder of folders) {
    if (!kinds.includes(folder.kind)) continue
    let at: Folder | undefined = folder
    while (at && !wanted.has(at)) {
      wanted.add(at)
      at = byId.get(at.parentId ?? '')
    }
  }
  return folders
    .filter((folder) => wanted.has(folder))
    .map(({ id, parentId, name, kind }) => ({ id, parentId, name, kind: KIND_WORDS[kind] ?? 'folder' }))
}

function leaves(inventory: Inventory, kind: TreeKind): Node[] {
  switch (kind) {
    case 'folders':
      return []
    case 'hosts':
      return [
        ...inventory.clusters.map((cluster) => ({ ...nodeOf(cluster), kind: 'cluster' })),
        ...inventory.hosts.map((host) => ({
          id: host.id,
          parentId: host.clusterId ?? host.parentId,
          name: host.name,
          kind: 'host',
        })),
      ]
    case 'datastores':
      return inventory.datastores.map((datastore) => ({ ...nodeOf(datastore), kind: 'datastore' }))
    case 'networks':
      return networkNodes(inventory)
  }
}

function nodeOf({ id, parentId, name }: Omit<Node, 'kind'>): Omit<Node, 'kind'> {
  return { id, parentId, name }
}

/** A distributed switch stands in the folder of its port groups; they are below it. */
function networkNodes({ networks, switches }: Inventory): Node[] {
  const folderOf = new Map<string, string>()
  for (const { switchId, parentId } of networks)
    if (switchId !== undefined && parentId !== undefined && !folderOf.has(switchId))
      folderOf.set(switchId, parentId)
  const known = new Set(switches.map((one) => one.id))
  const above = ({ switchId, parentId }: Network) =>
    switchId !== undefined && known.has(switchId) ? switchId : parentId
  return [
    ...switches.map(({ id, name }) => ({ id, parentId: folderOf.get(id), name, kind: 'switch' })),
    ...networks.map((network) => ({ ...nodeOf(network), parentId: above(network), kind: 'network' })),
  ]
}

/** Parent of each node; undefined at the root, where a missing parent or a loop ends. */
function withoutLoops(byId: ReadonlyMap<string, Node>): Parents {
  const parents = new Map<string, string | undefined>()
  for (const start of byId.values()) {
    const way = new Set<string>()
    let at: Node | undefined = start
    while (at && !parents.has(at.id)) {
      way.add(at.id)
      const parent = byId.get(at.parentId ?? '')
      // A parent on the way here closes a loop: it is cut at this node.
      const kept: Node | undefined = parent && !way.has(parent.id) ? parent : undefined
      parents.set(at.id, kept?.id)
      at = kept
    }
  }
  return parents
}

type Parents = ReadonlyMap<string, string | undefined>
type Children = ReadonlyMap<string | undefined, readonly Node[]>

/** Children in the order in which they are listed; those of undefined are the roots. */
function childrenOf(nodes: Iterable<Node>, parents: Parents): Children {
  const children = Map.groupBy(nodes, (node) => parents.get(node.id))
  const named = ({ name }: Node) => name
  return new Map(Array.from(children, ([id, siblings]) => [id, inNaturalOrder(siblings, named)]))
}

/** The nodes below `top`, or all of them without one. */
function topDown(children: Children, top?: string): Node[] {
  const result: Node[] = []
  const open: Node[] = []
  const enter = (id: string | undefined) => {
    for (const child of children.get(id)?.toReversed() ?? []) open.push(child)
  }
  enter(top)
  for (let node = open.pop(); node; node = open.pop()) {
    result.push(node)
    enter(node.id)
  }
  return result
}

/** VMs at and below each node, each VM once per node. */
function countVms(
  vms: readonly Vm[],
  kind: TreeKind,
  nodes: readonly Node[],
  parents: Parents,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const add = (id: string, count: number) => counts.set(id, (counts.get(id) ?? 0) + count)
  const groups = groupedByAnchors(vms, kind)
  // In one place only: what is below a node is the sum of its children.
  for (const { anchors, count } of groups) if (anchors.length === 1) add(anchors[0] ?? '', count)
  for (const { id } of nodes.toReversed()) {
    const parent = parents.get(id)
    if (parent !== undefined) add(parent, counts.get(id) ?? 0)
  }
  // In several places: up from each, and no further where an earlier one has been.
  for (const { anchors, count } of groups) {
    if (anchors.length === 1) continue
    const seen = new Set<string>()
    for (const anchor of anchors)
      for (let at: string | undefined = anchor; at !== undefined && !seen.has(at); at = parents.get(at)) {
        seen.add(at)
        add(at, count)
      }
  }
  return counts
}

interface Group {
  readonly anchors: readonly string[]
  count: number
}

/** Thousands of VMs share few sets of datastores and networks. */
function groupedByAnchors(vms: readonly Vm[], kind: TreeKind): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const vm of vms) {
    const anchors = treeAnchors(kind, vm)
    const signature = anchors.join()
    const group = groups.get(signature)
    if (group) group.count++
    else groups.set(signature, { anchors, count: 1 })
  }
  return [...groups.values()]
}
