/** Where things are: folders, datacenters, vApps and clusters as one tree. */
import type { Folder } from '../model.ts'
import { decodeName } from './names.ts'
import { reference } from './raw.ts'
import type { StoredObject } from './store.ts'

export interface Places {
  /** Folders of VMs, datacenters and vApps; each datacenter stands for its hidden "vm" folder. */
  readonly folders: readonly Folder[]
  /** Id of the shown folder for a parent reference: the hidden "vm" folder becomes its datacenter. */
  folderOf(parentId: string): string
  /** "DC1/Production/Web" for the folder `id`, without hidden folders and without the root. */
  pathOf(id: string): string
}

interface Place {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly parentId: string
}

export const PLACE_TYPES: readonly string[] = ['Folder', 'Datacenter', 'VirtualApp', 'ClusterComputeResource']
/** Far above vSphere's own limits: keeps a damaged answer with a loop from hanging us. */
const MAX_DEPTH = 100

/** Builds the tree. The root folder is never part of what is read: a ContainerView leaves its container out. */
export function createPlaces(objects: Iterable<StoredObject>): Places {
  const places = new Map<string, Place>()
  const hiddenVmFolders = new Map<string, string>()
  const otherHidden = new Set<string>()
  for (const { ref, properties } of objects) {
    if (!PLACE_TYPES.includes(ref.type)) continue
    const parent = reference(properties['parentFolder']) ?? reference(properties['parent'])
    const name = typeof properties['name'] === 'string' ? decodeName(properties['name']) : ref.value
    places.set(ref.value, { id: ref.value, type: ref.type, name, parentId: parent?.value ?? '' })
    const vmFolder = reference(properties['vmFolder'])
    if (vmFolder) hiddenVmFolders.set(vmFolder.value, ref.value)
    for (const path of ['hostFolder', 'datastoreFolder', 'networkFolder']) {
      const folder = reference(properties[path])
      if (folder) otherHidden.add(folder.value)
    }
  }

  /** The place and everything above it, nearest first. */
  const chain = (id: string): Place[] => {
    const result: Place[] = []
    for (let at = places.get(id); at && result.length < MAX_DEPTH; at = places.get(at.parentId))
      result.push(at)
    return result
  }
  const isHidden = (id: string) => hiddenVmFolders.has(id) || otherHidden.has(id)
  const folderOf = (parentId: string) => hiddenVmFolders.get(parentId) ?? parentId
  const shown = [...places.values()].filter(
    ({ id, type }) =>
      type !== 'ClusterComputeResource' &&
      !hiddenVmFolders.has(id) &&
      !chain(id).some((place) => otherHidden.has(place.id)),
  )
  return {
    folders: shown.map(({ id, name, parentId }) => {
      const parent = folderOf(parentId)
      return places.has(parent) ? { id, name, parentId: parent } : { id, name }
    }),
    folderOf,
    pathOf: (id) =>
      chain(id)
        .filter((place) => !isHidden(place.id))
        .map((place) => place.name)
        .reverse()
        .join('/'),
  }
}
