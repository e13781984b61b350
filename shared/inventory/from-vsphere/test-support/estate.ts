/** An invented estate as vSphere would tell it, for tests of the projection. */
import type { Inventory, Vm } from '../../model.ts'
import { condense } from '../condense.ts'
import { createProjector, type ProjectionContext } from '../project.ts'
import type { RawRecord, RawValue } from '../raw.ts'
import type { StoredObject } from '../store.ts'

export const record = ($type: string, fields: Record<string, RawValue> = {}): RawRecord => ({
  ...fields,
  $type,
})
export const ref = (type: string, value: string) => record('ManagedObjectReference', { type, value })
export const object = (type: string, value: string, properties: Record<string, RawValue>): StoredObject => ({
  ref: { type, value },
  properties,
})
export const folder = (id: string, name: string, parent: RawRecord) => object('Folder', id, { name, parent })

export const context: ProjectionContext = {
  about: {
    name: 'VMware vCenter Server',
    version: '8.0.3',
    build: '1',
    apiVersion: '8.0.3.0',
    apiType: 'VirtualCenter',
    instanceUuid: 'i',
  },
  takenAt: '2026-01-01T00:00:00.000Z',
  serverThumbprint: 'AA:BB',
}

const hostHardware: Record<string, RawValue> = {
  overallStatus: 'yellow',
  'config.lockdownMode': 'lockdownNormal',
  'summary.hardware': record('HostHardwareSummary', {
    vendor: 'Dell Inc.',
    model: 'PowerEdge R750',
    cpuModel: 'Gold 6348',
    numCpuCores: '56',
    numCpuThreads: '112',
    memorySize: '1099511627776',
  }),
  'config.network.pnic': [
    record('PhysicalNic', {
      key: 'pnic-0',
      device: 'vmnic0',
      linkSpeed: record('PhysicalNicLinkInfo', { speedMb: '25000', duplex: 'true' }),
    }),
    record('PhysicalNic', { key: 'pnic-1', device: 'vmnic1' }),
  ],
  'config.network.vswitch': [
    record('HostVirtualSwitch', { name: 'vSwitch0', mtu: '1500', pnic: ['pnic-0', 'pnic-9'] }),
  ],
  'config.network.proxySwitch': record('HostProxySwitch', { dvsName: 'dvs', mtu: '9000', pnic: 'pnic-1' }),
  'config.network.vnic': [
    record('HostVirtualNic', {
      key: 'vnic-0',
      device: 'vmk0',
      portgroup: 'Management',
      spec: record('HostVirtualNicSpec', {
        mtu: '1500',
        ip: record('HostIpConfig', { ipAddress: '192.0.2.1', subnetMask: '255.255.255.0' }),
      }),
    }),
    record('HostVirtualNic', {
      key: 'vnic-1',
      device: 'vmk1',
      portgroup: '',
      spec: record('HostVirtualNicSpec', {
        mtu: '9000',
        distributedVirtualPort: record('P', { portgroupKey: 'dvportgroup-key-1' }),
      }),
    }),
  ],
  'config.virtualNicManagerInfo.netConfig': ['management', 'vmotion', 'vSphereProvisioning'].map(
    (nicType, i) =>
      record('VirtualNicManagerNetConfig', {
        nicType,
        candidateVnic: ['0', '1'].map((n) =>
          record('HostVirtualNic', { key: `${nicType}.vnic-${n}`, device: `vmk${n}` }),
        ),
        selectedVnic: [`${nicType}.vnic-${i === 0 ? '0' : '1'}`],
      }),
  ),
  'config.service': record('HostServiceInfo', {
    service: [
      record('HostService', {
        key: 'TSM-SSH',
        label: 'SSH',
        running: 'true',
        policy: 'off',
        required: 'false',
      }),
    ],
  }),
  datastore: [ref('Datastore', 'datastore-1')],
  network: [
    ref('Network', 'network-1'),
    ref('DistributedVirtualPortgroup', 'dvportgroup-1'),
    // Of uplinks only.
    ref('DistributedVirtualPortgroup', 'dvportgroup-3'),
  ],
}

const clusterConfig = record('ClusterConfigInfoEx', {
  dasConfig: record('ClusterDasConfigInfo', { enabled: 'true' }),
  drsConfig: record('ClusterDrsConfigInfo', { enabled: 'true', defaultVmBehavior: 'partiallyAutomated' }),
  dpmConfigInfo: record('ClusterDpmConfigInfo', { enabled: 'false' }),
  rule: [
    record('ClusterAntiAffinityRuleSpec', {
      key: '1',
      name: 'apart',
      enabled: 'true',
      mandatory: 'true',
      vm: [ref('VirtualMachine', 'vm-1'), ref('VirtualMachine', 'vm-2')],
    }),
    record('ClusterVmHostRuleInfo', {
      key: '2',
      name: 'licences',
      enabled: 'false',
      vmGroupName: 'oracle',
      affineHostGroupName: 'licensed',
    }),
    record('ClusterDependencyRuleInfo', {
      key: '3',
      name: 'first the database',
      enabled: 'true',
      vmGroup: 'web',
      dependsOnVmGroup: 'oracle',
    }),
    record('ClusterAffinityRuleSpec', { key: '4', name: 'together', vm: ref('VirtualMachine', 'vm-1') }),
    record('ClusterFutureRule', { key: '5', name: 'new' }),
  ],
  group: [
    record('ClusterVmGroup', { name: 'oracle', vm: [ref('VirtualMachine', 'vm-3')] }),
    record('ClusterVmGroup', { name: 'web', vm: [ref('VirtualMachine', 'vm-4')] }),
    record('ClusterHostGroup', { name: 'licensed', host: [ref('HostSystem', 'host-1')] }),
  ],
})

/** Root / EU (folder) / DC1 / vm / Production / Web%2fShop, with hosts, networks and a vApp. */
export const estate: readonly StoredObject[] = [
  folder('group-d9', 'EU', ref('Folder', 'group-d1')),
  object('Datacenter', 'datacenter-2', {
    name: 'DC1',
    parent: ref('Folder', 'group-d9'),
    vmFolder: ref('Folder', 'group-v3'),
    hostFolder: ref('Folder', 'group-h4'),
    datastoreFolder: ref('Folder', 'group-s5'),
    networkFolder: ref('Folder', 'group-n6'),
  }),
  folder('group-v3', 'vm', ref('Datacenter', 'datacenter-2')),
  folder('group-h4', 'host', ref('Datacenter', 'datacenter-2')),
  folder('group-s5', 'datastore', ref('Datacenter', 'datacenter-2')),
  folder('group-n6', 'network', ref('Datacenter', 'datacenter-2')),
  folder('group-h7', 'Racks', ref('Folder', 'group-h4')),
  folder('group-v10', 'Production', ref('Folder', 'group-v3')),
  folder('group-v11', 'Web%2fShop', ref('Folder', 'group-v10')),
  object('ClusterComputeResource', 'domain-c1', {
    name: 'Gold',
    parent: ref('Folder', 'group-h7'),
    configurationEx: clusterConfig,
  }),
  object('ComputeResource', 'domain-s2', { name: 'esx-02', parent: ref('Folder', 'group-h7') }),
  object('StoragePod', 'group-p1', { name: 'Tier 1', parent: ref('Folder', 'group-s5') }),
  object('VirtualApp', 'resgroup-v1', {
    name: 'Three tiers',
    parent: ref('ResourcePool', 'resgroup-1'),
    parentFolder: ref('Folder', 'group-v10'),
  }),
  object('HostSystem', 'host-1', {
    name: 'esx-01',
    parent: ref('ClusterComputeResource', 'domain-c1'),
    'runtime.connectionState': 'connected',
    'runtime.inMaintenanceMode': 'true',
    'summary.config.product': record('AboutInfo', { version: '8.0.2', build: '22380479' }),
    'summary.config.sslThumbprint': 'aa:0b',
    'config.dateTimeInfo.timeZone.name': 'UTC',
    ...hostHardware,
    'config.network.portgroup': [
      record('HostPortGroup', { spec: record('HostPortGroupSpec', { name: 'DMZ', vlanId: '77' }) }),
      record('HostPortGroup', { spec: record('HostPortGroupSpec', { name: 'VM Network', vlanId: '0' }) }),
    ],
  }),
  object('HostSystem', 'host-2', { name: 'esx-02', parent: ref('ComputeResource', 'domain-s2') }),
  object('Datastore', 'datastore-1', {
    name: 'gold%25',
    parent: ref('StoragePod', 'group-p1'),
    info: record('VmfsDatastoreInfo', {
      vmfs: record('HostVmfsVolume', {
        version: '6.82',
        extent: [record('HostScsiDiskPartition', { diskName: 'naa.600a', partition: '1' })],
      }),
    }),
    'summary.uncommitted': '2048',
    'summary.maintenanceMode': 'normal',
    'summary.multipleHostAccess': 'true',
    'summary.type': 'VMFS',
    'summary.capacity': '1099511627776',
    'summary.freeSpace': '1024',
    'summary.accessible': 'true',
  }),
  object('Network', 'network-1', { name: 'DMZ', host: [ref('HostSystem', 'host-1')] }),
  object('Network', 'network-2', { name: 'VM Network', host: [ref('HostSystem', 'host-1')] }),
  object('VmwareDistributedVirtualSwitch', 'dvs-1', {
    name: 'dvs%2fprod',
    parent: ref('Folder', 'group-n6'),
    config: record('VMwareDVSConfigInfo', {
      maxMtu: '9000',
      host: ['host-1', 'host-2'].map((id) =>
        record('M', { config: record('C', { host: ref('HostSystem', id) }), status: 'up' }),
      ),
    }),
  }),
  object('DistributedVirtualPortgroup', 'dvportgroup-1', {
    name: 'Prod',
    parent: ref('Folder', 'group-n6'),
    key: 'dvportgroup-key-1',
    'config.distributedVirtualSwitch': ref('VmwareDistributedVirtualSwitch', 'dvs-1'),
    'config.defaultPortConfig': record('VMwareDVSPortSetting', {
      securityPolicy: record('DVSSecurityPolicy', {
        allowPromiscuous: record('BoolPolicy', { inherited: 'false', value: 'true' }),
        macChanges: record('BoolPolicy', { inherited: 'false', value: 'false' }),
      }),
      macManagementPolicy: record('DVSMacManagementPolicy', { forgedTransmits: 'true', macChanges: 'true' }),
      vlan: record('VmwareDistributedVirtualSwitchVlanIdSpec', { inherited: 'false', vlanId: '120' }),
    }),
  }),
  object('DistributedVirtualPortgroup', 'dvportgroup-2', {
    name: 'Trunk',
    key: 'dvportgroup-2',
    'config.defaultPortConfig': record('VMwareDVSPortSetting', {
      vlan: record('VmwareDistributedVirtualSwitchTrunkVlanSpec', {
        vlanId: record('NumericRange', { start: '0', end: '4094' }),
      }),
    }),
  }),
  object('DistributedVirtualPortgroup', 'dvportgroup-3', {
    name: 'DVS-DVUplinks-1',
    key: 'dvportgroup-3',
    tag: [record('Tag', { key: 'SYSTEM/DVS.UPLINKPG' })],
  }),
  object('OpaqueNetwork', 'network-o1', {
    name: 'nsx-seg',
    summary: record('OpaqueNetworkSummary', { opaqueNetworkId: 'seg-uuid' }),
  }),
]

export const card = (backing: RawRecord) =>
  record('VirtualVmxnet3', { key: '4000', macAddress: '00:50:56:00:00:01', backing })
export const vm = (id: string, properties: Record<string, RawValue>) =>
  object('VirtualMachine', id, properties)
/** Condensed, as everything that is read is: so each test of the projection is one of the condensing too. */
export const project = (...more: StoredObject[]): Promise<Inventory> =>
  createProjector().project([...estate, ...more].map(condense), context)
/** The projection of one VM with `properties` in the estate. */
export async function only(properties: Record<string, RawValue>): Promise<Vm> {
  const [found] = (await project(vm('vm-1', properties))).vms
  if (!found) throw new Error('The VM is missing')
  return found
}
