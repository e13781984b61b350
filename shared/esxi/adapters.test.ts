import { describe, expect, it } from 'vitest'
import { aHost, aNetwork } from '../../test/fixtures/inventory.ts'
import type { Host } from '../inventory/model.ts'
import { adaptersOf, commonAdapters, linkWords } from './adapters.ts'
import type { Adapter } from './model.ts'

type KernelNic = Host['kernelNics'][number]

function vmk(number: number, change: Partial<KernelNic> = {}): KernelNic {
  return {
    device: `vmk${number}`,
    ip: `10.21.${number}.11`,
    subnetMask: '255.255.255.0',
    mtu: 9000,
    portgroup: 'Storage',
    services: [],
    ...change,
  }
}

const CARDS: Host['physicalNics'] = [
  { device: 'vmnic0', linkMbps: 1_000 },
  { device: 'vmnic1' },
  { device: 'vmnic2', linkMbps: 25_000 },
  { device: 'vmnic3', linkMbps: 10_000 },
]
const standard = (name: string, mtu: number, ...uplinks: string[]) => ({
  name,
  kind: 'standard' as const,
  mtu,
  uplinks,
})
const distributed = (name: string, mtu: number, ...uplinks: string[]) => ({
  name,
  kind: 'distributed' as const,
  mtu,
  uplinks,
})

function adapters(change: Partial<Host>, networks?: Parameters<typeof adaptersOf>[1]): Adapter[] {
  return adaptersOf(aHost({ physicalNics: CARDS, ...change }), networks)
}

describe('adaptersOf', () => {
  it('tells subnet and the speed of the fastest card that has a link', () => {
    expect(
      adapters({
        switches: [standard('vSwitch0', 9000, 'vmnic1', 'vmnic2', 'vmnic0')],
        kernelNics: [vmk(1, { services: ['vSphereBackupNFC'] })],
      }),
    ).toEqual([
      {
        device: 'vmk1',
        ip: '10.21.1.11',
        subnet: '10.21.1.0/24',
        mtu: 9000,
        linkMbps: 25_000,
        portgroup: 'Storage',
        services: ['vSphereBackupNFC'],
        warnings: [],
      },
    ])
  })

  it('finds the switch of a distributed port group, and its name', () => {
    const networks = {
      networks: [aNetwork({ id: 'dvportgroup-7', name: 'NFC', kind: 'distributed', switchId: 'dvs-2' })],
      switches: [
        { id: 'dvs-1', name: 'Slow', mtu: 1500, hostIds: [] },
        { id: 'dvs-2', name: 'Fast', mtu: 9000, hostIds: [] },
      ],
    }
    const host = {
      switches: [
        distributed('Slow', 1500, 'vmnic0'),
        distributed('Fast', 9000, 'vmnic3'),
        standard('vSwitch0', 1500),
      ],
      kernelNics: [vmk(1, { portgroup: 'dvportgroup-7' })],
    }
    expect(adapters(host, networks)).toMatchObject([{ portgroup: 'NFC', linkMbps: 10_000, warnings: [] }])
    const [unknown] = adapters(host)
    expect(unknown).toMatchObject({
      portgroup: 'dvportgroup-7',
      warnings: ['How fast the network cards behind vmk1 are is not known.'],
    })
    expect(unknown).not.toHaveProperty('linkMbps')
  })

  it('takes what all switches agree on where it may be any of them', () => {
    const agreeing = [standard('vSwitch0', 9000, 'vmnic3'), standard('vSwitch1', 9000, 'vmnic3')]
    expect(adapters({ switches: agreeing, kernelNics: [vmk(1)] })[0]?.linkMbps).toBe(10_000)
    const differing = [standard('vSwitch0', 9000, 'vmnic0'), standard('vSwitch1', 9000, 'vmnic3')]
    expect(adapters({ switches: differing, kernelNics: [vmk(1)] })[0]?.linkMbps).toBe(undefined)
    expect(adapters({ switches: [], kernelNics: [vmk(1)] })[0]?.linkMbps).toBe(undefined)
  })

  it.each<[string, Partial<KernelNic>, ReturnType<typeof standard>, string[]]>([
    [
      'slow cards',
      {},
      standard('vSwitch0', 9000, 'vmnic0'),
      ['vmk1 has 1 Gbit/s behind it; a network for disk copies should have 10 Gbit/s.'],
    ],
    ['no link', {}, standard('vSwitch0', 9000, 'vmnic1'), ['No network card behind vmk1 has a link.']],
    ['no cards', {}, standard('vSwitch0', 9000), ['No network card behind vmk1 has a link.']],
    [
      'small frames',
      { mtu: 1500 },
      standard('vSwitch0', 9000, 'vmnic3'),
      ['vmk1 has an MTU of 1500; a network for disk copies should have jumbo frames of 9000.'],
    ],
    [
      'frames just too small',
      { mtu: 8999 },
      standard('vSwitch0', 9000, 'vmnic3'),
      [expect.stringContaining('8999')],
    ],
    [
      'a switch with smaller frames',
      {},
      standard('vSwitch0', 1500, 'vmnic3'),
      ['vmk1 has an MTU of 9000, and its switch one of 1500: larger frames are lost.'],
    ],
    ['an unknown MTU', { mtu: 0 }, standard('vSwitch0', 9000, 'vmnic3'), ['The MTU of vmk1 is not known.']],
  ])('warns of %s', (_what, change, hostSwitch, warnings) => {
    expect(adapters({ switches: [hostSwitch], kernelNics: [vmk(1, change)] })[0]?.warnings).toEqual(warnings)
  })

  it('leaves out adapters without an address, and sorts by number', () => {
    const kernelNics = [vmk(10), vmk(2), vmk(0, { ip: '' })]
    expect(adapters({ kernelNics }).map(({ device }) => device)).toEqual(['vmk2', 'vmk10'])
  })

  it('has no subnet where there is no mask', () => {
    expect(adapters({ kernelNics: [vmk(1, { subnetMask: '' })] })[0]?.subnet).toBe('')
  })
})

describe('commonAdapters', () => {
  const adapter = (change: Partial<Adapter> = {}): Adapter => ({
    device: 'vmk1',
    ip: '10.21.0.11',
    subnet: '10.21.0.0/24',
    mtu: 9000,
    linkMbps: 10_000,
    portgroup: 'NFC',
    services: ['vmotion', 'vSphereBackupNFC'],
    warnings: [],
    ...change,
  })

  it('offers what all have, and the least of what they have', () => {
    const slow = adapter({
      mtu: 1500,
      linkMbps: 1_000,
      services: ['vSphereBackupNFC'],
      warnings: ['Slow.', 'Small.'],
    })
    expect(
      commonAdapters([
        { adapters: [adapter({ device: 'vmk0' }), adapter({ warnings: ['Small.'] })] },
        { adapters: [slow, adapter({ device: 'vmk7' })] },
      ]),
    ).toEqual([
      {
        device: 'vmk1',
        subnets: ['10.21.0.0/24'],
        portgroups: ['NFC'],
        mtu: 1500,
        linkMbps: 1_000,
        services: ['vSphereBackupNFC'],
        warnings: ['Small.', 'Slow.'],
      },
    ])
  })

  it('says that an adapter is in other subnets elsewhere', () => {
    const [common] = commonAdapters([
      { adapters: [adapter()] },
      { adapters: [adapter({ subnet: '10.22.0.0/24', portgroup: 'Other' })] },
    ])
    expect(common?.portgroups).toEqual(['NFC', 'Other'])
    expect(common?.warnings).toEqual([
      'vmk1 is not in the same subnet everywhere: 10.21.0.0/24, 10.22.0.0/24.',
    ])
  })

  it('does not know the slowest speed while one is unknown', () => {
    const { linkMbps: _, ...unknown } = adapter()
    expect(commonAdapters([{ adapters: [adapter()] }, { adapters: [unknown] }])[0]?.linkMbps).toBe(undefined)
  })

  it('offers nothing to no host, and nothing where one host has none', () => {
    expect(commonAdapters([])).toEqual([])
    expect(commonAdapters([{ adapters: [adapter()] }, { adapters: [] }])).toEqual([])
  })
})

describe('linkWords', () => {
  it.each([
    [100, '100 Mbit/s'],
    [1_000, '1 Gbit/s'],
    [2_500, '2.5 Gbit/s'],
    [100_000, '100 Gbit/s'],
  ])('%i: %s', (mbps, words) => {
    expect(linkWords(mbps)).toBe(words)
  })
})
