import { describe, expect, it } from 'vitest'
import { aDisk, anInventory, aVm } from '../../../test/fixtures/inventory.ts'
import { createFacts, evaluate } from '../engine.ts'
import { testVmRules } from '../test-support/rule-table.ts'
import { changeTrackingRules, diskChangeTrackingOff } from './vm-change-tracking.ts'

describe('rules', () => {
  testVmRules(changeTrackingRules, {
    'change-tracking-off': {
      fires: [['off', { vm: { changeTracking: false } }, { category: 'Critical', applies: 'warm' }]],
      passes: [['on', {}]],
      unknown: [
        [
          'no configuration',
          { vm: { changeTracking: false, hardwareVersion: '', connectionState: 'inaccessible' } },
        ],
      ],
    },
    'disk-change-tracking-off': {
      fires: [
        [
          'one unit number on two controllers',
          {
            vm: {
              disks: [
                aDisk({ changeTracking: false }),
                aDisk({ key: 2016, controllerKey: 1001, changeTracking: false }),
              ],
              controllers: [
                { key: 1000, kind: 'ParaVirtualSCSIController', busNumber: 0, sharedBus: 'noSharing' },
                { key: 1001, kind: 'ParaVirtualSCSIController', busNumber: 1, sharedBus: 'noSharing' },
              ],
            },
          },
          { evidence: [{ property: 'config.extraConfig[scsi0:0.ctkEnabled]', value: 'false' }] },
          { evidence: [{ property: 'config.extraConfig[scsi1:0.ctkEnabled]', value: 'false' }] },
        ],
      ],
      passes: [
        ['on', {}],
        [
          'off for the whole VM',
          { vm: { changeTracking: false, disks: [aDisk({ changeTracking: false })] } },
        ],
        [
          'independent',
          { vm: { disks: [aDisk({ changeTracking: false, mode: 'independent_persistent' })] } },
        ],
        ['raw', { vm: { disks: [aDisk({ changeTracking: false, rdm: 'physical' })] } }],
      ],
    },
    'hardware-version': {
      fires: [
        ['without change tracking', { vm: { hardwareVersion: 'vmx-04' } }, { category: 'Critical' }],
        ['old', { vm: { hardwareVersion: 'vmx-09' } }, { category: 'Information' }],
        [
          'the first with change tracking',
          { vm: { hardwareVersion: 'vmx-07' } },
          { category: 'Information' },
        ],
      ],
      passes: [
        ['new', {}],
        ['just new enough', { vm: { hardwareVersion: 'vmx-10' } }],
        ['a bare number', { vm: { hardwareVersion: '21' } }],
      ],
      unknown: [['nothing told', { vm: { hardwareVersion: '' } }, { category: 'Warning' }]],
    },
    'fault-tolerance': {
      fires: [['on', { vm: { faultTolerance: true } }, { category: 'Warning', applies: 'cold' }]],
      passes: [['off', {}]],
    },
    'fault-tolerance-warm': {
      fires: [['on', { vm: { faultTolerance: true } }, { category: 'Critical', applies: 'warm' }]],
      passes: [['off', {}]],
    },
  })
})

it('names the options of exactly the disks that lack them', () => {
  const vm = aVm({ name: "it's $1", disks: [aDisk({ changeTracking: false, unitNumber: 3 })] })
  const [finding] = [...evaluate([diskChangeTrackingOff], createFacts(anInventory({ vms: [vm] })))].flat()
  expect(finding?.commands.map(({ command }) => command)).toEqual([
    `govc vm.change -vm 'it'\\''s $1' -e scsi0:3.ctkEnabled=true`,
    `govc snapshot.create -vm 'it'\\''s $1' -m=false palletjack-cbt`,
    `govc snapshot.remove -vm 'it'\\''s $1' palletjack-cbt`,
  ])
})
