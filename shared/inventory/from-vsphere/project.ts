/** From what vSphere said to the inventory model. */
import type { Cluster, Datastore, Host, Inventory, Vm } from '../model.ts'
import { decodeName } from './names.ts'
import { createNetworks, NETWORK_TYPES, standardVlans } from './networks.ts'
import { createPlaces, PLACE_TYPES, type Places } from './places.ts'
import { number, reference, text, type RawValue } from './raw.ts'
import type { Properties, StoredObject } from './store.ts'
import { projectVm } from './virtual-machine.ts'

export interface ProjectionContext {
  readonly about: Inventory['about']
  /** ISO 8601. */
  readonly takenAt: string
  /** SHA-1 of the server's own certificate: an ESXi host that is asked directly is its own server. */
  readonly serverThumbprint: string
}

export interface Projector {
  /** The whole inventory. VMs whose properties are the same objects as last time are not projected again. */
  project(objects: readonly StoredObject[], context: ProjectionContext): Inventory
}

/** A projector with its own memory of what it has projected before. */
export function createProjector(): Projector {
  const placesOf = remembering(createPlaces)
  const networksOf = remembering((objects) => createNetworks(objects, standardVlans(objects)))
  const forgetVms = remembering(() => new WeakMap<Properties, Vm>())
  return {
    project: (objects, context) => {
      const ofType = (...types: string[]) => objects.filter(({ ref }) => types.includes(ref.type))
      const placeObjects = ofType(...PLACE_TYPES)
      const networkObjects = ofType(...NETWORK_TYPES)
      const places = placesOf(placeObjects)
      const networks = networksOf([...networkObjects, ...ofType('HostSystem')])
      // A VM's projection depends on these two only, not on a host's load or a datastore's free space.
      const vms = forgetVms([...placeObjects, ...networkObjects])
      const projectOnce = (object: StoredObject): Vm => {
        const vm = vms.get(object.properties) ?? projectVm(object, places, networks.networkOf)
        vms.set(object.properties, vm)
        return vm
      }
      return {
        about: context.about,
        takenAt: context.takenAt,
        folders: [...places.folders],
        clusters: ofType('ClusterComputeResource').map((object) => cluster(object, places)),
        hosts: ofType('HostSystem').map((object) => host(object, context)),
        datastores: ofType('Datastore').map(datastore),
        networks: [...networks.networks],
        vms: ofType('VirtualMachine').map(projectOnce),
      }
    },
  }
}

/** Makes the value anew only when one of the objects has other properties than last time. */
function remembering<T>(
  make: (objects: readonly StoredObject[]) => T,
): (objects: readonly StoredObject[]) => T {
  let last: { readonly from: readonly Properties[]; readonly value: T } | undefined
  return (objects) => {
    const from = objects.map((object) => object.properties)
    const same = last?.from.length === from.length && last.from.every((item, i) => item === from[i])
    if (last === undefined || !same) last = { from, value: make(objects) }
    return last.value
  }
}

function cluster({ ref, properties }: StoredObject, places: Places): Cluster {
  const parent = reference(properties['parent'])
  return {
    id: ref.value,
    name: nameOf(ref.value, properties),
    path: parent ? places.pathOf(parent.value) : '',
  }
}

function host({ ref, properties }: StoredObject, context: ProjectionContext): Host {
  const parent = reference(properties['parent'])
  const product = properties['summary.config.product']
  const state = leaf(properties['runtime.connectionState'])
  const own = leaf(properties['summary.config.sslThumbprint'])?.toUpperCase() ?? ''
  return {
    id: ref.value,
    name: nameOf(ref.value, properties),
    // A host outside a cluster has a plain ComputeResource of its own as parent.
    ...(parent?.type === 'ClusterComputeResource' && { clusterId: parent.value }),
    version: text(product, 'version') ?? '',
    build: text(product, 'build') ?? '',
    // Unknown (no right to see it) must not look like a host that is there.
    connectionState: state === 'connected' || state === 'notResponding' ? state : 'disconnected',
    inMaintenance: leaf(properties['runtime.inMaintenanceMode']) === 'true',
    thumbprint: own === '' && context.about.apiType === 'HostAgent' ? context.serverThumbprint : own,
    timeZone: leaf(properties['config.dateTimeInfo.timeZone.name']) ?? '',
  }
}

function datastore({ ref, properties }: StoredObject): Datastore {
  const summary = {
    $type: '',
    capacity: properties['summary.capacity'] ?? '',
    freeSpace: properties['summary.freeSpace'] ?? '',
  }
  return {
    id: ref.value,
    name: nameOf(ref.value, properties),
    type: leaf(properties['summary.type']) ?? '',
    capacityBytes: number(summary, 'capacity', 0),
    freeBytes: number(summary, 'freeSpace', 0),
    accessible: leaf(properties['summary.accessible']) === 'true',
  }
}

function nameOf(id: string, properties: Properties): string {
  const name = leaf(properties['name'])
  return name === undefined ? id : decodeName(name)
}

function leaf(value: RawValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
