import { describe } from 'vitest'
import type { GuestDisk, GuestNic } from '../../inventory/model.ts'
import { testVmRules } from '../test-support/rule-table.ts'
import { guestRules } from './vm-guest.ts'

const MIB = 2 ** 20

function aGuestDisk(path: string, freeMib: number, change: Partial<GuestDisk> = {}): GuestDisk {
  return {
    path,
    capacityBytes: 1000 * MIB,
    freeBytes: freeMib * MIB,
    fileSystem: 'xfs',
    diskKey: 2000,
    ...change,
  }
}

const withDisks = (...guestDisks: GuestDisk[]) => ({ vm: { guestDisks } })
const onWindows = (...guestDisks: GuestDisk[]) => ({ vm: { guestFamily: 'windowsGuest', guestDisks } })

function aCard(change: Partial<GuestNic> = {}): GuestNic {
  return {
    deviceKey: 4000,
    mac: '00:50:56:00:00:01',
    network: 'VM Network',
    addresses: [{ ip: '192.0.2.10', prefixLength: 24, origin: 'manual' }],
    dns: [],
    ...change,
  }
}

describe('rules', () => {
  testVmRules(guestRules, {
    'guest-free-space': {
      fires: [
        ['root', withDisks(aGuestDisk('/', 99)), { category: 'Critical' }],
        ['nothing at all', withDisks(aGuestDisk('/', 0))],
        ['boot', withDisks(aGuestDisk('/boot', 49))],
        ['C:', withDisks(aGuestDisk('C:\\', 99))],
        ['c: without a backslash', withDisks(aGuestDisk('c:', 99))],
        ['c:/', withDisks(aGuestDisk('c:/', 99))],
        [
          'two of three',
          withDisks(aGuestDisk('/', 1), aGuestDisk('/data', 9), aGuestDisk('/home', 10)),
          { id: 'guest-free-space:vm-1:/' },
          { id: 'guest-free-space:vm-1:/data' },
        ],
      ],
      passes: [
        ['just enough', withDisks(aGuestDisk('/', 100), aGuestDisk('/boot', 50), aGuestDisk('D:\\', 10))],
        ['an image', withDisks(aGuestDisk('/snap/core', 0, { fileSystem: 'squashfs' }))],
        ['a CD', withDisks(aGuestDisk('/media', 0, { fileSystem: 'ISO9660' }))],
      ],
      unknown: [['no file system told', {}, { category: 'Warning' }]],
    },
    'guest-disk-mapping': {
      fires: [
        [
          'a letter without a disk',
          onWindows(aGuestDisk('C:\\', 500), aGuestDisk('D:\\', 500, { diskKey: undefined })),
          { category: 'Information', id: 'guest-disk-mapping:vm-1:D:\\' },
        ],
        [
          'old Windows, by id',
          {
            vm: {
              guestFamily: '',
              guestId: 'winNetStandardGuest',
              guestDisks: [aGuestDisk('C:\\', 500, { diskKey: undefined })],
            },
          },
        ],
      ],
      passes: [
        ['all tied', onWindows(aGuestDisk('C:\\', 500))],
        ['Linux', withDisks(aGuestDisk('/', 500, { diskKey: undefined }))],
        [
          'macOS, whose id has "win" in it',
          {
            vm: {
              guestFamily: 'darwinGuestFamily',
              guestId: 'darwin20_64Guest',
              guestDisks: [aGuestDisk('/', 500, { diskKey: undefined })],
            },
          },
        ],
      ],
      unknown: [['no file system told', onWindows()]],
    },
    'guest-host-name-empty': {
      fires: [['empty while Tools run', { vm: { guestHostName: '' } }, { category: 'Warning' }]],
      passes: [['a name', {}]],
      unknown: [['Tools never told', { vm: { guestHostName: '', tools: 'notInstalled' } }]],
    },
    'guest-host-name-default': {
      fires: [
        ['the usual default', { vm: { guestHostName: 'localhost.localdomain' } }, { category: 'Warning' }],
        ['the short one', { vm: { guestHostName: 'localhost' } }],
        ['that of IPv6', { vm: { guestHostName: 'localhost6.localdomain6' } }],
      ],
      passes: [
        ['a name', {}],
        ['none', { vm: { guestHostName: '' } }],
      ],
    },
    'guest-ip-missing': {
      fires: [['none while Tools run', { vm: { ipAddresses: [] } }, { category: 'Warning' }]],
      passes: [
        ['an address', {}],
        ['no card', { vm: { ipAddresses: [], nics: [] } }],
      ],
      unknown: [['Tools never told', { vm: { ipAddresses: [], tools: 'notRunning' } }]],
    },
    'guest-mac-foreign': {
      fires: [
        [
          'a MAC address that no card has',
          { vm: { guestNics: [aCard(), aCard({ mac: '02:00:00:00:00:09' })] } },
          { id: 'guest-mac-foreign:vm-1:02:00:00:00:00:09' },
        ],
      ],
      passes: [
        ['its own', { vm: { guestNics: [aCard()] } }],
        [
          'a bridge of the guest',
          { vm: { guestNics: [aCard({ deviceKey: undefined, mac: '02:42:00:00:00:01' })] } },
        ],
        ['no address there', { vm: { guestNics: [aCard({ mac: '02:00:00:00:00:09', addresses: [] })] } }],
        ['no address known', { vm: { ipAddresses: [], guestNics: [] } }],
        ['no card', { vm: { nics: [] } }],
      ],
      unknown: [['addresses without cards', { vm: { ipAddresses: ['192.0.2.10'], guestNics: [] } }]],
    },
  })
})
