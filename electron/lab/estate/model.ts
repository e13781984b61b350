/**
 * The data of a vSphere estate as the lab keeps it. It describes hardware and guests in the lab's own words;
 * the vCenter beside it turns this into vSphere's property trees. Ids are managed object references.
 */

export type PowerState = 'poweredOn' | 'poweredOff' | 'suspended'
export type ConnectionState = 'connected' | 'disconnected' | 'orphaned' | 'inaccessible' | 'invalid'
export type ToolsState = 'running' | 'notRunning' | 'notInstalled'

/** Bytes behind one virtual disk. */
export interface SourceDisk {
  /** "[datastore] folder/name.vmdk", the base disk. */
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
  readonly kind: 'root' | 'vm' | 'host' | 'network' | 'datastore'
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
  readonly kind: 'affinity' | 'antiAffinity'
  readonly vmIds: readonly string[]
}

export interface EstateCluster {
  readonly id: string
  readonly name: string
  readonly folderId: string
  readonly resourcePoolId: string
  readonly haEnabled: boolean
  readonly drsEnabled: boolean
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
  /** Address of the management interface inside the estate; nothing listens there. */
  readonly address: string
  readonly cpuPackages: number
  readonly cpuCores: number
  readonly cpuMhz: number
  readonly memoryBytes: number
  /** SHA-1 of the host's certificate, upper-case colon hex. */
  sslThumbprint: string
  connectionState: 'connected' | 'disconnected' | 'notResponding'
  inMaintenance: boolean
  readonly lockdownMode: 'lockdownDisabled' | 'lockdownNormal' | 'lockdownStrict'
  readonly timeZone: string
}

export interface EstateDatastore {
  readonly id: string
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

export interface EstateStandardNetwork {
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

export interface EstateOpaqueNetwork {
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

export type DiskBus = 'scsi' | 'sata' | 'ide' | 'nvme'

export interface EstateDisk {
  /** Device key, 2000 and up. */
  readonly key: number
  readonly label: string
  readonly file: string
  readonly datastoreId: string
  readonly capacityBytes: number
  readonly bus: DiskBus
  readonly controllerKey: number
  readonly unitNumber: number
  readonly mode: 'persistent' | 'independent_persistent' | 'independent_nonpersistent'
  readonly rdm: 'none' | 'virtual' | 'physical'
  readonly sharing: 'sharingNone' | 'sharingMultiWriter'
  readonly thin: boolean
  readonly uuid: string
}

export interface EstateIp {
  readonly address: string
  readonly prefixLength: number
  readonly origin: 'manual' | 'dhcp' | 'linklayer'
}

export interface EstateNic {
  /** Device key, 4000 and up. */
  readonly key: number
  readonly label: string
  readonly model: 'VirtualVmxnet3' | 'VirtualE1000' | 'VirtualE1000e' | 'VirtualSriovEthernetCard'
  /** Lower-case, colon separated. */
  readonly mac: string
  readonly networkId: string
  readonly connectedAtStart: boolean
  /** What the guest has on this NIC while it runs. */
  readonly ips: readonly EstateIp[]
  readonly gateway: string | undefined
}

/** A device that is neither a disk, a NIC nor a controller. */
export type EstateDevice =
  | { readonly kind: 'cdrom'; readonly iso: string | undefined; readonly datastoreId: string | undefined }
  | {
      readonly kind: 'pciPassthrough'
      readonly name: string
      readonly vendorId: number
      readonly deviceId: string
    }
  | { readonly kind: 'usb'; readonly name: string; readonly vendor: number; readonly product: number }
  | { readonly kind: 'tpm' }
  | { readonly kind: 'serial'; readonly file: string; readonly datastoreId: string }
  | { readonly kind: 'floppy'; readonly image: string; readonly datastoreId: string }

export interface EstateFileSystem {
  readonly path: string
  readonly type: string
  readonly capacityBytes: number
  readonly freeBytes: number
  /** Device key of the disk that holds it. */
  readonly diskKey: number
}

export interface EstateGuest {
  /** vSphere's guestId, for example rhel9_64Guest. */
  readonly id: string
  readonly fullName: string
  readonly family: 'linuxGuest' | 'windowsGuest' | 'otherGuestFamily'
  readonly hostName: string
  readonly fileSystems: readonly EstateFileSystem[]
}

export interface EstateSnapshot {
  readonly id: string
  /** The number vSphere counts per VM. */
  readonly number: number
  readonly name: string
  readonly description: string
  /** ms since the epoch. */
  readonly createdAt: number
  /** Power state at the time. */
  readonly state: PowerState
  readonly quiesced: boolean
  /** Older first; changed when snapshots come and go. */
  children: EstateSnapshot[]
}

export interface EstateVm {
  readonly id: string
  /** As a person wrote it; vSphere shows '/', '\' and '%' as escapes. */
  readonly name: string
  readonly folderId: string
  readonly hostId: string
  readonly clusterId: string
  readonly isTemplate: boolean
  /** BIOS uuid; not unique among clones. */
  readonly uuid: string
  readonly instanceUuid: string
  /** "[datastore] folder/name.vmx". */
  readonly configFile: string
  readonly hardwareVersion: string
  readonly firmware: 'bios' | 'efi'
  readonly secureBoot: boolean
  readonly encrypted: boolean
  readonly cpuCount: number
  readonly coresPerSocket: number
  readonly memoryMiB: number
  readonly cpuHotAdd: boolean
  readonly memoryHotAdd: boolean
  readonly nestedVirtualization: boolean
  readonly faultTolerance: boolean
  /** CPUs of the host the VM is tied to. */
  readonly cpuAffinity: readonly number[]
  readonly extraConfig: Readonly<Record<string, string>>
  readonly annotation: string
  readonly disks: readonly EstateDisk[]
  readonly nics: readonly EstateNic[]
  readonly devices: readonly EstateDevice[]
  readonly guest: EstateGuest
  changeTracking: boolean
  powerState: PowerState
  connectionState: ConnectionState
  tools: ToolsState
  consolidationNeeded: boolean
  /** Whether the guest went down in order before it was last powered off. */
  cleanPowerOff: boolean
  /** ms since the epoch of the last power-on. */
  bootedAt: number
  /** Root snapshots. */
  snapshots: EstateSnapshot[]
  currentSnapshotId: string | undefined
  /** How many snapshots this VM has ever had; the next one's number is one more. */
  snapshotsTaken: number
}

export interface Estate {
  readonly seed: string
  readonly credentials: { readonly username: string; readonly password: string }
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
  /** The bytes behind a backing file "[datastore] folder/name.vmdk". */
  disk(file: string): SourceDisk | undefined
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
}
