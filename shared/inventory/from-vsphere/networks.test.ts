import { describe, expect, it } from 'vitest'
import { card, object, only, project, record, ref } from './test-support/estate.ts'

describe('networks', () => {
  it('tells VLANs, trunks, switch and policy where there are, and hides uplinks', async () => {
    expect((await project()).networks).toEqual([
      { id: 'network-1', name: 'DMZ', kind: 'standard', vlan: 77, vlanTrunk: '' },
      { id: 'network-2', name: 'VM Network', kind: 'standard', vlanTrunk: '' },
      {
        id: 'dvportgroup-1',
        name: 'Prod',
        parentId: 'datacenter-2',
        kind: 'distributed',
        vlan: 120,
        vlanTrunk: '',
        switchId: 'dvs-1',
        promiscuous: true,
        forgedTransmits: true,
        macChanges: false,
      },
      { id: 'dvportgroup-2', name: 'Trunk', kind: 'distributed', vlanTrunk: '0-4094' },
      { id: 'network-o1', name: 'nsx-seg', kind: 'opaque', vlanTrunk: '' },
    ])
  })

  it('takes the newer place of the policy where the older one says nothing', async () => {
    const policy = record('M', { allowPromiscuous: 'true', macChanges: 'false' })
    const { networks } = await project(
      object('DistributedVirtualPortgroup', 'dvportgroup-9', {
        'config.defaultPortConfig': record('P', { macManagementPolicy: policy }),
      }),
    )
    const found = networks.find(({ id }) => id === 'dvportgroup-9')
    expect(found).toMatchObject({ promiscuous: true, macChanges: false })
    expect(found).not.toHaveProperty('forgedTransmits')
  })

  it('a standard port group with VLAN 4095 and a port group with ranges are trunks', async () => {
    const group = record('HostPortGroup', { spec: record('S', { name: 'Guest VLANs', vlanId: '4095' }) })
    const ranges = [record('R', { start: '100', end: '100' }), record('R', { start: '200', end: '299' })]
    const { networks } = await project(
      object('HostSystem', 'host-9', { 'config.network.portgroup': [group] }),
      object('Network', 'network-9', { name: 'Guest VLANs', host: ref('HostSystem', 'host-9') }),
      object('DistributedVirtualPortgroup', 'dvportgroup-9', {
        name: 'Ranges',
        'config.defaultPortConfig': record('P', { vlan: record('V', { vlanId: ranges }) }),
      }),
    )
    expect(networks.find(({ id }) => id === 'network-9')).toMatchObject({ vlanTrunk: '0-4094' })
    expect(networks.find(({ id }) => id === 'network-9')).not.toHaveProperty('vlan')
    expect(networks.find(({ id }) => id === 'dvportgroup-9')?.vlanTrunk).toBe('100,200-299')
  })

  it.each([
    [record('B', { network: ref('Network', 'network-1'), deviceName: 'DMZ' }), 'network-1'],
    [record('B', { port: record('P', { portgroupKey: 'dvportgroup-key-1' }) }), 'dvportgroup-1'],
    [record('B', { opaqueNetworkId: 'seg-uuid', opaqueNetworkType: 'nsx.LogicalSwitch' }), 'network-o1'],
    [record('B', { network: ref('Network', 'network-99') }), undefined],
    [record('B', { port: record('P', { portgroupKey: 'gone' }) }), undefined],
    [record('B', { deviceName: 'DMZ' }), undefined],
  ])('finds the network of a card %#', async (backing, expected) => {
    const { nics } = await only({ 'config.hardware.device': [card(backing)] })
    expect(nics[0]?.networkId).toBe(expected)
  })
})
