/** Datacenters and VM folders, from the paths that rows name. */
import type { Folder } from '../model.ts'

export interface Folders {
  /** Id of a datacenter; makes it when it is new. Undefined for an empty name. */
  readonly datacenterId: (name: string) => string | undefined
  /** Folder of a VM, with all above it. */
  folderOf(datacenter: string, path: string): { readonly id: string; readonly path: string }
  list(): Folder[]
}

export function createFolders(): Folders {
  const folders = new Map<string, Folder>()
  const datacenterId = (name: string): string | undefined => {
    if (name === '') return undefined
    const id = `datacenter:${name}`
    if (!folders.has(id)) folders.set(id, { id, name, kind: 'datacenter' })
    return id
  }
  return {
    datacenterId,
    folderOf(datacenter, written) {
      let parentId = datacenterId(datacenter)
      let path = datacenter
      for (const name of partsOf(datacenter, written)) {
        path = path === '' ? name : `${path}/${name}`
        const id = `folder:${path}`
        if (!folders.has(id))
          folders.set(id, { id, name, kind: 'vm', ...(parentId !== undefined && { parentId }) })
        parentId = id
      }
      return { id: parentId ?? '', path }
    },
    list: () => [...folders.values()],
  }
}

/** RVTools writes "DC1/vm/Web" or "/DC1/vm/Web" or "Web": the datacenter and its root folder are no parts. */
function partsOf(datacenter: string, written: string): string[] {
  const parts = written.split('/').filter((part) => part !== '')
  if (parts[0] === datacenter && datacenter !== '') parts.shift()
  if (parts[0] === 'vm') parts.shift()
  return parts
}
