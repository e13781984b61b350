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
  ipAddresses: z.array(z.string()),
  cpuCount: z.number().int(),
  coresPerSocket: z.number().int(),
  memoryMiB: z.number().int(),
  nestedVirtualization: z.boolean(),
  changeTracking: z.boolean(),
  cpuHotAdd: z.boolean(),
  memoryHotAdd: z.boolean(),
  faultTolerance: z.boolean(),
  snapshotCount: z.number().int(),
  consolidationNeeded: z.boolean(),
  hardwareVersion: z.string(),
  disks: z.array(vmDiskSchema),
  nics: z.array(vmNicSchema),
  /** Devices other than disks, NICs and controllers. */
  devices: z.array(vmDeviceSchema),
})

export const hostSchema = z.object({
  id: z.string(),
  name: z.string(),
  clusterId: z.string().optional(),
  version: z.string(),
  build: z.string(),
  connectionState: z.enum(['connected', 'disconnected', 'notResponding']),
  inMaintenance: z.boolean(),
  /** SHA-1 of the host's certificate, upper-case colon hex; empty where vSphere does not tell. */
  thumbprint: z.string(),
  timeZone: z.string(),
})

export const clusterSchema = z.object({ id: z.string(), name: z.string(), path: z.string() })
export const folderSchema = z.object({ id: z.string(), name: z.string(), parentId: z.string().optional() })

export const datastoreSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** summary.type: VMFS, NFS, vsan, ... */
  type: z.string(),
  capacityBytes: z.number(),
  freeBytes: z.number(),
  accessible: z.boolean(),
})

export const networkSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['standard', 'distributed', 'opaque']),
  /** VLAN id where the port group tells one. */
  vlan: z.number().int().optional(),
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
  vms: z.array(vmSchema),
})

export type VmDisk = z.infer<typeof vmDiskSchema>
export type VmNic = z.infer<typeof vmNicSchema>
export type VmDevice = z.infer<typeof vmDeviceSchema>
export type Vm = z.infer<typeof vmSchema>
export type Host = z.infer<typeof hostSchema>
export type Cluster = z.infer<typeof clusterSchema>
export type Folder = z.infer<typeof folderSchema>
export type Datastore = z.infer<typeof datastoreSchema>
export type Network = z.infer<typeof networkSchema>
export type Inventory = z.infer<typeof inventorySchema>
