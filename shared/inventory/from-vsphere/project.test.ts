import { describe, expect, it } from 'vitest'
import { inventorySchema, type Inventory } from '../model.ts'
import { createProjector, type ProjectionContext } from './project.ts'
import { propertySets } from './properties.ts'
import type { RawRecord, RawValue } from './raw.ts'
import type { StoredObject } from './store.ts'

const record = ($type: string, fields: Record<string, RawValue> = {}): RawRecord => ({ ...fields, $type })
const ref = (type: string, value: string) => record('ManagedObjectReference', { type, value })
const object = (type: string, value: string, properties: Record<string, RawValue>): StoredObject => ({
  ref: { type, value },
  properties,
})
const folder = (id: string, name: string, parent: RawRecord) => object('Folder', id, { name, parent })

const context: ProjectionContext = {
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
const estate: readonly StoredObject[] = [
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

const card = (backing: RawRecord) =>
  record('VirtualVmxnet3', { key: '4000', macAddress: '00:50:56:00:00:01', backing })
const vm = (id: string, properties: Record<string, RawValue>) => object('VirtualMachine', id, properties)
const project = (...more: StoredObject[]): Inventory =>
  createProjector().project([...estate, ...more], context)
const only = (properties: Record<string, RawValue>) => project(vm('vm-1', properties)).vms[0]!

describe('places', () => {
  it('shows folders of VMs, with the datacenter in the place of its hidden folder', () => {
    expect(project().folders).toEqual([
      { id: 'group-d9', name: 'EU' },
      { id: 'datacenter-2', name: 'DC1', parentId: 'group-d9' },
      { id: 'group-v10', name: 'Production', parentId: 'datacenter-2' },
      { id: 'group-v11', name: 'Web/Shop', parentId: 'group-v10' },
      { id: 'resgroup-v1', name: 'Three tiers', parentId: 'group-v10' },
    ])
  })

  it.each([
    [{ parent: ref('Folder', 'group-v11') }, 'EU/DC1/Production/Web/Shop', 'group-v11'],
    [{ parent: ref('Folder', 'group-v3') }, 'EU/DC1', 'datacenter-2'],
    [{ parentVApp: ref('VirtualApp', 'resgroup-v1') }, 'EU/DC1/Production/Three tiers', 'resgroup-v1'],
    [{ parent: ref('Folder', 'group-v99') }, '', 'group-v99'],
  ])('path of a VM %#', (parent, path, folderId) => {
    expect(only({ name: 'x', ...parent })).toMatchObject({ path, folderId })
  })

  it('does not hang on a loop of parents', () => {
    const loop = [folder('a', 'A', ref('Folder', 'b')), folder('b', 'B', ref('Folder', 'a'))]
    expect(project(...loop, vm('vm-1', { parent: ref('Folder', 'a') })).vms[0]?.path).toContain('A')
  })
})

describe('clusters, hosts, datastores', () => {
  it('reads them', () => {
    const { clusters, hosts, datastores } = project()
    expect(clusters).toEqual([{ id: 'domain-c1', name: 'Gold', path: 'EU/DC1/Racks' }])
    expect(hosts).toEqual([
      {
        id: 'host-1',
        name: 'esx-01',
        clusterId: 'domain-c1',
        version: '8.0.2',
        build: '22380479',
        connectionState: 'connected',
        inMaintenance: true,
        thumbprint: 'AA:0B',
        timeZone: 'UTC',
      },
      {
        id: 'host-2',
        name: 'esx-02',
        version: '',
        build: '',
        connectionState: 'disconnected',
        inMaintenance: false,
        thumbprint: '',
        timeZone: '',
      },
    ])
    expect(datastores).toEqual([
      {
        id: 'datastore-1',
        name: 'gold%',
        type: 'VMFS',
        capacityBytes: 1_099_511_627_776,
        freeBytes: 1024,
        accessible: true,
      },
    ])
  })

  it('a stand-alone ESXi host has the certificate of the server itself', () => {
    const esx = { ...context, about: { ...context.about, apiType: 'HostAgent' as const } }
    const [host] = createProjector().project([object('HostSystem', 'ha-host', { name: 'esx' })], esx).hosts
    expect(host?.thumbprint).toBe('AA:BB')
  })
})

describe('networks', () => {
  it('tells VLANs where there is one, and hides uplinks', () => {
    expect(project().networks).toEqual([
      { id: 'network-1', name: 'DMZ', kind: 'standard', vlan: 77 },
      { id: 'network-2', name: 'VM Network', kind: 'standard' },
      { id: 'dvportgroup-1', name: 'Prod', kind: 'distributed', vlan: 120 },
      { id: 'dvportgroup-2', name: 'Trunk', kind: 'distributed' },
      { id: 'network-o1', name: 'nsx-seg', kind: 'opaque' },
    ])
  })

  it.each([
    [record('B', { network: ref('Network', 'network-1'), deviceName: 'DMZ' }), 'network-1'],
    [record('B', { port: record('P', { portgroupKey: 'dvportgroup-key-1' }) }), 'dvportgroup-1'],
    [record('B', { opaqueNetworkId: 'seg-uuid', opaqueNetworkType: 'nsx.LogicalSwitch' }), 'network-o1'],
    [record('B', { network: ref('Network', 'network-99') }), undefined],
    [record('B', { port: record('P', { portgroupKey: 'gone' }) }), undefined],
    [record('B', { deviceName: 'DMZ' }), undefined],
  ])('finds the network of a card %#', (backing, expected) => {
    expect(only({ 'config.hardware.device': [card(backing)] }).nics[0]?.networkId).toBe(expected)
  })
})

describe('virtual machines', () => {
  it('reads a running VM', () => {
    const snapshot = record('VirtualMachineSnapshotInfo', {
      rootSnapshotList: record('VirtualMachineSnapshotTree', {
        childSnapshotList: [record('T'), record('T', { childSnapshotList: record('T') })],
      }),
    })
    const address = (ipAddress: string) => record('NetIpConfigInfoIpAddress', { ipAddress })
    const found = only({
      name: 'a%2fb%5C%25',
      parent: ref('Folder', 'group-v10'),
      'runtime.powerState': 'poweredOn',
      'runtime.connectionState': 'connected',
      'runtime.host': ref('HostSystem', 'host-1'),
      'runtime.consolidationNeeded': 'true',
      'config.template': 'false',
      'config.uuid': 'bios',
      'config.instanceUuid': 'instance',
      'config.firmware': 'efi',
      'config.bootOptions': record('BootOptions', { efiSecureBootEnabled: 'true' }),
      'config.guestId': 'rhel8_64Guest',
      'config.guestFullName': 'Red Hat Enterprise Linux 8 (64-bit)',
      'config.ftInfo': record('FaultToleranceConfigInfo'),
      'config.nestedHVEnabled': 'true',
      'config.changeTrackingEnabled': 'true',
      'config.cpuHotAddEnabled': 'true',
      'config.memoryHotAddEnabled': 'true',
      'config.version': 'vmx-19',
      'config.hardware.numCPU': '4',
      'config.hardware.numCoresPerSocket': '2',
      'config.hardware.memoryMB': '8192',
      'guest.guestId': 'rhel9_64Guest',
      'guest.guestFullName': 'Red Hat Enterprise Linux 9 (64-bit)',
      'guest.hostName': 'web-01.example.com',
      'guest.ipAddress': '192.0.2.10',
      'guest.net': [
        record('GuestNicInfo', {
          ipConfig: record('NetIpConfigInfo', {
            ipAddress: [address('fe80::1'), address('192.0.2.10'), address('2001:db8::5')],
          }),
        }),
      ],
      'guest.toolsRunningStatus': 'guestToolsRunning',
      'summary.config.tpmPresent': 'true',
      snapshot,
    })
    expect(found).toEqual({
      id: 'vm-1',
      name: 'a/b\\%',
      path: 'EU/DC1/Production',
      folderId: 'group-v10',
      hostId: 'host-1',
      powerState: 'poweredOn',
      connectionState: 'connected',
      isTemplate: false,
      uuid: 'bios',
      instanceUuid: 'instance',
      firmware: 'efi',
      secureBoot: true,
      tpm: true,
      guestId: 'rhel9_64Guest',
      guestName: 'Red Hat Enterprise Linux 9 (64-bit)',
      guestHostName: 'web-01.example.com',
      tools: 'running',
      ipAddresses: ['192.0.2.10', '2001:db8::5'],
      cpuCount: 4,
      coresPerSocket: 2,
      memoryMiB: 8192,
      nestedVirtualization: true,
      changeTracking: true,
      cpuHotAdd: true,
      memoryHotAdd: true,
      faultTolerance: true,
      snapshotCount: 4,
      consolidationNeeded: true,
      hardwareVersion: 'vmx-19',
      disks: [],
      nics: [],
      devices: [],
    })
  })

  it('shows a VM whose configuration cannot be read, and says so', () => {
    const found = only({ name: '/vmfs/volumes/x/lost.vmx', 'runtime.connectionState': 'inaccessible' })
    expect(found).toMatchObject({ connectionState: 'inaccessible', cpuCount: 0, uuid: '', disks: [] })
    expect(only({}).connectionState).toBe('disconnected')
  })

  it.each([
    ['guestToolsRunning', 'guestToolsCurrent', 'running'],
    ['guestToolsExecutingScripts', 'guestToolsCurrent', 'running'],
    ['guestToolsNotRunning', 'guestToolsNotInstalled', 'notInstalled'],
    ['guestToolsNotRunning', 'guestToolsUnmanaged', 'notRunning'],
    ['', '', 'unknown'],
  ])('Tools %s, %s: %s', (running, version, tools) => {
    expect(only({ 'guest.toolsRunningStatus': running, 'guest.toolsVersionStatus2': version }).tools).toBe(
      tools,
    )
  })

  it('falls back to the configured guest where Tools know none', () => {
    const configured = { 'config.guestId': 'rhel8_64Guest', 'config.guestFullName': 'RHEL 8' }
    expect(only({ ...configured, 'guest.guestId': '', 'guest.guestFullName': '' })).toMatchObject({
      guestId: 'rhel8_64Guest',
      guestName: 'RHEL 8',
    })
  })

  it('sees a TPM by its device, and a template by its mark', () => {
    expect(only({ 'config.hardware.device': [record('VirtualTPM', { key: '11000' })] }).tpm).toBe(true)
    expect(only({ 'config.template': 'true' }).isTemplate).toBe(true)
  })

  it('fits the schema of the model, even where vSphere told nothing', () => {
    const bare = estate.map(({ ref: { type, value } }) => object(type, `${value}-bare`, {}))
    const inventory = project(vm('vm-1', {}), ...bare)
    expect(inventorySchema.parse(inventory)).toEqual(inventory)
  })
})

describe('projecting again', () => {
  const first = vm('vm-1', { name: 'one' })
  const second = vm('vm-2', { name: 'two' })

  it('keeps the VMs that have not changed, also when a datastore has', () => {
    const projector = createProjector()
    const before = projector.project([...estate, first, second], context)
    const fuller = object('Datastore', 'datastore-2', { name: 'new' })
    const after = projector.project([...estate, fuller, first, vm('vm-2', { name: '2' })], context)
    expect(after.vms[0]).toBe(before.vms[0])
    expect(after.vms[1]?.name).toBe('2')
  })

  it('does all VMs again when a folder was renamed', () => {
    const projector = createProjector()
    const inside = vm('vm-3', { name: 'three', parent: ref('Folder', 'group-v10') })
    projector.project([...estate, inside], context)
    const renamed = estate.map((item) =>
      item.ref.value === 'group-v10' ? folder('group-v10', 'Prod', ref('Folder', 'group-v3')) : item,
    )
    expect(projector.project([...renamed, inside], context).vms[0]?.path).toBe('EU/DC1/Prod')
  })
})

describe('propertySets', () => {
  const vmPaths = (version: string) =>
    propertySets(version).find((set) => set.type === 'VirtualMachine')?.paths ?? []

  it.each([
    ['6.5', false],
    ['6.7', true],
    ['7.0.3.0', true],
    ['10.1', true],
    ['', false],
  ])('API %s: TPM asked for is %s', (version, expected) => {
    expect(vmPaths(version).includes('summary.config.tpmPresent')).toBe(expected)
  })
})
