/** Guest systems: how far the target supports them, and whether they can be converted. */
import { formatCount } from '../../units.ts'
import { compare, type Digest } from '../digest.ts'
import { OS_TIERS, type GuestSupport, type ReportVm } from '../model.ts'
import { markup, joined, outside } from './markup.ts'
import { sectionOf, table, type Cell, type Column, type Extent } from './table.ts'

const TIERS: Readonly<Record<GuestSupport['tier'], string>> = {
  certified: 'Certified by Red Hat',
  vendor: 'Supported by its vendor',
  community: 'Works, supported by its community',
  none: 'Converts, but nobody supports it',
  unsupported: 'Does not convert',
  unknown: 'Unknown',
}
const CONVERTS = { yes: 'yes', no: 'no', unknown: 'unknown' } as const
/** Names in one cell; the table of VMs has them all. */
const NAMED = 20

const COLUMNS: readonly Column[] = [
  { title: 'Guest system', width: 2 },
  { title: 'Support', width: 2 },
  { title: 'Converts' },
  { title: 'VMs', number: true },
  { title: 'Why', width: 4 },
  { title: 'Which', width: 3 },
]

export function guests(digest: Digest, extent: Extent): Generator<string> {
  const groups = [
    ...Map.groupBy(digest.vms, ({ guest }) => `${guest.tier}\n${guest.name}\n${guest.converts}`).values(),
  ]
  const sorted = groups.toSorted(
    (a, b) => tierOf(b) - tierOf(a) || b.length - a.length || compare(nameOf(a), nameOf(b)),
  )
  return sectionOf(
    'guests',
    'Guest systems',
    markup`What runs on the target with whose support, and what the conversion handles. Least supported first.`,
    table('Guest systems', COLUMNS, sorted.map(row), extent),
  )
}

function row(vms: readonly ReportVm[]): readonly Cell[] {
  const guest = vms[0]?.guest
  if (!guest) return []
  const names = vms.slice(0, NAMED).map((vm) => outside(vm.name))
  const more =
    vms.length > NAMED ? markup` and ${formatCount(vms.length - NAMED, 'more', 'more')}` : undefined
  return [
    outside(guest.name),
    { show: TIERS[guest.tier], sort: OS_TIERS.indexOf(guest.tier) },
    CONVERTS[guest.converts],
    vms.length,
    markup`${outside(guest.why)}${guest.upgrade === undefined ? undefined : markup` Upgrade to ${outside(guest.upgrade)}.`}`,
    markup`${joined(names, ', ')}${more}`,
  ]
}

function tierOf(vms: readonly ReportVm[]): number {
  return OS_TIERS.indexOf(vms[0]?.guest.tier ?? 'unknown')
}

function nameOf(vms: readonly ReportVm[]): string {
  return vms[0]?.guest.name ?? ''
}
