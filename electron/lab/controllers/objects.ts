/** The parts of Kubernetes objects that the lab's controllers read and write. */

import type { Metadata, OwnerReference } from '../kube/json.ts'

/** Metadata of an object that a server holds. */
export type Meta = Pick<
  Metadata,
  'name' | 'namespace' | 'generation' | 'deletionTimestamp' | 'labels' | 'annotations' | 'ownerReferences'
> & { readonly uid: string; readonly resourceVersion: string }

export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Meta
}

export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string
  readonly lastHeartbeatTime?: string
}

interface Resources {
  readonly requests?: Readonly<Record<string, string>>
  readonly limits?: Readonly<Record<string, string>>
}

export interface Node extends KubeObject {
  readonly spec?: { readonly unschedulable?: boolean }
  readonly status?: { readonly allocatable?: Readonly<Record<string, string>> }
}

export interface StorageClass extends KubeObject {
  readonly provisioner: string
  readonly volumeBindingMode?: 'Immediate' | 'WaitForFirstConsumer'
}

export type VolumeMode = 'Block' | 'Filesystem'

export interface ClaimSpec {
  readonly accessModes?: readonly string[]
  readonly volumeMode?: VolumeMode
  readonly storageClassName?: string
  readonly volumeName?: string
  readonly resources?: Resources
}

export interface Claim extends KubeObject {
  readonly spec: ClaimSpec
  readonly status?: { readonly phase?: 'Pending' | 'Bound' | 'Lost' }
}

export interface Volume extends KubeObject {
  readonly spec: {
    readonly capacity: Readonly<Record<string, string>>
    readonly claimRef?: { readonly namespace: string; readonly name: string; readonly uid: string }
    readonly csi?: { readonly driver: string; readonly volumeHandle: string }
  }
}

export interface StorageProfile extends KubeObject {
  readonly status?: {
    readonly claimPropertySets?: readonly {
      readonly accessModes?: readonly string[]
      readonly volumeMode?: VolumeMode
    }[]
  }
}

export interface CdiConfig extends KubeObject {
  readonly status?: {
    readonly filesystemOverhead?: {
      readonly global?: string
      readonly storageClass?: Readonly<Record<string, string>>
    }
  }
}

export interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>
}

export interface Secret extends KubeObject {
  /** Base64. */
  readonly data?: Readonly<Record<string, string>>
}

export interface EnvVar {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: {
    readonly secretKeyRef?: { readonly name: string; readonly key: string; readonly optional?: boolean }
    readonly configMapKeyRef?: { readonly name: string; readonly key: string; readonly optional?: boolean }
  }
}

export interface Container {
  readonly name: string
  readonly image: string
  readonly command?: readonly string[]
  readonly args?: readonly string[]
  readonly env?: readonly EnvVar[]
  readonly resources?: Resources
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[]
  readonly volumeDevices?: readonly { readonly name: string; readonly devicePath: string }[]
}

interface PodVolume {
  readonly name: string
  readonly persistentVolumeClaim?: { readonly claimName: string }
  readonly emptyDir?: object
  readonly secret?: { readonly secretName: string }
}

export interface ContainerState {
  readonly waiting?: { readonly reason: string; readonly message?: string }
  readonly running?: { readonly startedAt: string }
  readonly terminated?: {
    readonly exitCode: number
    readonly reason: string
    readonly message?: string
    readonly startedAt?: string
    readonly finishedAt?: string
  }
}

export interface ContainerStatus {
  readonly name: string
  readonly image: string
  readonly imageID: string
  readonly ready: boolean
  readonly started?: boolean
  readonly restartCount: number
  readonly state: ContainerState
  readonly lastState?: ContainerState
}

export interface Pod extends KubeObject {
  readonly spec: {
    readonly nodeName?: string
    readonly nodeSelector?: Readonly<Record<string, string>>
    readonly restartPolicy?: 'Always' | 'OnFailure' | 'Never'
    readonly initContainers?: readonly Container[]
    readonly containers: readonly Container[]
    readonly volumes?: readonly PodVolume[]
  }
  readonly status?: {
    readonly phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed'
    readonly conditions?: readonly Condition[]
    readonly containerStatuses?: readonly ContainerStatus[]
    readonly initContainerStatuses?: readonly ContainerStatus[]
  }
}

export interface Job extends KubeObject {
  readonly spec: {
    readonly backoffLimit?: number
    readonly activeDeadlineSeconds?: number
    readonly ttlSecondsAfterFinished?: number
    readonly template: {
      readonly metadata?: Pick<Meta, 'labels' | 'annotations'>
      readonly spec: Pod['spec']
    }
  }
  readonly status?: {
    readonly active?: number
    readonly startTime?: string
    readonly conditions?: readonly Condition[]
  }
}

interface VddkSource {
  readonly url: string
  readonly uuid: string
  readonly backingFile: string
  readonly thumbprint?: string
  readonly secretRef?: string
  readonly initImageURL?: string
}

export interface DataVolume extends KubeObject {
  readonly spec: {
    readonly source?: { readonly vddk?: VddkSource; readonly blank?: object }
    /** A warm import's stages. */
    readonly checkpoints?: readonly { readonly current: string; readonly previous: string }[]
    /** The last checkpoint of the list ends the import. */
    readonly finalCheckpoint?: boolean
    readonly storage?: ClaimSpec
    readonly pvc?: ClaimSpec
  }
  readonly status?: DataVolumeStatus
}

export interface DataVolumeStatus {
  readonly phase?: string
  readonly progress?: string
  readonly restartCount?: number
  readonly claimName?: string
  readonly conditions?: readonly Condition[]
}

interface VmVolume {
  readonly name: string
  readonly persistentVolumeClaim?: { readonly claimName: string }
  readonly dataVolume?: { readonly name: string }
}

export interface VmiSpec {
  readonly volumes?: readonly VmVolume[]
  readonly nodeSelector?: Readonly<Record<string, string>>
}

export interface VirtualMachine extends KubeObject {
  readonly spec: {
    readonly running?: boolean
    readonly runStrategy?: string
    readonly template: {
      readonly metadata?: { readonly labels?: Readonly<Record<string, string>> }
      readonly spec: VmiSpec
    }
  }
  readonly status?: {
    readonly printableStatus?: string
    readonly created?: boolean
    readonly ready?: boolean
    readonly conditions?: readonly Condition[]
  }
}

export interface VirtualMachineInstance extends KubeObject {
  readonly spec: VmiSpec
  readonly status?: {
    readonly phase?: string
    readonly nodeName?: string
    readonly conditions?: readonly Condition[]
  }
}

/** What a create sends: the server adds the rest of the metadata. */
export type New<T extends KubeObject> = Omit<T, 'metadata' | 'status'> & {
  readonly metadata: Partial<Meta>
  readonly status?: unknown
}

/** "namespace/name", how every queue and cache names an object. */
export function keyOf(meta: Pick<Meta, 'namespace' | 'name'>): string {
  return `${meta.namespace ?? ''}/${meta.name}`
}

/** The reference that makes `owner` the controlling owner of a new object. */
export function controlledBy(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  }
}

export function ownerOfKind(meta: Meta, kind: string): OwnerReference | undefined {
  return meta.ownerReferences?.find((owner) => owner.kind === kind)
}

export function annotation(object: KubeObject, name: string): string | undefined {
  return object.metadata.annotations?.[name]
}
