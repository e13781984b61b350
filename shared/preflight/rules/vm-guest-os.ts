/** Whether the guest's operating system can be converted, and who supports it afterwards. */
import type { Vm } from '../../inventory/model.ts'
import { inGuest } from '../commands.ts'
import { DOCS } from '../docs.ts'
import type { Evidence } from '../model.ts'
import { fact, hit, NONE, oncePerFacts, unknownHit } from '../hits.ts'
import { osSupport, type OsSupport } from '../os-support.ts'
import { rule, type Facts } from '../rule.ts'

/** Most systems are known by name alone, as a workbook has them. */
const OS_NEEDS = ['vms.guestName']

interface Answers {
  /** By name of the system; few names have more than one answer. */
  readonly byName: Map<string, { readonly vm: Vm; readonly support: OsSupport }[]>
  /** The rules here ask about one VM one after the other. */
  readonly byVm: WeakMap<Vm, OsSupport>
}

/** An estate has thousands of VMs and a dozen systems. */
const answers = oncePerFacts((): Answers => ({ byName: new Map(), byVm: new WeakMap() }))

function supportOf(vm: Vm, facts: Facts): OsSupport {
  const { byName, byVm } = answers(facts)
  const known = byVm.get(vm)
  if (known !== undefined) return known
  let list = byName.get(vm.guestName)
  if (list === undefined) byName.set(vm.guestName, (list = []))
  let entry = list.find((one) => isSameSystem(one.vm, vm))
  if (entry === undefined) list.push((entry = { vm, support: osSupport(vm) }))
  byVm.set(vm, entry.support)
  return entry.support
}

function isSameSystem(a: Vm, b: Vm): boolean {
  return (
    a.guestId === b.guestId &&
    a.guestDetails === b.guestDetails &&
    a.configuredGuestId === b.configuredGuestId &&
    a.configuredGuestName === b.configuredGuestName
  )
}

function osEvidence(vm: Vm): Evidence[] {
  return [
    fact('guest.guestId', vm.guestId || 'not known'),
    fact('guest.guestFullName', vm.guestName || 'not known'),
    ...(vm.configuredGuestId === vm.guestId ? [] : [fact('config.guestId', vm.configuredGuestId)]),
  ]
}

const guestOsConversion = rule({
  id: 'guest-os-conversion',
  scope: 'vm',
  category: 'Critical',
  question: 'Does virt-v2v convert the operating system of the guest?',
  applies: 'both',
  catalogue: ['guest-os-v2v-refused'],
  docs: DOCS.v2vSupport,
  needs: OS_NEEDS,
  remedy: 'Install the workload anew on a system that is converted, or copy the disks without a conversion.',
  evaluate(vm, facts) {
    const support = supportOf(vm, facts)
    if (support.converts === 'yes') return NONE
    return [
      {
        message: `${support.name}: ${support.why}`,
        evidence: osEvidence(vm),
        ...(support.converts === 'unknown' && {
          unknown: true as const,
          category: 'Warning' as const,
          remedy: 'Find out which system it is; migrate a copy of it first, as a test.',
        }),
      },
    ]
  },
})

const guestOsSupport = rule({
  id: 'guest-os-support',
  scope: 'vm',
  category: 'Warning',
  question: 'Is the operating system of the guest certified for OpenShift Virtualization?',
  applies: 'both',
  // By id first and by name second: Windows 10 and Server 2016 have ids that look like other releases, so a name
  // that Tools tell wrong must not make a false alarm, as it does in Forklift.
  catalogue: ['os-unsupported-mtv', 'guest-os-not-certified', 'os-support-tier'],
  docs: DOCS.prerequisites,
  needs: OS_NEEDS,
  remedy: 'Ask the vendor of the system for support, upgrade it, or accept the risk after a test migration.',
  evaluate(vm, facts) {
    const { tier, name, why } = supportOf(vm, facts)
    if (tier === 'certified' || tier === 'unsupported') return NONE
    const message = `${name}: ${why}`
    if (tier === 'unknown') return unknownHit(message, 'support', { evidence: osEvidence(vm) })
    return [{ message, evidence: [fact('support', tier), ...osEvidence(vm)] }]
  },
})

const guestOsUpgrade = rule({
  id: 'guest-os-upgrade',
  scope: 'vm',
  category: 'Information',
  question: 'Is there no release to upgrade to first?',
  applies: 'both',
  catalogue: ['os-upgrade-recommended'],
  docs: DOCS.prerequisites,
  needs: OS_NEEDS,
  remedy:
    'Plan an upgrade in place (or a conversion to Red Hat Enterprise Linux) before or after the migration.',
  evaluate(vm, facts) {
    const { upgrade, name } = supportOf(vm, facts)
    return upgrade === undefined
      ? NONE
      : hit(`${name} can be upgraded to ${upgrade}.`, 'guest.guestFullName', name)
  },
})

const xfsSuspect = rule({
  id: 'guest-xfs-v4',
  scope: 'vm',
  category: 'Warning',
  question: 'Has the guest no XFS of version 4?',
  applies: 'both',
  catalogue: ['xfs-v4-suspect'],
  docs: DOCS.v2vSupport,
  needs: [...OS_NEEDS, 'vms.guestDisks.fileSystem'],
  remedy:
    'Look at it in the guest: crc=0 means version 4. Then set xfsCompatibility in the plan of MTV; guests with Btrfs need the usual image.',
  evaluate(vm, facts) {
    if (!isOldEnterpriseLinux(vm, facts)) return NONE
    if (vm.guestDisks.length === 0)
      return unknownHit('It may have XFS of version 4: its file systems are not known.', 'guest.disk')
    const disk = vm.guestDisks.find(({ fileSystem }) => fileSystem.toLowerCase() === 'xfs')
    return disk === undefined
      ? NONE
      : hit(
          `${disk.path} is XFS on a system that may have made it as version 4.`,
          `guest.disk[${disk.path}].filesystemType`,
          'xfs',
          { commands: [inGuest(`xfs_info / | grep -o 'crc=[01]'`)] },
        )
  },
})

/** Red Hat's family up to release 7: its XFS may be of version 4. */
const OLD_IDS: ReadonlySet<string> = new Set(
  [
    'rhel2',
    'rhel3',
    'rhel4',
    'rhel5',
    'rhel6',
    'rhel7',
    'centos6',
    'centos7',
    'oracleLinux6',
    'oracleLinux7',
  ].flatMap((release) => [`${release}Guest`, `${release}_64Guest`]),
)
/** The ids without a release stood for all releases up to 6 and 7; the name tells which. */
const OLD_NAME = /(?:red hat enterprise linux|centos|oracle linux)\D{0,16}[4-7]\b/i

const oldNames = oncePerFacts(() => new Map<string, boolean>())

function isOldEnterpriseLinux(vm: Vm, facts: Facts): boolean {
  const known = oldNames(facts)
  let isOld = known.get(vm.guestName)
  if (isOld === undefined) known.set(vm.guestName, (isOld = OLD_NAME.test(vm.guestName)))
  return isOld || OLD_IDS.has(vm.guestId)
}

export const guestOsRules = [guestOsConversion, guestOsSupport, guestOsUpgrade, xfsSuspect]
