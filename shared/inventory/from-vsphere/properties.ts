/** Which properties the inventory needs of each managed object type. */

export interface PropertySet {
  readonly type: string
  readonly paths: readonly string[]
}

const folder = ['name', 'parent']
const network = ['name', 'parent', 'tag', 'host']
const host = [
  'name',
  'parent',
  'runtime.connectionState',
  'runtime.inMaintenanceMode',
  'summary.config.product',
  'summary.config.sslThumbprint',
  'config.dateTimeInfo.timeZone.name',
  'config.network.portgroup',
]
const virtualMachine = [
  'name',
  'parent',
  'parentVApp',
  'runtime.powerState',
  'runtime.connectionState',
  'runtime.host',
  'runtime.consolidationNeeded',
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
  'config.memoryHotAddEnabled',
  'config.version',
  'config.hardware.numCPU',
  'config.hardware.numCoresPerSocket',
  'config.hardware.memoryMB',
  'config.hardware.device',
  'guest.guestId',
  'guest.guestFullName',
  'guest.hostName',
  'guest.ipAddress',
  'guest.net',
  'guest.toolsRunningStatus',
  'guest.toolsVersionStatus2',
  'snapshot',
]

/**
 * The property sets for a server of `apiVersion`. A path that a server does not know makes it refuse the
 * whole request (fault InvalidProperty), so a path newer than vSphere 6.5 is asked for only where it exists.
 */
export function propertySets(apiVersion: string): readonly PropertySet[] {
  return [
    { type: 'Folder', paths: folder },
    {
      type: 'Datacenter',
      paths: [...folder, 'vmFolder', 'hostFolder', 'datastoreFolder', 'networkFolder'],
    },
    { type: 'ClusterComputeResource', paths: folder },
    { type: 'VirtualApp', paths: [...folder, 'parentFolder'] },
    { type: 'HostSystem', paths: host },
    {
      type: 'Datastore',
      paths: [
        'name',
        'parent',
        'summary.type',
        'summary.capacity',
        'summary.freeSpace',
        'summary.accessible',
      ],
    },
    { type: 'Network', paths: network },
    { type: 'DistributedVirtualPortgroup', paths: [...network, 'key', 'config.defaultPortConfig'] },
    { type: 'OpaqueNetwork', paths: [...network, 'summary'] },
    {
      type: 'VirtualMachine',
      paths: atLeast(apiVersion, 6, 7) ? [...virtualMachine, 'summary.config.tpmPresent'] : virtualMachine,
    },
  ]
}

function atLeast(version: string, major: number, minor: number): boolean {
  const [have = 0, below = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0)
  return have > major || (have === major && below >= minor)
}
