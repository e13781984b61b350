/** What this run could not judge, and what it judged and found clean. */
import { formatCount } from '../../units.ts'
import type { Digest } from '../digest.ts'
import { markup, joined, outside } from './markup.ts'
import { fold, sectionOf, table, type Cell, type Column, type Extent } from './table.ts'

export function* limits(digest: Digest, extent: Extent): Generator<string> {
  const { unknown, input } = digest
  yield* sectionOf(
    'unknown',
    'Cannot be judged',
    unknown.length === 0
      ? markup`Every rule had the facts that it needs.`
      : markup`A fact is missing for these, so they neither passed nor failed${input.summary.sourceKind === 'live' ? '' : ': this source cannot tell everything'}.`,
    body(digest, extent),
  )
}

const COLUMNS: readonly Column[] = [
  { title: 'Question', width: 3 },
  { title: 'Object', width: 2 },
  { title: 'What is missing', width: 3 },
  { title: 'Remedy', width: 4 },
]

/** Rows of one rule: it can lack the same fact on every VM. */
const PER_RULE = 200

function* body(digest: Digest, extent: Extent): Generator<string> {
  const { unknown, clean, input } = digest
  if (unknown.length > 0) yield* table('Rules without their facts', COLUMNS, rows(digest), extent)
  const missing = input.inventory.unknown ?? []
  if (missing.length > 0)
    yield markup`<p><b>Properties that this source does not tell:</b> ${joined(
      missing.map((name) => markup`<code>${outside(name)}</code>`),
      ', ',
    )}</p>`.markup
  yield* fold(
    markup`<h3>Nothing found</h3> <span class="meta">${formatCount(clean.length, 'rule')}</span>`,
    [
      markup`<ul>${clean.map(({ id, question }) => markup`<li>${outside(question)} <code>${outside(id)}</code></li>`)}</ul>`
        .markup,
    ],
    clean.length > 50,
  )
}

function* rows({ unknown, rules }: Digest): Generator<readonly Cell[]> {
  for (const [id, findings] of Map.groupBy(unknown, ({ rule }) => rule)) {
    const question = rules.get(id)?.question ?? id
    for (const { object, message, remedy } of findings.slice(0, PER_RULE))
      yield [outside(question), outside(object.name), outside(message), outside(remedy)]
    const more = findings.length - PER_RULE
    if (more > 0)
      yield [outside(question), formatCount(more, 'more object'), 'see the XLSX or JSON report', '']
  }
}
