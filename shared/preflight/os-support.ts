/** Whether a guest's operating system can be converted, and who stands behind it afterwards. */
import type { Vm } from '../inventory/model.ts'
import { GUEST_FAMILIES, type GuestFamily, type OsTier } from './os-guests.ts'

export interface OsSupport {
  /** `none`: converted, but supported by nobody; `unsupported`: not converted. */
  readonly tier: OsTier
  /** The name that Tools or vSphere tell, or the family's. */
  readonly name: string
  /** Whether virt-v2v converts it. */
  readonly converts: 'yes' | 'no' | 'unknown'
  readonly why: string
  /** Release to upgrade to for better support. */
  readonly upgrade?: string
}

/** What is known of a guest; names come from Tools, or from what somebody chose when the VM was made. */
export type GuestWords = Pick<
  Vm,
  'guestId' | 'guestName' | 'configuredGuestId' | 'configuredGuestName' | 'guestDetails'
>

/** Rows by name, for workbooks without ids and for ids that tell little. The first that fits counts. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/stream (release )?10\b|centos( linux)? 10\b/, 'centos10'],
  [/stream (release )?9\b|centos( linux)? 9\b/, 'centos9'],
  [/stream (release )?8\b|centos( linux)? 8\b/, 'centos8'],
  [/centos.*\b7\b/, 'centos7'],
  [/centos/, 'centos'],
  [/(red hat enterprise linux|rhel)\D{0,12}10\b/, 'rhel10'],
  [/(red hat enterprise linux|rhel)\D{0,12}9\b/, 'rhel9'],
  [/(red hat enterprise linux|rhel)\D{0,12}8\b/, 'rhel8'],
  [/(red hat enterprise linux|rhel)\D{0,12}7\b/, 'rhel7'],
  [/(red hat enterprise linux|rhel)\D{0,12}6\b/, 'rhel6'],
  [/(red hat enterprise linux|rhel)\D{0,12}[45]\b/, 'rhel4-5'],
  [/(red hat enterprise linux|rhel)\D{0,12}[23]\b/, 'rhel2-3'],
  [/oracle linux\D{0,12}[89]\b/, 'oracle8-9'],
  [/oracle linux\D{0,12}10\b/, 'oracle10'],
  [/oracle linux/, 'oracle'],
  [/rocky/, 'rocky'],
  [/alma ?linux/, 'alma'],
  [/fedora.*32-bit/, 'fedora32'],
  [/fedora/, 'fedora'],
  [/opensuse.*32-bit/, 'opensuse32'],
  [/opensuse/, 'opensuse'],
  [/(suse linux enterprise|sles)\D{0,20}15\b/, 'sles15'],
  [/(suse linux enterprise|sles)\D{0,20}16\b/, 'sles16'],
  [/suse/, 'sles'],
  [/debian.*\b1[123]\b(?!.*32-bit)/, 'debian11-13'],
  [/debian.*\b([6-9]|1[0-3])\b/, 'debian6-10'],
  [/debian.*\b[45]\b/, 'debian4-5'],
  [/kylin/, 'kylin'],
  [/windows server 2025/, 'win2025'],
  [/windows server 2022/, 'win2022'],
  [/windows server 2019/, 'win2019'],
  [/windows server 2016/, 'win2016'],
  [/windows server 2012/, 'win2012'],
  [/windows server 2008/, 'win2008'],
  [/windows server 2003/, 'win2003'],
  [/windows 11/, 'win11'],
  [/windows 10.*32-bit/, 'win10-32'],
  [/windows 10/, 'win10'],
  [/windows 8/, 'win8'],
  [/windows (xp|vista|7)/, 'win-client-old'],
  [/windows (2000|nt|me|9[58]|3\.1)|ms-dos/, 'win-ancient'],
  [/freebsd/, 'bsd'],
  [/solaris/, 'solaris'],
  [/mac ?os|darwin/, 'macos'],
  [/netware|os\/2|openserver|unixware/, 'unix-old'],
  [/vmware esx/, 'esxi'],
  [/photon|amazon linux|coreos|mandr|turbolinux/, 'linux-refused'],
]

const BY_KEY = new Map(GUEST_FAMILIES.map((family) => [family.key, family]))
const BY_ID = new Map(
  GUEST_FAMILIES.flatMap((family) =>
    family.ids
      .split(' ')
      .filter((id) => id !== '')
      .map((id) => [id.toLowerCase(), family]),
  ),
)

const NOT_KNOWN: Omit<GuestFamily, 'ids' | 'key'> = {
  name: 'Unknown',
  tier: 'unknown',
  converts: 'unknown',
  why: 'Neither VMware Tools nor the VM tell which system it is, or it is not in the table.',
}

/** Answers for every guest; what is not in the table is said to be unknown, never supported. */
export function osSupport(vm: GuestWords): OsSupport {
  const text = [vm.guestDetails, vm.guestName, vm.configuredGuestName].join('\n').toLowerCase()
  const byId = BY_ID.get(vm.guestId.toLowerCase()) ?? BY_ID.get(vm.configuredGuestId.toLowerCase())
  const family = refined(byId, text) ?? NOT_KNOWN
  const name = vm.guestName || vm.configuredGuestName || family.name
  const { tier, converts, why, upgrade } = family
  return { tier, name, converts, why, ...(upgrade !== undefined && { upgrade }) }
}

/** Ids that stand for several releases or for none are looked at by name as well. */
function refined(family: GuestFamily | undefined, text: string): GuestFamily | undefined {
  if (family && !LOOSE.has(family.key)) return family
  return ubuntu(text) ?? byName(text, family) ?? family
}

/** Rows whose ids were used for later releases too, before those had an id of their own. */
const LOOSE = new Set(['ubuntu-any', 'win2016', 'win10', 'linux-vague', 'other', 'centos9', 'win2022'])

function ubuntu(text: string): GuestFamily | undefined {
  if (!text.includes('ubuntu')) return undefined
  const release = /ubuntu\D{0,12}(\d\d)\.(\d\d)/.exec(text)
  if (!release) return BY_KEY.get(text.includes('ubuntu linux (32-bit)') ? 'ubuntu-old' : 'ubuntu-any')
  const number = Number(release[1]) * 100 + Number(release[2])
  if (number < 1804) return BY_KEY.get('ubuntu-old')
  return BY_KEY.get(number > 2504 ? 'ubuntu-new' : 'ubuntu')
}

/** A name may only make an id more exact: "Windows Server 2016 or later" says no more than the id does. */
function byName(text: string, family: GuestFamily | undefined): GuestFamily | undefined {
  for (const line of text.split('\n')) {
    if (line === '' || (family !== undefined && line.includes('or later'))) continue
    const found = NAMES.find(([pattern]) => pattern.test(line))
    if (found) return BY_KEY.get(found[1])
  }
  return undefined
}
