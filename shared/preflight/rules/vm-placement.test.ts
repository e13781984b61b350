import { describe } from 'vitest'
import type { ClusterRule } from '../../inventory/model.ts'
import { aCluster } from '../../../test/fixtures/inventory.ts'
import { testVmRules, type Situation } from '../test-support/rule-table.ts'
import { placementRules } from './vm-placement.ts'

function bound(change: Partial<ClusterRule>): Situation {
  const rule: ClusterRule = {
    name: 'licensed',
    kind: 'vmsToHosts',
    enabled: true,
    mandatory: true,
    vmIds: ['vm-1'],
    hostIds: ['host-1'],
    ...change,
  }
  return { inventory: { clusters: [aCluster({ rules: [rule, { ...rule, name: 'second', vmIds: [] }] })] } }
}

describe('rules', () => {
  testVmRules(placementRules, {
    'host-affinity': {
      fires: [
        [
          'bound',
          bound({}),
          { category: 'Warning', message: 'The rule licensed of prod binds it to 1 host.' },
        ],
        ['should run there', bound({ mandatory: false })],
      ],
      passes: [
        ['no rule', {}],
        ['switched off', bound({ enabled: false })],
        ['about other VMs', bound({ vmIds: ['vm-2'] })],
        ['about VMs alone', bound({ kind: 'apart' })],
      ],
    },
  })
})
