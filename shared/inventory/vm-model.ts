/** A virtual machine as plain data: its hardware, its guest, its snapshots. */
import * as z from 'zod'

const vmDiskSchema = z.object({
  /** Device key in the virtual hardware (2000 and up for SCSI disks). */
  key: z.number().int(),
  /** vSphere's own label, for example "Hard disk 1". */
  label: z.string(),
  /** Backing file of the base disk, "[datastore] folder/name.vmdk", without a snapshot suffix. */
  file: z.string(),
  /** Backing file in use now: with its "-000001" suffix while the VM runs on a snapshot. */
  currentFile: z.string().optional(),
  capacityBytes: z.number().int(),
  datastoreId: z.string(),
  bus: z.enum(['scsi', 'sata', 'ide', 'nvme', 'unknown']),
  controllerKey: z.number().int(),
  unitNumber: z.number().int(),
  /** diskMode of the backing: persistent, independent_persistent, ... */
  mode: z.string(),
  shared: z.boolean(),
  rdm: z.enum(['none', 'virtual', 'physical']),
  /** backing.uuid; empty where vSphere has none. */
  uuid: z.string(),
  /** API class of the backing, for example VirtualDiskFlatVer2BackingInfo; empty where there is none. */
  backing: z.string(),
  /** Thin provisioned; undefined where the backing does not tell. */
  thin: z.boolean().optional(),
  /** Files in the chain of snapshots under this disk; 1 without a snapshot. */
  chainLength: z.number().int(),
  /** LUN of a raw device mapping; empty for others. */
  lunUuid: z.string(),
  encrypted: z.boolean(),
  /** The option "<bus>:<unit>.ctkEnabled" of this disk. */
  changeTracking: z.boolean(),
})

const vmControllerSchema = z.object({
  key: z.number().int(),
  /** API class, for example ParaVirtualSCSIController. */
  kind: z.string(),
  busNumber: z.number().int(),
  /** noSharing, virtualSharing or physicalSharing; empty for a controller that cannot share. */
  sharedBus: z.string(),
})

const vmNicSchema = z.object({
  key: z.number().int(),
  label: z.string(),
  /** Lower-case, colon separated. */
  mac: z.string(),
  /** Id of a network of this inventory; undefined for a NIC without a backing. */
  networkId: z.string().optional(),
  connectedAtStart: z.boolean(),
  /** API class of the card, for example VirtualVmxnet3. */
  model: z.string(),
  /** Who chose the MAC address: manual, generated or assigned. */
  addressType: z.string(),
  connected: z.boolean(),
})

/** What VMware Tools report of a card inside the guest; the last known state after power-off. */
const guestNicSchema = z.object({
  /** Key of the card in the virtual hardware; undefined for one that the guest made itself. */
  deviceKey: z.number().int().optional(),
  mac: z.string(),
  network: z.string(),
  addresses: z.array(
    z.object({
      ip: z.string(),
      prefixLength: z.number().int(),
      /** manual, dhcp, linklayer, other, random; empty where Tools do not tell. */
      origin: z.string(),
    }),
  ),
  dns: z.array(z.string()),
})

const guestRouteSchema = z.object({
  network: z.string(),
  prefixLength: z.number().int(),
  gateway: z.string(),
})

const guestDiskSchema = z.object({
  /** Mount point or drive, as the guest names it. */
  path: z.string(),
  capacityBytes: z.number(),
  freeBytes: z.number(),
  /** Empty where Tools do not tell. */
  fileSystem: z.string(),
  /** Key of the virtual disk below it, from vSphere 7.0 on. */
  diskKey: z.number().int().optional(),
})

const vmSnapshotSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** ISO 8601. */
  createdAt: z.string(),
  parentId: z.string().optional(),
  quiesced: z.boolean(),
  /** What the VM runs on now. */
  current: z.boolean(),
})

const vmDeviceSchema = z.object({
  key: z.number().int(),
  /** API class name, for example VirtualPCIPassthrough, VirtualCdrom, VirtualTPM, VirtualUSB. */
  kind: z.string(),
  label: z.string(),
  connected: z.boolean(),
  /** Connected when the VM is turned on; undefined for a device that cannot be disconnected, or where nobody tells. */
  connectedAtStart: z.boolean().optional(),
  /** Backing in words, for example the ISO file of a CD-ROM; empty where there is none. */
  backing: z.string(),
})

/** A vSphere tag; a category can allow several on one object. */
export const vmTagSchema = z.object({ category: z.string(), name: z.string() })

export const vmSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Folder path below the datacenter, "DC1/Production/Web". */
  path: z.string(),
  folderId: z.string(),
  hostId: z.string().optional(),
  resourcePoolId: z.string().optional(),
  /** All datastores and networks that the VM uses, with any file and any card. */
  datastoreIds: z.array(z.string()),
  networkIds: z.array(z.string()),
  powerState: z.enum(['poweredOn', 'poweredOff', 'suspended']),
  connectionState: z.enum(['connected', 'disconnected', 'orphaned', 'inaccessible', 'invalid']),
  isTemplate: z.boolean(),
  /** BIOS uuid; not unique among clones. */
  uuid: z.string(),
  instanceUuid: z.string(),
  firmware: z.enum(['bios', 'efi']),
  secureBoot: z.boolean(),
  tpm: z.boolean(),
  guestId: z.string(),
  guestName: z.string(),
  guestHostName: z.string(),
  /** toolsRunning / toolsNotRunning / toolsNotInstalled / unknown. */
  tools: z.enum(['running', 'notRunning', 'notInstalled', 'unknown']),
  /** guest.toolsVersionStatus2 as vSphere has it, for example guestToolsCurrent; empty where unknown. */
  toolsVersion: z.string(),
  toolsInstallerMounted: z.boolean(),
  guestOperationsReady: z.boolean(),
  /** linuxGuest, windowsGuest, ... as Tools report it; empty where unknown. */
  guestFamily: z.string(),
  /** What somebody chose when the VM was made; guestId and guestName prefer what Tools report. */
  configuredGuestId: z.string(),
  configuredGuestName: z.string(),
  /** Distribution, kernel and version as Tools report them in detail; empty where unknown. */
  guestDetails: z.string(),
  ipAddresses: z.array(z.string()),
  guestNics: z.array(guestNicSchema),
  /** Routes with a gateway. */
  guestRoutes: z.array(guestRouteSchema),
  guestDisks: z.array(guestDiskSchema),
  cpuCount: z.number().int(),
  coresPerSocket: z.number().int(),
  memoryMiB: z.number().int(),
  nestedVirtualization: z.boolean(),
  changeTracking: z.boolean(),
  cpuHotAdd: z.boolean(),
  memoryHotAdd: z.boolean(),
  cpuHotRemove: z.boolean(),
  /** Processors it is bound to; empty without an affinity. */
  cpuAffinity: z.array(z.number().int()),
  numaNodeAffinity: z.array(z.string()),
  /** vSphere 8 chooses the cores per socket itself. */
  autoCoresPerSocket: z.boolean(),
  /** The option disk.EnableUUID: the guest sees disk serials. */
  diskUuidsShown: z.boolean(),
  faultTolerance: z.boolean(),
  /** Encrypted with a key of a key provider (its configuration, not only a disk). */
  encrypted: z.boolean(),
  /** It has vApp options (OVF properties). Their values are never kept. */
  vAppOptions: z.boolean(),
  /** Key of the extension that manages this VM; empty without one. */
  managedBy: z.string(),
  /** vSphere Replication is configured. */
  replicated: z.boolean(),
  /** Undefined where vSphere does not tell (it does once the VM is off). */
  cleanPowerOff: z.boolean().optional(),
  /** The text of a question that vSphere asks before the VM can go on; empty without one. */
  question: z.string(),
  snapshotCount: z.number().int(),
  snapshots: z.array(vmSnapshotSchema),
  consolidationNeeded: z.boolean(),
  hardwareVersion: z.string(),
  /** What the VM takes on its datastores, snapshots and swap included. */
  usedBytes: z.number(),
  controllers: z.array(vmControllerSchema),
  disks: z.array(vmDiskSchema),
  nics: z.array(vmNicSchema),
  /** Devices other than disks, NICs and controllers. */
  devices: z.array(vmDeviceSchema),
  /** By category, then name. Undefined where they were not read, or nobody could tell: see Inventory.tagReading. */
  tags: z.array(vmTagSchema).optional(),
})

export type VmDisk = z.infer<typeof vmDiskSchema>
export type VmNic = z.infer<typeof vmNicSchema>
export type VmDevice = z.infer<typeof vmDeviceSchema>
export type Vm = z.infer<typeof vmSchema>
export type VmController = z.infer<typeof vmControllerSchema>
export type GuestNic = z.infer<typeof guestNicSchema>
export type GuestDisk = z.infer<typeof guestDiskSchema>
export type VmTag = z.infer<typeof vmTagSchema>
export type VmSnapshot = z.infer<typeof vmSnapshotSchema>
