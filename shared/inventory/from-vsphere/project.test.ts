import { describe, expect, it } from 'vitest'
import { createProjector } from './project.ts'
import { propertySets } from './properties.ts'
import {
  card,
  context,
  estate,
  folder,
  object,
  only,
  project,
  record,
  ref,
  vm,
} from './test-support/estate.ts'

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
