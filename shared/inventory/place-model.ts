/** What VMs run on and lie on: hosts, clusters, datastores, networks, and the folders of all of them. */
import * as z from 'zod'

const physicalNicSchema = z.object({
  device: z.string(),
  /** Mbit/s; undefined while the link is down. */
  linkMbps: z.number().int().optional(),
})

/** A standard switch, or the host's end of a distributed one. */
const hostSwitchSchema = z.object({
  name: z.string(),
  kind: z.enum(['standard', 'distributed']),
  /** Bytes. */
  mtu: z.number().int(),
  /** Devices of the physical cards behind it. */
  uplinks: z.array(z.string()),
})

const kernelNicSchema = z.object({
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

const hostServiceSchema = z.object({
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
const clusterRuleSchema = z.object({
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

export type HostService = z.infer<typeof hostServiceSchema>
export type ClusterRule = z.infer<typeof clusterRuleSchema>
export type DistributedSwitch = z.infer<typeof distributedSwitchSchema>
export type Host = z.infer<typeof hostSchema>
export type Cluster = z.infer<typeof clusterSchema>
export type Folder = z.infer<typeof folderSchema>
export type Datastore = z.infer<typeof datastoreSchema>
export type Network = z.infer<typeof networkSchema>
