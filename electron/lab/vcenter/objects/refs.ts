import type { EstateFolder, EstateNetwork } from '../../estate/model.ts'
import { Ref } from '../vim/value.ts'

export const vmRef = (id: string): Ref => new Ref('VirtualMachine', id)
export const hostRef = (id: string): Ref => new Ref('HostSystem', id)
export const folderRef = (id: string): Ref => new Ref('Folder', id)
/** A datastore cluster is a folder of a type of its own. */
export const placeRef = ({ kind, id }: Pick<EstateFolder, 'kind' | 'id'>): Ref =>
  new Ref(kind === 'pod' ? 'StoragePod' : 'Folder', id)
export const datacenterRef = (id: string): Ref => new Ref('Datacenter', id)
/** What is not in a cluster is a compute resource of its own, as ids tell. */
export const clusterRef = (id: string): Ref =>
  new Ref(id.startsWith('domain-c') ? 'ClusterComputeResource' : 'ComputeResource', id)
export const poolRef = (id: string): Ref => new Ref('ResourcePool', id)
export const datastoreRef = (id: string): Ref => new Ref('Datastore', id)
export const switchRef = (id: string): Ref => new Ref('VmwareDistributedVirtualSwitch', id)
export const snapshotRef = (id: string): Ref => new Ref('VirtualMachineSnapshot', id)
export const taskRef = (id: string): Ref => new Ref('Task', id)

const NETWORK_TYPES = {
  standard: 'Network',
  distributed: 'DistributedVirtualPortgroup',
  opaque: 'OpaqueNetwork',
} as const

export const networkRef = (network: Pick<EstateNetwork, 'kind' | 'id'>): Ref =>
  new Ref(NETWORK_TYPES[network.kind], network.id)
