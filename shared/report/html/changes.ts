/** What is different from the run before. */
import { CATEGORIES, VERDICTS } from '../../preflight/model.ts'
import { VERDICT_WORDS } from '../../preflight/verdict-words.ts'
import { formatCount } from '../../units.ts'
import type { Digest } from '../digest.ts'
import { markup, outside } from './markup.ts'
import { fold, sectionOf, table, type Cell, type Extent } from './table.ts'
import { categoryMark, time } from './words.ts'

export function* changes(digest: Digest, extent: Extent): Generator<string> {
  const { previous } = digest.input
  if (!previous) {
    const lead = markup`There is no earlier run of this source to compare with.`
    yield* sectionOf('changes', 'Changes since the run before', lead, [])
    return
  }
  const lead = markup`Compared with the run of ${time(previous.at)}, whose facts were read ${time(previous.factsAt)}.`
  yield* sectionOf('changes', 'Changes since the run before', lead, body(digest, extent))
}

function* body(digest: Digest, extent: Extent): Generator<string> {
  const { previous, summary, gone = [], findings } = digest.input
  if (!previous) return
  const columns = [
    { title: 'What' },
    ...['Before', 'Now', 'Difference'].map((title) => ({ title, number: true as const })),
  ]
  const rows: [string, number, number][] = [
    ['VMs judged', previous.vms, summary.vms],
    ...VERDICTS.map((verdict): [string, number, number] => [
      `VMs, cold: ${VERDICT_WORDS[verdict]}`,
      previous.cold[verdict],
      summary.cold[verdict],
    ]),
    ...VERDICTS.map((verdict): [string, number, number] => [
      `VMs, warm: ${VERDICT_WORDS[verdict]}`,
      previous.warm[verdict],
      summary.warm[verdict],
    ]),
    ...CATEGORIES.map((category): [string, number, number] => [
      `Open findings: ${category}`,
      previous.counts[category],
      summary.counts[category],
    ]),
    ['Findings with a missing fact', previous.counts.unknown, summary.counts.unknown],
    ['Waived findings', previous.counts.waived, summary.counts.waived],
  ]
  yield* table(
    'Counts of both runs',
    columns,
    rows.map(([what, before, now]) => [what, before, now, signed(now - before)]),
    extent,
  )
  const isNew = findings.filter((finding) => finding.isNew && finding.state === 'found')
  yield* fold(
    markup`<h3>New</h3> <span class="meta">${formatCount(isNew.length, 'finding')}</span>`,
    table('New findings', LIST, each(isNew), extent),
    isNew.length > 25,
  )
  yield* fold(
    markup`<h3>Gone</h3> <span class="meta">${formatCount(gone.length, 'finding')}</span>`,
    table('Findings that are gone', LIST, each(gone), extent),
    gone.length > 25,
  )
}

const LIST = [
  { title: 'Category', width: 1 },
  { title: 'Object', width: 2 },
  { title: 'Finding', width: 6 },
  { title: 'Rule', width: 2 },
]

type Told = Pick<Digest['input']['findings'][number], 'category' | 'object' | 'message' | 'rule'>

function* each(findings: readonly Told[]): Generator<readonly Cell[]> {
  for (const finding of findings) yield row(finding)
}

function row({ category, object, message, rule }: Told): readonly Cell[] {
  return [categoryMark(category), outside(object.name), outside(message), outside(rule)]
}

function signed(value: number): string | number {
  return value > 0 ? `+${value}` : value
}
