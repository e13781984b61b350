/** What the guest tells: its file systems, its name, its addresses. */
import type { GuestDisk, GuestNic, Vm } from '../../inventory/model.ts'
import { formatBytes } from '../../units.ts'
import { govc, govcVm, inGuest } from '../commands.ts'
import { DOCS } from '../docs.ts'
import { eachHit, fact, hit, NONE, unknownHit } from '../hits.ts'
import { rule, type Hit } from '../rule.ts'

const MIB = 2 ** 20
const RUN_ONCE = 'Let the VM run with VMware Tools once, and read the inventory again.'

/** What virt-v2v wants free before it writes into a guest (virt-v2v(1), "Minimum free space"). */
const ROOT_FREE = 100 * MIB
const BOOT_FREE = 50 * MIB
const OTHER_FREE = 10 * MIB

/** File systems that are always full, and that nobody writes into. */
const ALWAYS_FULL: ReadonlySet<string> = new Set(['iso9660', 'squashfs', 'overlay', 'tmpfs', 'udf', 'cdfs'])

/** One list for all VMs: of an estate whose Tools tell nothing each has it. */
const FULLNESS_UNKNOWN = unknownHit('How full its file systems are is not known.', 'guest.disk', {
  category: 'Warning',
  remedy: RUN_ONCE,
})

const guestFreeSpace = rule({
  id: 'guest-free-space',
  scope: 'vm',
  category: 'Critical',
  question: 'Is there room in each file system for the conversion?',
  applies: 'both',
  catalogue: ['guest-free-space-low'],
  docs: DOCS.v2v,
  needs: ['vms.guestDisks.freeBytes'],
  remedy: 'Free space in that file system. virt-v2v also needs 100 free inodes in each.',
  evaluate: (vm, facts) =>
    vm.guestDisks.length === 0 ? FULLNESS_UNKNOWN : eachHit(vm.guestDisks, isTooFull, tooFull, vm, facts),
})

/** Nothing free at all counts too: Forklift takes that for "not told". */
function isTooFull(disk: GuestDisk): boolean {
  return disk.freeBytes < ROOT_FREE && disk.freeBytes < neededBytes(disk) && !isAlwaysFull(disk)
}

function isAlwaysFull({ fileSystem }: GuestDisk): boolean {
  return fileSystem !== '' && ALWAYS_FULL.has(fileSystem.toLowerCase())
}

function neededBytes({ path }: GuestDisk): number {
  if (path === '/') return ROOT_FREE
  if (path === '/boot') return BOOT_FREE
  const drive = path.length <= 3 ? path.toLowerCase() : ''
  return drive === 'c:' || drive === 'c:\\' || drive === 'c:/' ? ROOT_FREE : OTHER_FREE
}

function tooFull(disk: GuestDisk): Hit {
  const needed = formatBytes(neededBytes(disk))
  return {
    part: disk.path,
    message: `${disk.path} has ${formatBytes(disk.freeBytes)} free; the conversion needs ${needed}.`,
    evidence: [
      fact(
        `guest.disk[${disk.path}].freeSpace`,
        `${formatBytes(disk.freeBytes)} of ${formatBytes(disk.capacityBytes)}`,
      ),
    ],
    commands: [inGuest('df -h; df -i'), inGuest('Get-Volume')],
  }
}

const guestDiskMapping = rule({
  id: 'guest-disk-mapping',
  scope: 'vm',
  category: 'Information',
  question: 'Can each drive letter be tied to a virtual disk?',
  applies: 'both',
  catalogue: ['guest-disk-mapping-missing'],
  docs: DOCS.guestInfo,
  needs: ['vms.guestDisks.diskKey'],
  remedy: 'Update VMware Tools (vSphere 7.0 or later), or use no drive letter in names of claims.',
  evaluate(vm, facts) {
    if (!isWindows(vm)) return NONE
    if (vm.guestDisks.length === 0)
      return unknownHit('Its drive letters are not known.', 'guest.disk', { remedy: RUN_ONCE })
    return eachHit(vm.guestDisks, isUnmapped, unmappedDisk, vm, facts)
  },
})

function isUnmapped(disk: GuestDisk): boolean {
  return disk.diskKey === undefined && !isAlwaysFull(disk)
}

function unmappedDisk(disk: GuestDisk): Hit {
  return {
    part: disk.path,
    message: `Tools do not tell on which virtual disk ${disk.path} is.`,
    evidence: [fact(`guest.disk[${disk.path}].mappings`, 'none')],
  }
}

/** By family, and else by id, old ids ("winNetStandardGuest") included. "darwin" has the letters too, and is none. */
function isWindows(vm: Vm): boolean {
  return vm.guestFamily === 'windowsGuest' || vm.guestId.startsWith('win')
}

const guestHostNameEmpty = rule({
  id: 'guest-host-name-empty',
  scope: 'vm',
  category: 'Warning',
  question: 'Does the guest tell its host name?',
  applies: 'both',
  catalogue: ['hostname-empty'],
  docs: DOCS.validation,
  needs: ['vms.guestHostName'],
  remedy: `${RUN_ONCE} Or set the host name by hand after the migration.`,
  evaluate(vm) {
    if (vm.guestHostName !== '') return NONE
    return vm.tools === 'running'
      ? hit('The guest has no host name.', 'guest.hostName', '""')
      : unknownHit('The host name of the guest is not known.', 'guest.hostName')
  },
})

const DEFAULT_NAMES: ReadonlySet<string> = new Set([
  'localhost',
  'localhost.localdomain',
  'localhost4',
  'localhost4.localdomain4',
  'localhost6',
  'localhost6.localdomain6',
])

const guestHostNameDefault = rule({
  id: 'guest-host-name-default',
  scope: 'vm',
  category: 'Warning',
  question: 'Has the guest a host name of its own?',
  applies: 'both',
  catalogue: ['hostname-default'],
  docs: DOCS.validation,
  needs: ['vms.guestHostName'],
  remedy: 'Give the guest a real host name before the migration.',
  evaluate: (vm) =>
    DEFAULT_NAMES.has(vm.guestHostName)
      ? hit(`Its host name is the default, ${vm.guestHostName}.`, 'guest.hostName', vm.guestHostName, {
          commands: [inGuest('sudo hostnamectl set-hostname NAME')],
        })
      : NONE,
})

const guestIpMissing = rule({
  id: 'guest-ip-missing',
  scope: 'vm',
  category: 'Warning',
  question: 'Are the addresses of the guest known?',
  applies: 'both',
  catalogue: ['guest-ip-missing', 'plan-static-ip-info-missing'],
  docs: DOCS.sourceVms,
  needs: ['vms.ipAddresses'],
  remedy: `Addresses of the guest can only be kept if they are known. ${RUN_ONCE}`,
  evaluate(vm) {
    if (vm.nics.length === 0 || vm.ipAddresses.length > 0) return NONE
    return vm.tools === 'running'
      ? hit('Tools run, but the guest has no address.', 'guest.net', 'no address', {
          commands: [govc(`vm.ip -a ${govcVm(vm)}`)],
        })
      : unknownHit('The addresses of the guest are not known.', 'guest.net')
  },
})

const CARD_UNKNOWN = unknownHit('On which card its addresses are is not known.', 'guest.net', {
  remedy: RUN_ONCE,
})

const guestMacForeign = rule({
  id: 'guest-mac-foreign',
  scope: 'vm',
  category: 'Warning',
  question: 'Does each address of the guest belong to a card of the VM?',
  applies: 'both',
  catalogue: ['plan-static-ip-info-missing'],
  docs: DOCS.sourceVms,
  needs: ['vms.guestNics.mac', 'vms.nics.mac'],
  remedy:
    'Take the change of the MAC address in the guest back, or set the address anew after the migration.',
  // Where no address is known at all, the rule about missing ones says so.
  evaluate(vm, facts) {
    if (vm.guestNics.length > 0) return eachHit(vm.guestNics, isForeign, foreign, vm, facts)
    return vm.ipAddresses.length === 0 || vm.nics.length === 0 ? NONE : CARD_UNKNOWN
  },
})

/** Bridges that the guest made itself (of containers, for example) have no device key: they do not count. */
function isForeign(card: GuestNic, vm: Vm): boolean {
  if (card.deviceKey === undefined || card.addresses.length === 0) return false
  for (const nic of vm.nics) if (nic.mac === card.mac) return false
  return true
}

function foreign(card: GuestNic, vm: Vm): Hit {
  return {
    part: card.mac,
    message: `The guest has an address on ${card.mac}, which is the MAC address of none of its cards.`,
    evidence: [
      fact('guest.net[].macAddress', card.mac),
      fact('config.hardware.device[].macAddress', vm.nics.map((nic) => nic.mac).join(', ')),
    ],
  }
}

export const guestRules = [
  guestFreeSpace,
  guestDiskMapping,
  guestHostNameEmpty,
  guestHostNameDefault,
  guestIpMissing,
  guestMacForeign,
]
