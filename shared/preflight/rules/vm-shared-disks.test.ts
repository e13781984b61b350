import { describe, expect } from 'vitest'
import { aDisk, aVm } from '../../../test/fixtures/inventory.ts'
import { testVmRules } from '../test-support/rule-table.ts'
import { sharedDiskRules } from './vm-shared-disks.ts'

/** Has the disk of the VM that is judged, too. */
const twin = aVm({ id: 'vm-2', name: 'twin' })
const other = aVm({ id: 'vm-3', name: 'other', disks: [aDisk({ file: '[gold] other/other.vmdk' })] })
const controller = (sharedBus: string) => [
  { key: 1000, kind: 'VirtualLsiLogicSASController', busNumber: 0, sharedBus },
]
const lun = (id: string, file: string, lunUuid: string) =>
  aVm({ id, name: id, disks: [aDisk({ file, rdm: 'physical', lunUuid })] })

describe('rules', () => {
  testVmRules(sharedDiskRules, {
    'disk-shared': {
      fires: [
        [
          'the file of another VM',
          { others: [twin] },
          { category: 'Warning', message: 'Hard disk 1 is also a disk of twin.' },
        ],
        [
          'of many',
          { others: Array.from({ length: 8 }, (_, i) => aVm({ id: `vm-${i + 2}`, name: `n${i}` })) },
          { message: expect.stringContaining('n4 and 3 more') as string },
        ],
        [
          'multi-writer, and nobody else has it',
          { vm: { disks: [aDisk({ shared: true })] } },
          { category: 'Warning', id: 'disk-shared:vm-1:2000' },
        ],
        [
          'multi-writer, and the LUN of another VM by another file',
          {
            vm: { disks: [aDisk({ file: '[a] one.vmdk', shared: true, lunUuid: 'naa.1' })] },
            others: [lun('vm-2', '[a] two.vmdk', 'naa.1')],
          },
          { message: 'Hard disk 1 is also a disk of vm-2.' },
        ],
      ],
      passes: [
        ['alone', { others: [other] }],
        ['the same file twice in one VM', { vm: { disks: [aDisk(), aDisk({ key: 2001 })] } }],
      ],
    },
    'disk-shared-warm': {
      fires: [
        ['the file of another VM', { others: [twin] }, { category: 'Critical', applies: 'warm' }],
        ['multi-writer', { vm: { disks: [aDisk({ shared: true })] } }],
      ],
      passes: [['alone', { others: [other] }]],
    },
    'disk-shared-running': {
      fires: [
        ['both run', { others: [twin] }, { category: 'Critical', applies: 'cold' }],
        [
          'only the other runs',
          { vm: { powerState: 'poweredOff' }, others: [twin] },
          { message: 'Hard disk 1 is shared, and not all of its VMs are off: twin.' },
        ],
        [
          'the other is suspended',
          { vm: { powerState: 'poweredOff' }, others: [{ ...twin, powerState: 'suspended' }] },
        ],
      ],
      passes: [
        ['all off', { vm: { powerState: 'poweredOff' }, others: [{ ...twin, powerState: 'poweredOff' }] }],
        ['alone', { others: [other] }],
      ],
    },
    'shared-storage-hidden': {
      fires: [
        [
          'a shared bus',
          { vm: { controllers: controller('physicalSharing'), disks: [aDisk({ shared: true })] } },
          { category: 'Critical', id: 'shared-storage-hidden:vm-1:bus-1000' },
        ],
        ['a virtually shared bus', { vm: { controllers: controller('virtualSharing') } }],
        [
          'one LUN behind two files',
          {
            vm: { disks: [aDisk({ rdm: 'physical', lunUuid: '0200' })] },
            others: [lun('vm-2', '[gold] b/b.vmdk', '0200')],
          },
          { category: 'Critical', id: 'shared-storage-hidden:vm-1:lun-2000' },
        ],
      ],
      passes: [
        ['nothing shared', { others: [other] }],
        ['multi-writer with a twin', { vm: { disks: [aDisk({ shared: true })] }, others: [twin] }],
        [
          'two LUNs',
          {
            vm: { disks: [aDisk({ rdm: 'physical', lunUuid: '0200' })] },
            others: [lun('vm-2', '[gold] b/b.vmdk', '0300')],
          },
        ],
      ],
    },
  })
})
