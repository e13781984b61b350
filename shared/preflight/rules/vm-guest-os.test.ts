import { describe } from 'vitest'
import type { Vm } from '../../inventory/model.ts'
import { testVmRules, type Situation } from '../test-support/rule-table.ts'
import { guestOsRules } from './vm-guest-os.ts'

function os(guestId: string, guestName: string, change: Partial<Vm> = {}): Situation {
  return {
    vm: { guestId, guestName, configuredGuestId: guestId, configuredGuestName: guestName, ...change },
  }
}

const root = { path: '/', capacityBytes: 2 ** 36, freeBytes: 2 ** 35, fileSystem: 'xfs' }
const xfs = [root]
const rhel7 = ['rhel7_64Guest', 'Red Hat Enterprise Linux 7 (64-bit)'] as const
const freeBsd = os('freebsd13_64Guest', 'FreeBSD 13 (64-bit)')
const windows10 = os('windows9_64Guest', 'Microsoft Windows 10 (64-bit)')
const nobody = os('otherGuest64', 'Other (64-bit)')

describe('rules', () => {
  testVmRules(guestOsRules, {
    'guest-os-conversion': {
      fires: [
        ['FreeBSD', freeBsd, { category: 'Critical' }],
        ['Photon OS', os('vmwarePhoton64Guest', 'VMware Photon OS (64-bit)')],
      ],
      passes: [
        ['Red Hat Enterprise Linux 9', {}],
        ['Windows 10', windows10],
      ],
      unknown: [['another system', nobody, { category: 'Warning' }]],
    },
    'guest-os-support': {
      fires: [
        [
          'supported by its vendor',
          os('sles15_64Guest', 'SUSE Linux Enterprise 15 (64-bit)'),
          { category: 'Warning' },
        ],
        ['by its community', os('debian12_64Guest', 'Debian GNU/Linux 12 (64-bit)')],
        ['by nobody', os('centos7_64Guest', 'CentOS 7 (64-bit)')],
      ],
      passes: [
        ['certified', {}],
        ['certified, with an id that looks like another release', windows10],
        ['certified, whatever Tools call it', os('windows2019srv_64Guest', 'Some Windows')],
        ['not converted, of which another rule speaks', freeBsd],
      ],
      unknown: [['another system', nobody]],
    },
    'guest-os-upgrade': {
      fires: [['CentOS 7', os('centos7_64Guest', 'CentOS 7 (64-bit)'), { category: 'Information' }]],
      passes: [['Red Hat Enterprise Linux 9', {}]],
    },
    'guest-xfs-v4': {
      fires: [
        ['release 7', os(...rhel7, { guestDisks: xfs }), { category: 'Warning' }],
        [
          'an id for many releases, by name',
          os('centos64Guest', 'CentOS 4/5 or later (64-bit)', { guestDisks: xfs }),
        ],
      ],
      passes: [
        ['release 9', { vm: { guestDisks: xfs } }],
        ['another file system', os(...rhel7, { guestDisks: [{ ...root, fileSystem: 'ext4' }] })],
        ['another family', os('debian12_64Guest', 'Debian GNU/Linux 12 (64-bit)', { guestDisks: xfs })],
      ],
      unknown: [['no file system told', os(...rhel7, { guestDisks: [] })]],
    },
  })
})
