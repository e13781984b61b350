/**
 * The data of a vSphere estate as the lab keeps it. It describes hardware and guests in the lab's own words;
 * the vCenter beside it turns this into vSphere's property trees. Ids are managed object references.
 */

import type { EstateAccount } from './accounts.ts'
import type { DiskImage } from './disk-image.ts'
import type { EstateRuleset, EstateService } from './host-services.ts'
import type { EstateTags } from './tags.ts'
import type { EstateVm } from './vm-model.ts'

export type { EstateRuleset, EstateService } from './host-services.ts'
export type * from './vm-model.ts'

/** Bytes behind one virtual disk. */
export interface SourceDisk {
  /** "[datastore] folder/name.vmdk". */
  readonly file: string
  readonly capacityBytes: number
  /** Exactly `length` bytes from `offset`, fewer at the end of the disk. */
  read(offset: number, length: number): Buffer
  /** Hash of the whole disk, lower-case hex. */
  sha256(): Promise<string>
}

export interface EstateFolder {
  readonly id: string
  readonly name: string
  /** A folder, or the datacenter for the four folders that every datacenter has. */
  readonly parentId: string | undefined
  /** A pod is a datastore cluster: a folder of datastores with a type of its own. */
  readonly kind: 'root' | 'vm' | 'host' | 'network' | 'datastore' | 'pod'
}

export interface EstateDatacenter {
  readonly id: string
  readonly name: string
  readonly vmFolderId: string
  readonly hostFolderId: string
  readonly networkFolderId: string
  readonly datastoreFolderId: string
}

export interface EstateRule {
  readonly name: string
  readonly kind: 'affinity' | 'antiAffinity' | 'vmsToHosts'
  readonly mandatory: boolean
  readonly vmIds: readonly string[]
  /** Hosts that the VMs must or should run on, for vmsToHosts. */
  readonly hostIds: readonly string[]
}

export interface EstateCluster {
  readonly id: string
  readonly name: string
  readonly folderId: string
  readonly resourcePoolId: string
  readonly haEnabled: boolean
  readonly drsEnabled: boolean
  readonly drsBehavior: 'manual' | 'partiallyAutomated' | 'fullyAutomated'
  readonly dpmEnabled: boolean
  readonly rules: readonly EstateRule[]
}

export interface EstateHost {
  readonly id: string
  readonly name: string
  readonly clusterId: string
  readonly version: string
  readonly build: string
  readonly vendor: string
  readonly model: string
  readonly uuid: string
  /** Address of the management interface inside the estate; only the lab's own pods reach it. */
  readonly address: string
  /** Of the adapter for migrations, likewise. */
  readonly migrationAddress: string
  readonly cpuPackages: number
  readonly cpuCores: number
  readonly cpuMhz: number
  readonly memoryBytes: number
  /** SHA-1 of the host's certificate, upper-case colon hex. */
  sslThumbprint: string
  connectionState: 'connected' | 'disconnected' | 'notResponding'
  inMaintenance: boolean
  lockdownMode: 'lockdownDisabled' | 'lockdownNormal' | 'lockdownStrict'
  readonly timeZone: string
  readonly services: readonly EstateService[]
  readonly rulesets: readonly EstateRuleset[]
}

export interface EstateDatastore {
  readonly id: string
  /** The folder or pod that it is in. */
  readonly folderId: string
  readonly name: string
  readonly type: 'VMFS' | 'NFS' | 'NFS41' | 'vsan'
  readonly uuid: string
  readonly capacityBytes: number
  readonly freeBytes: number
  accessible: boolean
  readonly maintenanceMode: 'normal' | 'enteringMaintenance' | 'inMaintenance'
  /** For NFS. */
  readonly remote?: { readonly host: string; readonly path: string }
  readonly hostIds: readonly string[]
}

export type EstateVlan =
  | { readonly kind: 'id'; readonly id: number }
  | { readonly kind: 'trunk'; readonly start: number; readonly end: number }

interface EstateStandardNetwork {
  readonly kind: 'standard'
  readonly id: string
  readonly name: string
  readonly vlan: number
  readonly vswitch: string
  readonly hostIds: readonly string[]
}

export interface EstateDistributedNetwork {
  readonly kind: 'distributed'
  /** Also the port group's key. */
  readonly id: string
  readonly name: string
  readonly vlan: EstateVlan
  readonly switchId: string
  /** Promiscuous mode, MAC changes and forged transmits are accepted. */
  readonly relaxed: boolean
  readonly hostIds: readonly string[]
}

interface EstateOpaqueNetwork {
  readonly kind: 'opaque'
  readonly id: string
  readonly name: string
  readonly opaqueId: string
  readonly opaqueType: string
  readonly hostIds: readonly string[]
}

export type EstateNetwork = EstateStandardNetwork | EstateDistributedNetwork | EstateOpaqueNetwork

export interface EstateSwitch {
  readonly id: string
  readonly name: string
  readonly uuid: string
  readonly maxMtu: number
  readonly hostIds: readonly string[]
}

export interface Estate extends EstateTags {
  readonly seed: string
  /** Of the administrator. */
  readonly credentials: { readonly username: string; readonly password: string }
  /** Accounts that may do less. */
  readonly accounts: readonly EstateAccount[]
  /** Of the vCenter. */
  readonly instanceUuid: string
  readonly datacenter: EstateDatacenter
  readonly folders: readonly EstateFolder[]
  readonly clusters: readonly EstateCluster[]
  readonly hosts: readonly EstateHost[]
  readonly datastores: readonly EstateDatastore[]
  readonly switches: readonly EstateSwitch[]
  readonly networks: readonly EstateNetwork[]
  readonly vms: readonly EstateVm[]
  /**
   * The bytes behind a backing file: "[datastore] folder/name.vmdk", or a delta, through which the disk is seen
   * as it was while that one was written to.
   */
  disk(file: string): SourceDisk | undefined
  /** The disk of this base file with its history. */
  image(file: string): DiskImage | undefined
  /** Tells everyone who follows the estate that the object with this id was changed. */
  touch(id: string): void
  /** Calls `listener` with the id of every changed object until the returned function is called. */
  onTouch(listener: (id: string) => void): () => void
}

export interface EstateOptions {
  /** Fixes names, ids, disk contents and credentials. */
  readonly seed: string
  /** Number of VMs, at least 3: the named ones come first. */
  readonly vms: number
  /** Number of ESXi hosts, at least 1. */
  readonly hosts: number
  /** MiB of every disk of a generated VM, where bytes do not matter; drawn from the seed when left out. */
  readonly diskMib?: number
}
