/**
 * The source inventory as plain data. Property names follow vSphere where the fact comes from there;
 * ids are managed object references ("vm-101"), sizes are bytes unless the name says otherwise.
 */
import * as z from 'zod'

export const vmDiskSchema = z.object({
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

export const vmControllerSchema = z.object({
  key: z.number().int(),
  /** API class, for example ParaVirtualSCSIController. */
  kind: z.string(),
  busNumber: z.number().int(),
  /** noSharing, virtualSharing or physicalSharing; empty for a controller that cannot share. */
  sharedBus: z.string(),
})

export const vmNicSchema = z.object({
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
export const guestNicSchema = z.object({
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

export const guestRouteSchema = z.object({
  network: z.string(),
  prefixLength: z.number().int(),
  gateway: z.string(),
})

export const guestDiskSchema = z.object({
  /** Mount point or drive, as the guest names it. */
  path: z.string(),
  capacityBytes: z.number(),
  freeBytes: z.number(),
  /** Empty where Tools do not tell. */
  fileSystem: z.string(),
  /** Key of the virtual disk below it, from vSphere 7.0 on. */
  diskKey: z.number().int().optional(),
})

export const vmSnapshotSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** ISO 8601. */
  createdAt: z.string(),
  parentId: z.string().optional(),
  quiesced: z.boolean(),
  /** What the VM runs on now. */
  current: z.boolean(),
})

export const vmDeviceSchema = z.object({
  key: z.number().int(),
  /** API class name, for example VirtualPCIPassthrough, VirtualCdrom, VirtualTPM, VirtualUSB. */
  kind: z.string(),
  label: z.string(),
  connected: z.boolean(),
  /** Backing in words, for example the ISO file of a CD-ROM; empty where there is none. */
  backing: z.string(),
})

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
})

export const physicalNicSchema = z.object({
  device: z.string(),
  /** Mbit/s; undefined while the link is down. */
  linkMbps: z.number().int().optional(),
})

/** A standard switch, or the host's end of a distributed one. */
export const hostSwitchSchema = z.object({
  name: z.string(),
  kind: z.enum(['standard', 'distributed']),
  /** Bytes. */
  mtu: z.number().int(),
  /** Devices of the physical cards behind it. */
  uplinks: z.array(z.string()),
})

export const kernelNicSchema = z.object({
  device: z.string(),
  ip: z.string(),
  subnetMask: z.string(),
  /** Bytes. */
  mtu: z.number().int(),
  /** Name of a standard port group, or the key of a distributed one. */
  portgroup: z.string(),
  /** management, vmotion, vSphereProvisioning, vSphereBackupNFC, ... */
  services: z.array(z.string()),
})

export const hostServiceSchema = z.object({
  /** For example TSM-SSH. */
  key: z.string(),
  label: z.string(),
  running: z.boolean(),
  /** on, off or automatic. */
  policy: z.string(),
})

export const hostSchema = z.object({
  id: z.string(),
  name: z.string(),
  clusterId: z.string().optional(),
  /** Folder of a host that stands alone; a host in a cluster has none. */
  parentId: z.string().optional(),
  version: z.string(),
  build: z.string(),
  connectionState: z.enum(['connected', 'disconnected', 'notResponding']),
  inMaintenance: z.boolean(),
  /** green, yellow, red or gray. */
  overallStatus: z.string(),
  /** lockdownDisabled, lockdownNormal or lockdownStrict; empty where vSphere does not tell. */
  lockdownMode: z.string(),
  /** SHA-1 of the host's certificate, upper-case colon hex; empty where vSphere does not tell. */
  thumbprint: z.string(),
  timeZone: z.string(),
  cpuModel: z.string(),
  cpuCores: z.number().int(),
  cpuThreads: z.number().int(),
  memoryBytes: z.number(),
  vendor: z.string(),
  hardwareModel: z.string(),
  physicalNics: z.array(physicalNicSchema),
  switches: z.array(hostSwitchSchema),
  kernelNics: z.array(kernelNicSchema),
  services: z.array(hostServiceSchema),
  datastoreIds: z.array(z.string()),
  networkIds: z.array(z.string()),
})

/** A rule of the cluster about where VMs run. */
export const clusterRuleSchema = z.object({
  name: z.string(),
  kind: z.enum(['together', 'apart', 'vmsToHosts', 'dependency', 'other']),
  enabled: z.boolean(),
  mandatory: z.boolean(),
  vmIds: z.array(z.string()),
  hostIds: z.array(z.string()),
})

export const clusterSchema = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  parentId: z.string().optional(),
  highAvailability: z.boolean(),
  drs: z.boolean(),
  /** manual, partiallyAutomated or fullyAutomated; empty where vSphere does not tell. */
  drsBehavior: z.string(),
  powerManagement: z.boolean(),
  rules: z.array(clusterRuleSchema),
})

/** A node of one of the four trees; datacenters are in all of them. */
export const folderSchema = z.object({
  id: z.string(),
  name: z.string(),
  parentId: z.string().optional(),
  kind: z.enum(['datacenter', 'vm', 'vapp', 'host', 'datastore', 'storagePod', 'network']),
})

export const datastoreSchema = z.object({
  id: z.string(),
  name: z.string(),
  parentId: z.string().optional(),
  /** summary.type: VMFS, NFS, vsan, ... */
  type: z.string(),
  /** Version of the file system, for example "6.82"; empty where there is none. */
  version: z.string(),
  capacityBytes: z.number(),
  freeBytes: z.number(),
  /** Promised to thin disks beyond what they take now. */
  uncommittedBytes: z.number(),
  accessible: z.boolean(),
  /** normal, enteringMaintenance or inMaintenance. */
  maintenanceMode: z.string(),
  /** More than one host mounts it. */
  shared: z.boolean(),
  /** Devices (naa...) of a VMFS, or "server:/path" of an NFS export. */
  backing: z.array(z.string()),
})

export const networkSchema = z.object({
  id: z.string(),
  name: z.string(),
  parentId: z.string().optional(),
  kind: z.enum(['standard', 'distributed', 'opaque']),
  /** VLAN id where the port group tells one. */
  vlan: z.number().int().optional(),
  /** VLANs of a trunk, for example "0-4094"; empty for a network that is none. */
  vlanTrunk: z.string(),
  /** Id of the distributed switch it belongs to. */
  switchId: z.string().optional(),
  /** Security policy of a distributed port group; undefined where vSphere does not tell. */
  promiscuous: z.boolean().optional(),
  forgedTransmits: z.boolean().optional(),
  macChanges: z.boolean().optional(),
})

export const distributedSwitchSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Bytes. */
  mtu: z.number().int(),
  hostIds: z.array(z.string()),
})

export const inventorySchema = z.object({
  about: z.object({
    name: z.string(),
    version: z.string(),
    build: z.string(),
    apiVersion: z.string(),
    apiType: z.enum(['VirtualCenter', 'HostAgent']),
    instanceUuid: z.string(),
  }),
  /** ISO 8601. */
  takenAt: z.string(),
  folders: z.array(folderSchema),
  clusters: z.array(clusterSchema),
  hosts: z.array(hostSchema),
  datastores: z.array(datastoreSchema),
  networks: z.array(networkSchema),
  switches: z.array(distributedSwitchSchema),
  vms: z.array(vmSchema),
})

export type VmDisk = z.infer<typeof vmDiskSchema>
export type VmNic = z.infer<typeof vmNicSchema>
export type VmDevice = z.infer<typeof vmDeviceSchema>
export type Vm = z.infer<typeof vmSchema>
export type VmController = z.infer<typeof vmControllerSchema>
export type GuestNic = z.infer<typeof guestNicSchema>
export type GuestRoute = z.infer<typeof guestRouteSchema>
export type GuestDisk = z.infer<typeof guestDiskSchema>
export type VmSnapshot = z.infer<typeof vmSnapshotSchema>
export type HostService = z.infer<typeof hostServiceSchema>
export type ClusterRule = z.infer<typeof clusterRuleSchema>
export type DistributedSwitch = z.infer<typeof distributedSwitchSchema>
export type Host = z.infer<typeof hostSchema>
export type Cluster = z.infer<typeof clusterSchema>
export type Folder = z.infer<typeof folderSchema>
export type Datastore = z.infer<typeof datastoreSchema>
export type Network = z.infer<typeof networkSchema>
export type Inventory = z.infer<typeof inventorySchema>
