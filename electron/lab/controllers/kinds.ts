/** Where each kind that the lab's controllers use is found on an API server. */
import type {
  CdiConfig,
  Claim,
  ConfigMap,
  DataVolume,
  Job,
  KubeObject,
  Node,
  Pod,
  Secret,
  StorageClass,
  StorageProfile,
  VirtualMachine,
  VirtualMachineInstance,
  Volume,
} from './objects.ts'

export interface Kind<T extends KubeObject> {
  readonly apiVersion: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
  /** Never set: ties the object type to the kind. */
  readonly example?: T
}

const CDI = 'cdi.kubevirt.io/v1beta1'
const KUBEVIRT = 'kubevirt.io/v1'

export const pods = namespaced<Pod>('v1', 'Pod')
export const jobs = namespaced<Job>('batch/v1', 'Job')
export const nodes = clusterWide<Node>('v1', 'Node')
export const secrets = namespaced<Secret>('v1', 'Secret')
export const configMaps = namespaced<ConfigMap>('v1', 'ConfigMap')
export const events = namespaced<KubeObject>('v1', 'Event')
export const claims = namespaced<Claim>('v1', 'PersistentVolumeClaim')
export const volumes = clusterWide<Volume>('v1', 'PersistentVolume')
export const storageClasses = clusterWide<StorageClass>('storage.k8s.io/v1', 'StorageClass', 'storageclasses')
export const storageProfiles = clusterWide<StorageProfile>(CDI, 'StorageProfile')
export const cdiConfigs = clusterWide<CdiConfig>(CDI, 'CDIConfig')
export const dataVolumes = namespaced<DataVolume>(CDI, 'DataVolume')
export const virtualMachines = namespaced<VirtualMachine>(KUBEVIRT, 'VirtualMachine')
export const virtualMachineInstances = namespaced<VirtualMachineInstance>(KUBEVIRT, 'VirtualMachineInstance')

function namespaced<T extends KubeObject>(apiVersion: string, kind: string): Kind<T> {
  return { apiVersion, kind, plural: `${kind.toLowerCase()}s`, namespaced: true }
}

function clusterWide<T extends KubeObject>(
  apiVersion: string,
  kind: string,
  plural = `${kind.toLowerCase()}s`,
): Kind<T> {
  return { apiVersion, kind, plural, namespaced: false }
}

/** Path of a kind's collection, or of one object of it. */
export function pathOf(kind: Kind<KubeObject>, namespace: string | undefined, name?: string): string {
  const root = kind.apiVersion.includes('/') ? `/apis/${kind.apiVersion}` : `/api/${kind.apiVersion}`
  const scope = kind.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : ''
  return `${root}${scope}/${kind.plural}${name === undefined ? '' : `/${name}`}`
}
