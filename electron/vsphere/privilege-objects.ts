/** The objects that roles are usually given on, for a look at what is allowed where. */
import { decodeName } from '../../shared/inventory/from-vsphere/names.ts'
import type { PropertySet } from '../../shared/inventory/from-vsphere/properties.ts'
import { list, reference, type MoRef } from '../../shared/inventory/from-vsphere/raw.ts'
import type { StoredObject } from '../../shared/inventory/from-vsphere/store.ts'
import type { PrivilegeScope } from '../../shared/provider/privileges.ts'
import type { Login } from './login.ts'
import { readPages } from './property-collector.ts'

export interface PrivilegeObject {
  readonly ref: MoRef
  /** Names from the root folder down, for example "DC0/vm/Production". */
  readonly path: string
  readonly depth: number
  readonly scopes: readonly PrivilegeScope[]
}

const SETS: readonly PropertySet[] = [
  { type: 'Folder', paths: ['name', 'parent', 'childType'] },
  { type: 'Datacenter', paths: ['name', 'parent'] },
  // Parents of hosts: only for the path.
  { type: 'ComputeResource', paths: ['name', 'parent'] },
  { type: 'HostSystem', paths: ['name', 'parent'] },
  { type: 'Datastore', paths: ['name', 'parent'] },
]

/** Everything of these kinds below the root folder that the user sees, highest first. Throws as the calls do. */
export async function readPrivilegeObjects(login: Login, signal: AbortSignal): Promise<PrivilegeObject[]> {
  const found = await login.run(async () => {
    const objects: StoredObject[] = []
    for await (const page of readPages(login.client, login.content, SETS, { signal })) objects.push(...page)
    return objects.filter(({ ref }) => ref.value !== login.content.rootFolder.value)
  })
  const byId = new Map(found.map((object) => [object.ref.value, object]))
  const objects = found.flatMap((object) => {
    const scopes = scopesOf(object)
    if (scopes.length === 0) return []
    const names = namesOf(object, byId)
    return [{ ref: object.ref, path: names.join('/'), depth: names.length, scopes }]
  })
  return objects.sort((a, b) => a.depth - b.depth || (a.path < b.path ? -1 : 1))
}

function scopesOf({ ref, properties }: StoredObject): readonly PrivilegeScope[] {
  switch (ref.type) {
    case 'Datacenter':
      return ['everything', 'machines']
    case 'Folder':
      return list(properties['childType']).includes('VirtualMachine')
        ? ['everything', 'machines']
        : ['everything']
    case 'HostSystem':
      return ['everything', 'hosts']
    case 'Datastore':
      return ['everything', 'datastores']
    default:
      return []
  }
}

/** No place is deeper than this; a server that says so goes in circles. */
const MAX_DEPTH = 50

function namesOf(object: StoredObject, byId: ReadonlyMap<string, StoredObject>): string[] {
  const names: string[] = []
  let current: StoredObject | undefined = object
  while (current && names.length < MAX_DEPTH) {
    const name: unknown = current.properties['name']
    names.unshift(typeof name === 'string' ? decodeName(name) : current.ref.value)
    current = byId.get(reference(current.properties['parent'])?.value ?? '')
  }
  return names
}
