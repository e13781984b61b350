import { describe } from 'vitest'
import { aDisk, aNic, aPlan } from '../../../test/fixtures/inventory.ts'
import { testVmRules } from '../test-support/rule-table.ts'
import { planRules } from './vm-plan.ts'

const plan = aPlan()
const nics = (...networkIds: (string | undefined)[]) => ({
  networkIds: networkIds.flatMap((id) => id ?? []),
  nics: networkIds.map((networkId, i) =>
    aNic({ key: 4000 + i, label: `Network adapter ${i + 1}`, networkId }),
  ),
})

describe('rules', () => {
  testVmRules(planRules, {
    'plan-network-unmapped': {
      parts: { plan },
      fires: [
        ['another network', { vm: nics('network-1', 'network-2') }, { category: 'Critical' }],
        ['a network without a card', { vm: { networkIds: ['network-2'] } }],
      ],
      passes: [
        ['mapped', {}],
        ['no network', { vm: nics() }],
      ],
    },
    'plan-storage-unmapped': {
      parts: { plan },
      fires: [
        [
          'another datastore',
          { vm: { disks: [aDisk({ datastoreId: 'datastore-2' })] } },
          { category: 'Critical' },
        ],
        [
          'a row without a class',
          { parts: { plan: aPlan({ storageMap: [{ sourceId: 'datastore-1', storageClass: '' }] }) } },
        ],
        [
          'two disks there: said once',
          {
            vm: {
              disks: [
                aDisk({ datastoreId: 'datastore-2' }),
                aDisk({ key: 2001, datastoreId: 'datastore-2' }),
              ],
            },
          },
        ],
      ],
      passes: [
        ['mapped', {}],
        [
          'no datastore at all, of which another rule speaks',
          { vm: { disks: [aDisk({ datastoreId: '' })] } },
        ],
      ],
    },
    'pod-network-twice': {
      parts: { plan },
      fires: [['two cards', { vm: nics('network-1', 'network-1') }, { category: 'Critical' }]],
      passes: [
        ['one card', {}],
        ['one card there, one nowhere', { vm: nics('network-1', undefined) }],
        [
          'ignored',
          {
            vm: nics('network-1', 'network-1'),
            parts: { plan: aPlan({ networkMap: [{ sourceId: 'network-1', target: { kind: 'ignored' } }] }) },
          },
        ],
      ],
    },
  })
})
