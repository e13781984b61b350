/** Host budgets, waves and disks: how long copying takes, and what that rests on. */
import type { DiskEstimate, HostBudget, Wave } from '../../preflight/estimate-model.ts'
import { formatBytes, formatCount, formatNumber, formatRange } from '../../units.ts'
import type { Digest } from '../digest.ts'
import { rangeBar } from './charts.ts'
import { markup, outside, outsides } from './markup.ts'
import { fold, sectionOf, table, type Cell, type Column, type Extent } from './table.ts'

/** Rows of the table of disks; the XLSX and JSON reports have them all. */
const DISKS = 500

export function* times(digest: Digest, extent: Extent): Generator<string> {
  const { hosts } = digest.input.forecast
  yield* sectionOf(
    'hosts',
    'Copy budget per host',
    hosts.length === 0
      ? markup`No host is known, so no budget is told.`
      : markup`An ESXi host serves a limited number of NFC connections at once, one per disk copy. The filled part of a bar is what it takes at least, the hatched part what it may take.`,
    hosts.length === 0 ? [] : hostTable(hosts, extent),
  )
  yield* sectionOf('waves', 'Proposed waves', waveLead(digest), waveTables(digest, extent))
  yield* sectionOf('disks', 'Time per disk', diskLead(digest, extent), diskTable(digest, extent))
}

const HOST_COLUMNS: readonly Column[] = [
  { title: 'Host', width: 2 },
  { title: 'VMs', number: true },
  { title: 'Disks', number: true },
  { title: 'Size', number: true },
  { title: 'At once', number: true },
  { title: 'Busy', number: true },
  { title: '', width: 2 },
  { title: 'What the limit rests on', width: 3 },
]

function hostTable(hosts: readonly HostBudget[], extent: Extent): Generator<string> {
  const most = Math.max(...hosts.map(({ busyMs }) => busyMs.to), 0)
  const rows = hosts.toSorted((a, b) => b.busyMs.to - a.busyMs.to)
  return table(
    'Copy budget per host',
    HOST_COLUMNS,
    rows.map(({ name, vms, disks, bytes, connections, basis, busyMs }) => [
      outside(name),
      vms,
      disks,
      size(bytes),
      connections,
      span(busyMs.from, busyMs.to),
      rangeBar(busyMs.from, busyMs.to, most),
      outside(basis),
    ]),
    extent,
  )
}

function waveLead({ input: { forecast } }: Digest) {
  const { waves, blocked } = forecast
  if (waves.length === 0) return markup`No wave is proposed: no VM can migrate yet.`
  const left =
    blocked.length === 0
      ? ''
      : ` ${formatCount(blocked.length, 'VM')} in none, because something blocks them.`
  return markup`${formatCount(waves.length, 'wave')}.${left}`
}

const WAVE_COLUMNS: readonly Column[] = [
  { title: 'Wave', width: 2 },
  { title: 'VMs', number: true },
  { title: 'Size', number: true },
  { title: 'Takes', number: true },
  { title: '', width: 2 },
  { title: 'Why together', width: 4 },
]

function* waveTables(digest: Digest, extent: Extent): Generator<string> {
  const { waves, blocked, assumptions } = digest.input.forecast
  const most = Math.max(...waves.map(({ durationMs }) => durationMs.to), 0)
  if (waves.length > 0)
    yield* table(
      'Proposed waves',
      WAVE_COLUMNS,
      waves.map((wave) => waveRow(wave, most)),
      extent,
    )
  for (const wave of waves)
    yield* fold(
      markup`<h3>${outside(wave.name)}</h3> <span class="meta">${formatCount(wave.vmIds.length, 'VM')}</span>`,
      [names(digest, wave.vmIds)],
      wave.vmIds.length > 50,
    )
  if (blocked.length > 0)
    yield* fold(
      markup`<h3>In no wave</h3> <span class="meta">${formatCount(blocked.length, 'VM')}</span>`,
      [names(digest, blocked)],
      blocked.length > 50,
    )
  if (assumptions.length > 0)
    yield markup`<h3>What the times rest on</h3><ul>${assumptions.map((sentence) => markup`<li>${outside(sentence)}</li>`)}</ul>`
      .markup
}

function waveRow({ name, reason, vmIds, bytes, durationMs }: Wave, most: number): readonly Cell[] {
  const { from, to } = durationMs
  return [outside(name), vmIds.length, size(bytes), span(from, to), rangeBar(from, to, most), outside(reason)]
}

function names({ vmsById }: Digest, ids: readonly string[]): string {
  return markup`<p>${outsides(ids.map((id) => vmsById.get(id)?.name ?? id))}</p>`.markup
}

function diskLead({ input: { disks } }: Digest, { most }: Extent) {
  if (disks.length === 0) return markup`No disk was estimated.`
  const shown = Math.min(DISKS, most)
  const rest =
    disks.length > shown
      ? ` The ${formatNumber(shown)} that take longest; the XLSX and JSON reports have all.`
      : ''
  return markup`Each disk copied alone, under the assumptions above.${rest}`
}

const DISK_COLUMNS: readonly Column[] = [
  { title: 'VM', width: 3 },
  { title: 'Disk', width: 2 },
  { title: 'Size', number: true },
  { title: 'Takes', number: true },
  { title: '', width: 3 },
]

function* diskTable({ input: { disks }, vmsById }: Digest, extent: Extent): Generator<string> {
  if (disks.length === 0) return
  const longest = disks.toSorted((a, b) => b.to - a.to).slice(0, Math.min(DISKS, extent.most))
  const most = longest[0]?.to ?? 0
  const row = ({ vmId, label, bytes, from, to }: DiskEstimate): readonly Cell[] => [
    outside(vmsById.get(vmId)?.name ?? vmId),
    outside(label),
    size(bytes),
    span(from, to),
    rangeBar(from, to, most),
  ]
  yield* table('Time per disk', DISK_COLUMNS, longest.map(row), extent)
}

function size(bytes: number): Cell {
  return { show: formatBytes(bytes), sort: bytes }
}

function span(from: number, to: number): Cell {
  return { show: formatRange(from, to), sort: to }
}
