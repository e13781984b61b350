import { describe, expect, it } from 'vitest'
import { aPlan } from '../../../test/fixtures/inventory.ts'
import type { Vm } from '../../inventory/model.ts'
import { testVmRules } from '../test-support/rule-table.ts'
import { depthOf, snapshotRules } from './vm-snapshots.ts'

const snapshot = {
  id: 'snapshot-1',
  name: 'before',
  createdAt: '2026-01-01T00:00:00Z',
  quiesced: false,
  current: true,
}
const snapshots = { snapshotCount: 1, snapshots: [snapshot] }

const chain = (depth: number): Vm['snapshots'] =>
  Array.from({ length: depth }, (_, at) => ({
    id: `s-${at}`,
    name: `s-${at}`,
    createdAt: '',
    quiesced: false,
    current: false,
    ...(at > 0 && { parentId: `s-${at - 1}` }),
  }))

describe('rules', () => {
  testVmRules(snapshotRules, {
    'snapshot-present': {
      fires: [['a snapshot', { vm: snapshots }, { category: 'Information', applies: 'cold' }]],
      passes: [['none', {}]],
    },
    'snapshot-present-warm': {
      fires: [['a snapshot', { vm: snapshots }, { category: 'Critical', applies: 'warm' }]],
      passes: [['none', {}]],
    },
    'snapshot-consolidation': {
      fires: [['needed', { vm: { consolidationNeeded: true } }, { category: 'Warning' }]],
      passes: [['not needed', {}]],
    },
    'snapshot-budget': {
      fires: [['deep', { vm: { snapshots: chain(28) } }, { category: 'Warning', applies: 'warm' }]],
      passes: [
        ['not so deep', { vm: { snapshots: chain(27) } }],
        ['wide', { vm: { snapshots: chain(40).map(({ parentId: _parent, ...one }) => one) } }],
        ['deep, for a cold plan', { vm: { snapshots: chain(28) }, parts: { plan: aPlan() } }],
      ],
      unknown: [
        [
          'many, in an order that is not told',
          { vm: { snapshots: chain(28) }, inventory: { unknown: ['vms.snapshots.parentId'] } },
          { category: 'Warning' },
        ],
      ],
    },
  })
})

it('counts a chain once where it bites its tail', () => {
  const ring = chain(3).map((one) => (one.id === 's-0' ? { ...one, parentId: 's-2' } : one))
  expect(depthOf(ring)).toBe(3)
})
