/** Which properties the inventory needs of each managed object type. */

export interface PropertySet {
  readonly type: string
  readonly paths: readonly string[]
}

/**
 * A path follows declared types only. A member whose real class is a subtype of the declared one has to be
 * fetched whole: its path ends at that member (`configurationEx`, `info`, `summary` of an opaque network,
 * `config` of a distributed switch, `config.defaultPortConfig`). What the model does not need of it is
 * forgotten as soon as it is read (condense.ts).
 * Source: vSphere Web Services API, "Property paths" of the PropertyCollector.
 */
const entity = ['name', 'parent']
const folder = [...entity, 'childType']
const datacenter = [...entity, 'vmFolder', 'hostFolder', 'datastoreFolder', 'networkFolder']
const network = [...entity, 'tag', 'host']
const portgroup = [...network, 'key', 'config.defaultPortConfig', 'config.distributedVirtualSwitch']
const datastore = [
  ...entity,
  'summary.type',
  'summary.capacity',
  'summary.freeSpace',
  'summary.uncommitted',
  'summary.accessible',
  'summary.maintenanceMode',
  'summary.multipleHostAccess',
  'info',
]
const host = [
  ...entity,
  'overallStatus',
  'runtime.connectionState',
  'runtime.inMaintenanceMode',
  'summary.config.product',
  'summary.config.sslThumbprint',
  'summary.hardware',
  'config.dateTimeInfo.timeZone.name',
  'config.lockdownMode',
  'config.network.pnic',
  'config.network.portgroup',
  'config.network.proxySwitch',
  'config.network.vnic',
  'config.network.vswitch',
  'config.service',
  'config.virtualNicManagerInfo.netConfig',
  'datastore',
  'network',
]

/**
 * Two members can hold secrets. Of vAppConfig (OVF properties, passwords among them) only a flag is asked
 * for that every vApp configuration has, so its values never leave the server. extraConfig (cloud-init user
 * data among it) cannot be asked for by key, because a disk's key follows from where it is plugged in: it
 * is fetched whole and condense.ts keeps the few harmless keys.
 */
const virtualMachine = [
  ...entity,
  'parentVApp',
  'resourcePool',
  'datastore',
  'network',
  'runtime.powerState',
  'runtime.connectionState',
  'runtime.host',
  'runtime.consolidationNeeded',
  'runtime.cleanPowerOff',
  'runtime.faultToleranceState',
  'runtime.question',
  'runtime.toolsInstallerMounted',
  'config.template',
  'config.uuid',
  'config.instanceUuid',
  'config.firmware',
  'config.bootOptions',
  'config.guestId',
  'config.guestFullName',
  'config.ftInfo',
  'config.nestedHVEnabled',
  'config.changeTrackingEnabled',
  'config.cpuHotAddEnabled',
  'config.cpuHotRemoveEnabled',
  'config.memoryHotAddEnabled',
  'config.cpuAffinity',
  'config.version',
  'config.keyId',
  'config.managedBy',
  'config.repConfig.vmReplicationId',
  'config.vAppConfig.installBootRequired',
  'config.extraConfig',
  'config.hardware.numCPU',
  'config.hardware.numCoresPerSocket',
  'config.hardware.memoryMB',
  'config.hardware.device',
  'guest.guestId',
  'guest.guestFamily',
  'guest.guestFullName',
  'guest.hostName',
  'guest.ipAddress',
  'guest.net',
  'guest.ipStack',
  'guest.disk',
  'guest.guestOperationsReady',
  'guest.toolsRunningStatus',
  'guest.toolsVersionStatus2',
  'summary.storage.committed',
  'snapshot',
]

/** VM properties that are newer than vSphere 6.5, by the API version that brought them. */
const NEWER: readonly { readonly since: readonly number[]; readonly paths: readonly string[] }[] = [
  { since: [6, 7], paths: ['summary.config.tpmPresent', 'runtime.cryptoState'] },
  { since: [8, 0, 0, 1], paths: ['config.hardware.autoCoresPerSocket'] },
  { since: [8, 0, 2, 0], paths: ['guest.guestDetailedData'] },
]

/**
 * The property sets for a server of `apiVersion`. A path that a server does not know makes it refuse the
 * whole request (fault InvalidProperty), so a path newer than vSphere 6.5 is asked for only where it exists.
 */
export function propertySets(apiVersion: string): readonly PropertySet[] {
  const newer = NEWER.filter(({ since }) => atLeast(apiVersion, since)).flatMap(({ paths }) => paths)
  return [
    { type: 'Folder', paths: folder },
    { type: 'StoragePod', paths: entity },
    { type: 'Datacenter', paths: datacenter },
    // A host outside a cluster has one of its own as parent. Nobody sees it, but it knows the folder.
    { type: 'ComputeResource', paths: entity },
    { type: 'ClusterComputeResource', paths: [...entity, 'configurationEx'] },
    { type: 'VirtualApp', paths: [...entity, 'parentFolder'] },
    { type: 'HostSystem', paths: host },
    { type: 'Datastore', paths: datastore },
    { type: 'Network', paths: network },
    { type: 'DistributedVirtualPortgroup', paths: portgroup },
    { type: 'OpaqueNetwork', paths: [...network, 'summary'] },
    { type: 'VmwareDistributedVirtualSwitch', paths: [...entity, 'config'] },
    { type: 'VirtualMachine', paths: [...virtualMachine, ...newer] },
  ]
}

/** "8.0.2.0" is at least [8, 0, 2]; a part that is missing counts as 0. */
function atLeast(version: string, since: readonly number[]): boolean {
  const have = version.split('.').map((part) => Number.parseInt(part, 10) || 0)
  for (const [i, need] of since.entries()) {
    const part = have[i] ?? 0
    if (part !== need) return part > need
  }
  return true
}
