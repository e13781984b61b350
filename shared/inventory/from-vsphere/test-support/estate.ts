/** An invented estate as vSphere would tell it, for tests of the projection. */
import type { Inventory, Vm } from '../../model.ts'
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
  object('ClusterComputeResource', 'domain-c1', { name: 'Gold', parent: ref('Folder', 'group-h7') }),
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
    'config.network.portgroup': [
      record('HostPortGroup', { spec: record('HostPortGroupSpec', { name: 'DMZ', vlanId: '77' }) }),
      record('HostPortGroup', { spec: record('HostPortGroupSpec', { name: 'VM Network', vlanId: '0' }) }),
    ],
  }),
  object('HostSystem', 'host-2', { name: 'esx-02', parent: ref('ComputeResource', 'domain-s2') }),
  object('Datastore', 'datastore-1', {
    name: 'gold%25',
    'summary.type': 'VMFS',
    'summary.capacity': '1099511627776',
    'summary.freeSpace': '1024',
    'summary.accessible': 'true',
  }),
  object('Network', 'network-1', { name: 'DMZ', host: [ref('HostSystem', 'host-1')] }),
  object('Network', 'network-2', { name: 'VM Network', host: [ref('HostSystem', 'host-1')] }),
  object('DistributedVirtualPortgroup', 'dvportgroup-1', {
    name: 'Prod',
    key: 'dvportgroup-key-1',
    'config.defaultPortConfig': record('VMwareDVSPortSetting', {
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
export const project = (...more: StoredObject[]): Inventory =>
  createProjector().project([...estate, ...more], context)
/** The projection of one VM with `properties` in the estate. */
export function only(properties: Record<string, RawValue>): Vm {
  const [found] = project(vm('vm-1', properties)).vms
  if (!found) throw new Error('The VM is missing')
  return found
}
