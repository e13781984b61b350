/** The data of one virtual machine: its hardware, its guest and its state. */

export type PowerState = 'poweredOn' | 'poweredOff' | 'suspended'
type ConnectionState = 'connected' | 'disconnected' | 'orphaned' | 'inaccessible' | 'invalid'
export type ToolsState = 'running' | 'notRunning' | 'notInstalled'

export type DiskBus = 'scsi' | 'sata' | 'ide' | 'nvme'

export interface EstateDisk {
  /** Device key, 2000 and up. */
  readonly key: number
  readonly label: string
  readonly file: string
  readonly datastoreId: string
  capacityBytes: number
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

interface EstateFileSystem {
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
  /** Power state to go back to: off without the memory, else as it was. */
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
  readonly cpuHotRemove: boolean
  /** vSphere chooses the cores per socket. */
  readonly autoCoresPerSocket: boolean
  readonly nestedVirtualization: boolean
  readonly faultTolerance: boolean
  /** Sharing of the SCSI bus between VMs on one host or on several. */
  readonly sharedBus: 'noSharing' | 'virtualSharing' | 'physicalSharing'
  /** vSphere Replication copies it elsewhere. */
  readonly replicated: boolean
  /** The CD with the installer of Tools is in the drive. */
  readonly toolsInstallerMounted: boolean
  /** What vSphere asks before the VM can go on; undefined for nothing. */
  readonly question: string | undefined
  /** Extension that owns the VM, for example of a network appliance; undefined for ordinary VMs. */
  readonly managedBy: string | undefined
  /** Properties that the VM's OVF environment hands to the guest. */
  readonly ovfProperties: Readonly<Record<string, string>>
  /** CPUs of the host the VM is tied to. */
  readonly cpuAffinity: readonly number[]
  extraConfig: Readonly<Record<string, string>>
  readonly annotation: string
  /** Passphrase of the guest's encrypted disk, which vSphere cannot see; undefined where none is. */
  readonly luks: string | undefined
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
