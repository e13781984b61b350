/** Which fields a projection reads of each property. A field that is missing here does not exist for it. */

/** Fields of a record (or of each record of a list) that are kept; texts are kept always. */
export interface Shape {
  readonly [field: string]: Shape
}

/**
 * Records inside records that are kept: above the deepest chain of snapshots that a projection follows. What a
 * damaged or hostile answer nests deeper is cut off.
 */
export const SHAPED_DEPTH = 400

const leaf: Shape = {}
const leaves = (...names: string[]): Shape => Object.fromEntries(names.map((name) => [name, leaf]))
const ref = leaves('type', 'value')
const value = leaves('value')

/** A chain: the delta of each snapshot has its parent inside. */
const backing: Shape = {
  ...leaves('fileName', 'uuid', 'diskMode', 'sharing', 'thinProvisioned', 'compatibilityMode', 'lunUuid'),
  ...leaves('deviceName', 'opaqueNetworkId', 'serviceURI', 'pipeName'),
  datastore: ref,
  network: ref,
  port: leaves('portgroupKey'),
  keyId: leaf,
  get parent() {
    return backing
  },
}
const device: Shape = {
  ...leaves('key', 'controllerKey', 'unitNumber', 'busNumber', 'sharedBus'),
  ...leaves('capacityInBytes', 'capacityInKB', 'macAddress', 'addressType'),
  deviceInfo: leaves('label'),
  connectable: leaves('connected', 'startConnected'),
  backing,
}
const snapshotTree: Shape = {
  ...leaves('name', 'createTime', 'quiesced'),
  snapshot: ref,
  get childSnapshotList() {
    return snapshotTree
  },
}
const policy: Shape = { allowPromiscuous: value, macChanges: value, forgedTransmits: value }
const portConfig: Shape = {
  vlan: { vlanId: leaves('start', 'end') },
  securityPolicy: policy,
  macManagementPolicy: leaves('allowPromiscuous', 'macChanges', 'forgedTransmits'),
}
const cluster: Shape = {
  dasConfig: leaves('enabled'),
  drsConfig: leaves('enabled', 'defaultVmBehavior'),
  dpmConfigInfo: leaves('enabled'),
  rule: {
    ...leaves('name', 'enabled', 'mandatory', 'vmGroupName', 'affineHostGroupName'),
    ...leaves('antiAffineHostGroupName', 'vmGroup', 'dependsOnVmGroup'),
    vm: ref,
  },
  group: { name: leaf, vm: ref, host: ref },
}
const datastoreInfo: Shape = {
  vmfs: { version: leaf, extent: leaves('diskName') },
  nas: leaves('remoteHost', 'remotePath', 'remoteHostNames'),
}
const kernelNic: Shape = {
  ...leaves('key', 'device', 'portgroup'),
  spec: {
    ...leaves('portgroup', 'mtu'),
    ip: leaves('ipAddress', 'subnetMask'),
    distributedVirtualPort: leaves('portgroupKey'),
  },
}

const texts = (...paths: string[]): Record<string, Shape> =>
  Object.fromEntries(paths.map((path) => [path, leaf]))
const refs = (...paths: string[]): Record<string, Shape> =>
  Object.fromEntries(paths.map((path) => [path, ref]))

const places: Record<string, Shape> = {
  ...texts('name', 'childType', 'key', 'overallStatus'),
  ...refs('parent', 'parentFolder', 'parentVApp', 'vmFolder', 'hostFolder', 'datastoreFolder'),
  ...refs('networkFolder', 'resourcePool', 'datastore', 'network', 'host', 'runtime.host'),
  ...refs('config.distributedVirtualSwitch'),
  tag: leaves('key'),
  configurationEx: cluster,
  'config.defaultPortConfig': portConfig,
  // Of an opaque network.
  summary: leaves('opaqueNetworkId'),
  // Of a distributed switch.
  config: { maxMtu: leaf, host: { config: { host: ref } } },
  info: datastoreInfo,
}

const hosts: Record<string, Shape> = {
  ...texts('runtime.inMaintenanceMode', 'summary.config.sslThumbprint', 'config.lockdownMode'),
  ...texts('config.dateTimeInfo.timeZone.name'),
  'summary.config.product': leaves('version', 'build'),
  'summary.hardware': leaves('vendor', 'model', 'cpuModel', 'numCpuCores', 'numCpuThreads', 'memorySize'),
  'config.network.pnic': { ...leaves('key', 'device'), linkSpeed: leaves('speedMb') },
  'config.network.portgroup': { spec: leaves('name', 'vlanId') },
  'config.network.proxySwitch': leaves('dvsName', 'mtu', 'pnic'),
  'config.network.vswitch': leaves('name', 'mtu', 'pnic'),
  'config.network.vnic': kernelNic,
  'config.service': { service: leaves('key', 'label', 'running', 'policy') },
  'config.virtualNicManagerInfo.netConfig': {
    ...leaves('nicType', 'selectedVnic'),
    candidateVnic: leaves('key', 'device'),
  },
}

const datastores = texts(
  ...['type', 'capacity', 'freeSpace', 'uncommitted', 'accessible', 'maintenanceMode'].map(
    (name) => `summary.${name}`,
  ),
  'summary.multipleHostAccess',
)

const virtualMachines: Record<string, Shape> = {
  ...texts(
    ...['powerState', 'connectionState', 'consolidationNeeded', 'cleanPowerOff', 'faultToleranceState'].map(
      (name) => `runtime.${name}`,
    ),
    ...['runtime.toolsInstallerMounted', 'runtime.cryptoState', 'summary.config.tpmPresent'],
    ...['template', 'uuid', 'instanceUuid', 'firmware', 'guestId', 'guestFullName', 'version'].map(
      (name) => `config.${name}`,
    ),
    ...['nestedHVEnabled', 'changeTrackingEnabled', 'cpuHotAddEnabled', 'cpuHotRemoveEnabled'].map(
      (name) => `config.${name}`,
    ),
    ...['config.memoryHotAddEnabled', 'config.repConfig.vmReplicationId'],
    'config.vAppConfig.installBootRequired',
    ...['numCPU', 'numCoresPerSocket', 'memoryMB', 'autoCoresPerSocket'].map(
      (name) => `config.hardware.${name}`,
    ),
    ...['guestId', 'guestFamily', 'guestFullName', 'hostName', 'ipAddress', 'guestOperationsReady'].map(
      (name) => `guest.${name}`,
    ),
    ...['guest.toolsRunningStatus', 'guest.toolsVersionStatus2', 'guest.guestDetailedData'],
    'summary.storage.committed',
    'config.ftInfo',
    'config.keyId',
  ),
  'runtime.question': leaves('text'),
  'config.bootOptions': leaves('efiSecureBootEnabled'),
  'config.cpuAffinity': leaves('affinitySet'),
  'config.managedBy': leaves('extensionKey'),
  'config.extraConfig': leaves('key', 'value'),
  'config.hardware.device': device,
  'guest.net': {
    ...leaves('network', 'macAddress', 'deviceConfigId'),
    ipConfig: { ipAddress: leaves('ipAddress', 'prefixLength', 'origin') },
    dnsConfig: leaves('ipAddress'),
  },
  'guest.ipStack': {
    ipRouteConfig: {
      ipRoute: { ...leaves('network', 'prefixLength'), gateway: leaves('ipAddress') },
    },
  },
  'guest.disk': {
    ...leaves('diskPath', 'capacity', 'freeSpace', 'filesystemType'),
    mappings: leaves('key'),
  },
  snapshot: { currentSnapshot: ref, rootSnapshotList: snapshotTree },
}

/** By property path; no path means different things for two types of object. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  ...places,
  ...hosts,
  ...datastores,
  ...virtualMachines,
}
