import { describe, expect } from 'vitest'
import { aDatastore, aDisk } from '../../../test/fixtures/inventory.ts'
import { testVmRules } from '../test-support/rule-table.ts'
import { diskRules } from './vm-disks.ts'

const withDisk = (change: Parameters<typeof aDisk>[0]) => ({ vm: { disks: [aDisk(change)] } })
const disks = (count: number) => ({
  vm: { disks: Array.from({ length: count }, (_, i) => aDisk({ key: 2000 + i })) },
})

describe('rules', () => {
  testVmRules(diskRules, {
    'disk-none': {
      fires: [['none', { vm: { disks: [] } }, { category: 'Critical' }]],
      passes: [
        ['a disk', {}],
        ['out of reach', { vm: { disks: [], connectionState: 'inaccessible' } }],
      ],
    },
    'disk-no-datastore': {
      fires: [['no datastore', withDisk({ datastoreId: '' }), { category: 'Critical' }]],
      passes: [['a datastore', {}]],
    },
    'disk-datastore-inaccessible': {
      fires: [
        [
          'not accessible',
          { inventory: { datastores: [aDatastore({ accessible: false })] } },
          { category: 'Critical', message: 'Hard disk 1 lies on gold, which is not accessible.' },
        ],
      ],
      passes: [
        ['accessible', {}],
        ['not in the inventory', { inventory: { datastores: [] } }],
      ],
    },
    'disk-count': {
      fires: [['too many', disks(166), { category: 'Warning' }]],
      passes: [['as many as can be', disks(165)]],
    },
    'disk-independent': {
      fires: [
        [
          'persistent',
          withDisk({ mode: 'independent_persistent' }),
          { applies: 'cold', category: 'Warning' },
        ],
        [
          'not persistent',
          withDisk({ mode: 'independent_nonpersistent' }),
          { message: expect.stringContaining('thrown away') as string },
        ],
      ],
      passes: [['dependent', {}]],
    },
    'disk-independent-warm': {
      fires: [
        [
          'persistent',
          withDisk({ mode: 'independent_persistent' }),
          { applies: 'warm', category: 'Critical' },
        ],
      ],
      passes: [['dependent', {}]],
    },
    'disk-serial': {
      fires: [['shown', { vm: { diskUuidsShown: true } }, { category: 'Information' }]],
      passes: [
        ['not shown', {}],
        ['no SCSI disk', { vm: { diskUuidsShown: true, disks: [aDisk({ bus: 'sata' })] } }],
      ],
    },
    'disk-capacity': {
      fires: [
        ['zero', withDisk({ capacityBytes: 0 }), { category: 'Critical' }],
        ['less than zero', withDisk({ capacityBytes: -1 })],
      ],
      passes: [['some', withDisk({ capacityBytes: 1 })]],
    },
    'disk-rdm': {
      fires: [
        ['physical', withDisk({ rdm: 'physical' }), { category: 'Critical' }],
        ['virtual', withDisk({ rdm: 'virtual' }), { category: 'Warning' }],
        [
          'one of each',
          { vm: { disks: [aDisk({ rdm: 'physical' }), aDisk({ key: 2001, rdm: 'virtual' })] } },
          { category: 'Critical' },
          { category: 'Warning' },
        ],
      ],
      passes: [['a file', {}]],
    },
    'disk-backing': {
      fires: [
        ['in memory', withDisk({ backing: 'VirtualDiskLocalPMemBackingInfo' }), { category: 'Critical' }],
        ['sparse', withDisk({ backing: 'VirtualDiskSeSparseBackingInfo' })],
      ],
      passes: [
        ['flat', {}],
        ['a raw mapping', withDisk({ backing: 'VirtualDiskRawDiskMappingVer1BackingInfo' })],
      ],
      unknown: [['none', withDisk({ backing: '' })]],
    },
  })
})
