/** One row per VM, and one per host, network, datastore, cluster and plan. */
import { SCOPES, type Scope, type Verdict } from '../../preflight/model.ts'
import { formatBytes, formatCount, formatNumber } from '../../units.ts'
import { compare, type Digest } from '../digest.ts'
import type { ReportVm } from '../model.ts'
import { markup, outside } from './markup.ts'
import { fold, PAPER, sectionOf, table, type Cell, type Column, type Extent } from './table.ts'
import { age, ageMs, plural, SCOPE_WORDS, verdictMark } from './words.ts'

/** At most `vms` VMs. */
export function* verdicts(digest: Digest, extent: Extent & { readonly vms: number }): Generator<string> {
  const judged = new Map(
    (digest.input.verdicts.get('vm') ?? []).map((verdict) => [verdict.object.id, verdict]),
  )
  yield* sectionOf(
    'verdicts',
    'Verdict per VM',
    markup`Worst first. Age is that of the facts when the rules ran; counts are of open findings.${rest(digest.vms.length, extent.vms)}`,
    table('Verdict per VM', VM_COLUMNS, vmRows(digest, judged, extent.vms), {
      ...extent,
      most: Infinity,
      paper: PAPER.vms,
    }),
  )
  yield* sectionOf(
    'places',
    'Verdict per host, network, datastore, cluster and plan',
    undefined,
    places(digest, extent),
  )
}

function rest(vms: number, most: number): string {
  return vms > most
    ? ` The first ${formatNumber(most)} of ${formatNumber(vms)}: the HTML, XLSX and JSON reports have all.`
    : ''
}

const VM_COLUMNS: readonly Column[] = [
  { title: 'VM', width: 3 },
  { title: 'Host', width: 2 },
  { title: 'Power' },
  { title: 'Guest system', width: 2 },
  { title: 'Disks', number: true },
  { title: 'Size', number: true },
  { title: 'Cold' },
  { title: 'Warm' },
  { title: 'Critical', number: true },
  { title: 'Warnings', number: true },
  { title: 'Unknown', number: true },
  { title: 'Age', number: true },
]

const POWER: Readonly<Record<string, string>> = { poweredOn: 'on', poweredOff: 'off', suspended: 'suspended' }
const WORST = { blocked: 0, unknown: 1, attention: 2, ready: 3 } as const

function* vmRows(
  digest: Digest,
  judged: ReadonlyMap<string, Verdict>,
  most: number,
): Generator<readonly Cell[]> {
  const { summary } = digest.input
  const sorted = digest.vms.toSorted(
    (a, b) => WORST[a.cold] - WORST[b.cold] || WORST[a.warm] - WORST[b.warm] || compare(a.name, b.name),
  )
  for (const vm of sorted.slice(0, most)) yield vmRow(vm, judged.get(vm.id), summary.at)
}

function vmRow(vm: ReportVm, verdict: Verdict | undefined, at: string): readonly Cell[] {
  return [
    markup`${outside(vm.name)}<small>${outside(vm.path)}</small>`,
    outside(vm.host),
    markup`<span class="v">${POWER[vm.powerState] ?? vm.powerState}</span>`,
    outside(vm.guest.name),
    vm.disks,
    { show: formatBytes(vm.diskBytes), sort: vm.diskBytes },
    verdictMark(vm.cold),
    verdictMark(vm.warm),
    verdict?.critical ?? 0,
    verdict?.warnings ?? 0,
    verdict?.unknown ?? 0,
    { show: age(vm.factsAt, at), sort: ageMs(vm.factsAt, at) || 0 },
  ]
}

function* places(digest: Digest, extent: Extent): Generator<string> {
  for (const scope of SCOPES) {
    if (scope === 'vm') continue
    const rows = digest.input.verdicts.get(scope) ?? []
    if (rows.length === 0) continue
    yield* fold(
      markup`<h3>${title(scope)}</h3> <span class="meta">${plural(rows.length, SCOPE_WORDS[scope])}, ${formatCount(rows.filter(({ cold }) => cold === 'blocked').length, 'blocked', 'blocked')}</span>`,
      table(title(scope), PLACE_COLUMNS, rows.toSorted(worstFirst).map(placeRow), extent),
      rows.length > 25,
    )
  }
}

const PLACE_COLUMNS: readonly Column[] = [
  { title: 'Name', width: 4 },
  { title: 'Cold', width: 2 },
  { title: 'Warm', width: 2 },
  { title: 'Critical', number: true },
  { title: 'Warnings', number: true },
  { title: 'Information', number: true },
  { title: 'Unknown', number: true },
]

function worstFirst(a: Verdict, b: Verdict): number {
  return (
    WORST[a.cold] - WORST[b.cold] || WORST[a.warm] - WORST[b.warm] || compare(a.object.name, b.object.name)
  )
}

function placeRow({
  object,
  cold,
  warm,
  critical,
  warnings,
  information,
  unknown,
}: Verdict): readonly Cell[] {
  return [
    outside(object.name),
    verdictMark(cold),
    verdictMark(warm),
    critical,
    warnings,
    information,
    unknown,
  ]
}

function title(scope: Scope): string {
  const [, many] = SCOPE_WORDS[scope]
  // A name keeps its own letters.
  return many.startsWith('vSphere') ? many : `${many.charAt(0).toUpperCase()}${many.slice(1)}`
}
