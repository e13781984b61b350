/** Where things are: folders, datacenters, vApps and clusters as one tree. */
import type { Folder } from '../model.ts'
import { decodeName } from './names.ts'
import { leaf, list, reference } from './raw.ts'
import type { Properties, StoredObject } from './store.ts'

export interface Places {
  /**
   * All folders, datacenters, vApps and datastore clusters. Each datacenter stands for its four hidden
   * folders ("vm", "host", "datastore", "network").
   */
  readonly folders: readonly Folder[]
  /** Id of the shown folder for a parent reference: a hidden folder becomes its datacenter. */
  folderOf(parentId: string): string
  /**
   * The same, but only for a folder that is in `folders`. The compute resource that a host outside a
   * cluster has of its own becomes the folder that it is in.
   */
  parentOf(properties: Properties): string | undefined
  /** "DC1/Production/Web" for the folder `id`, without hidden folders and without the root. */
  pathOf(id: string): string
}

type FolderKind = Folder['kind']
interface Place {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly parentId: string
  readonly kind: FolderKind | undefined
}
interface Hidden {
  readonly datacenterId: string
  readonly kind: FolderKind
}

const FOLDER_TYPES = ['Folder', 'StoragePod', 'Datacenter', 'VirtualApp']
export const PLACE_TYPES: readonly string[] = [...FOLDER_TYPES, 'ComputeResource', 'ClusterComputeResource']
/** The hidden folder of a datacenter by its property, with what is in it. */
const ROOTS: Readonly<Record<string, FolderKind>> = {
  vmFolder: 'vm',
  hostFolder: 'host',
  datastoreFolder: 'datastore',
  networkFolder: 'network',
}
/** What a folder may hold tells what it is for. A folder of datacenters is in all trees, as they are. */
const KIND_OF_CHILD: Readonly<Record<string, FolderKind>> = {
  VirtualMachine: 'vm',
  ComputeResource: 'host',
  Datastore: 'datastore',
  Network: 'network',
  Datacenter: 'datacenter',
}
/** Far above vSphere's own limits: keeps a damaged answer with a loop from hanging us. */
const MAX_DEPTH = 100

/** Builds the tree. The root folder is never part of what is read: a ContainerView leaves its container out. */
export function createPlaces(objects: Iterable<StoredObject>): Places {
  const places = new Map<string, Place>()
  const hidden = new Map<string, Hidden>()
  for (const { ref, properties } of objects) {
    if (!PLACE_TYPES.includes(ref.type)) continue
    places.set(ref.value, placeOf(ref.value, ref.type, properties))
    for (const [path, kind] of Object.entries(ROOTS)) {
      const folder = reference(properties[path])
      if (folder) hidden.set(folder.value, { datacenterId: ref.value, kind })
    }
  }
  const chain = (id: string) => chainOf(places, id)
  const folderOf = (id: string) => hidden.get(id)?.datacenterId ?? id
  const shown = new Map<string, Folder>()
  for (const place of places.values()) {
    if (!FOLDER_TYPES.includes(place.type) || hidden.has(place.id)) continue
    const above = chain(place.id)
    const kind = place.kind ?? above.flatMap(({ id }) => hidden.get(id)?.kind ?? [])[0] ?? 'datacenter'
    const parent = folderOf(place.parentId)
    // A chain that never ends would make a tree without a root.
    const hasParent = places.has(parent) && above.length < MAX_DEPTH
    shown.set(place.id, { id: place.id, name: place.name, ...(hasParent && { parentId: parent }), kind })
  }
  const paths = new Map<string, string>()
  const makePath = (id: string) =>
    chain(id)
      .filter((place) => !hidden.has(place.id))
      .map((place) => place.name)
      .reverse()
      .join('/')
  return {
    folders: [...shown.values()],
    folderOf,
    parentOf: (properties) => {
      const parent = reference(properties['parent'])
      const id = parent?.type === 'ComputeResource' ? places.get(parent.value)?.parentId : parent?.value
      return id === undefined ? undefined : shown.get(folderOf(id))?.id
    },
    pathOf: (id) => {
      const path = paths.get(id) ?? makePath(id)
      paths.set(id, path)
      return path
    },
  }
}

function placeOf(id: string, type: string, properties: Properties): Place {
  const parent = reference(properties['parentFolder']) ?? reference(properties['parent'])
  const name = leaf(properties['name'])
  return {
    id,
    type,
    name: name === undefined ? id : decodeName(name),
    parentId: parent?.value ?? '',
    kind: kindOf(type, properties),
  }
}

function kindOf(type: string, properties: Properties): FolderKind | undefined {
  if (type === 'Datacenter') return 'datacenter'
  if (type === 'StoragePod') return 'storagePod'
  if (type === 'VirtualApp') return 'vapp'
  const children = list(properties['childType'])
  return children.flatMap((child) => (typeof child === 'string' ? (KIND_OF_CHILD[child] ?? []) : []))[0]
}

/** The place and everything above it, nearest first. */
function chainOf(places: ReadonlyMap<string, Place>, id: string): Place[] {
  const result: Place[] = []
  for (let at = places.get(id); at && result.length < MAX_DEPTH; at = places.get(at.parentId)) result.push(at)
  return result
}
