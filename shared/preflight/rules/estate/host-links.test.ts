import { describe, expect, it } from 'vitest'
import type { Inventory } from '../../../inventory/model.ts'
import { adapter, distributed, links, vSwitch } from './test-support/hosts.ts'
import { outcome } from './test-support/judge.ts'

const jumbo = { kernelNics: [adapter({ mtu: 9000 })] }

describe('the adapter for disk data', () => {
  it.each<[string, string, Partial<Inventory>, string]>([
    ['migration-network-mtu', 'is small everywhere', links({}), 'found Information'],
    ['migration-network-mtu', 'is large everywhere', links({ ...jumbo, switches: [vSwitch(9000)] }), ''],
    ['migration-network-mtu', 'is larger than its switch', links(jumbo), 'found Warning'],
    ['migration-network-mtu', 'is tagged, on a distributed switch', distributed, ''],
    ['migration-network-mtu', 'is not there', links({ kernelNics: [] }), 'unknown Warning'],
    [
      'migration-network-mtu',
      'cannot be told',
      { ...links({}), unknown: ['hosts.kernelNics.services'] },
      'unknown Warning',
    ],
    ['migration-network-speed', 'is fast', links({}), ''],
    [
      'migration-network-speed',
      'is slow',
      links({ physicalNics: [{ device: 'vmnic0', linkMbps: 1000 }] }),
      'found Warning',
    ],
    [
      'migration-network-speed',
      'has no link',
      links({ physicalNics: [{ device: 'vmnic0' }] }),
      'found Warning',
    ],
    ['migration-network-speed', 'has unknown uplinks', links({ physicalNics: [] }), 'unknown Warning'],
    ['migration-network-speed', 'is tagged, on a fast switch beside a slow one', distributed, ''],
    ['nfc-adapter', 'is the one for management', links({}), ''],
    [
      'nfc-adapter',
      'cannot be told',
      { ...distributed, unknown: ['hosts.kernelNics.services'] },
      'unknown Warning',
    ],
    ['nfc-adapter', 'is another one, and nobody tried it', distributed, 'found Warning'],
  ])('%s: one that %s', (rule, _, change, expected) => {
    expect(outcome(rule, change)).toBe(expected)
  })
})
