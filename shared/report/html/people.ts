/** What people said: checks that they ticked, and findings that they waived. */
import { formatCount } from '../../units.ts'
import type { Digest } from '../digest.ts'
import { markup, outside } from './markup.ts'
import { sectionOf, table, type Cell, type Column, type Extent } from './table.ts'
import { categoryMark, time } from './words.ts'

export function* people(digest: Digest, extent: Extent): Generator<string> {
  const { acknowledgements } = digest.input
  const open = acknowledgements.filter(({ ticked }) => !ticked).length
  yield* sectionOf(
    'acknowledgements',
    'Checks by hand',
    acknowledgements.length === 0
      ? markup`There is nothing that a person has to check by hand.`
      : markup`Checks that no program can do. ${formatCount(open, 'check')} of ${acknowledgements.length} not ticked yet.`,
    acknowledgements.length === 0 ? [] : table('Checks by hand', TICK_COLUMNS, ticks(digest), extent),
  )
  yield* sectionOf(
    'waivers',
    'Waivers',
    digest.waived.length === 0
      ? markup`No finding is waived.`
      : markup`Findings that somebody waived, and why.`,
    digest.waived.length === 0 ? [] : table('Waivers', WAIVER_COLUMNS, waivers(digest), extent),
  )
}

const TICK_COLUMNS: readonly Column[] = [
  { title: 'Ticked', width: 2 },
  { title: 'Category', width: 1 },
  { title: 'Check', width: 3 },
  { title: 'What to look at', width: 6 },
]

function* ticks(digest: Digest): Generator<readonly Cell[]> {
  for (const { ticked, category, title, text } of digest.input.acknowledgements)
    yield [
      ticked
        ? markup`☑ ${outside(ticked.by)}<small>${time(ticked.at)}</small>`
        : markup`<span class="wait">☐ waits for you</span>`,
      categoryMark(category),
      outside(title),
      outside(text),
    ]
}

const WAIVER_COLUMNS: readonly Column[] = [
  { title: 'Object', width: 2 },
  { title: 'Category', width: 1 },
  { title: 'Finding', width: 4 },
  { title: 'Waived by', width: 2 },
  { title: 'Reason', width: 3 },
]

function* waivers(digest: Digest): Generator<readonly Cell[]> {
  for (const { object, category, message, rule, waiver } of digest.waived) {
    if (!waiver) continue
    yield [
      outside(object.name),
      categoryMark(category),
      markup`${outside(message)}<small>${outside(rule)}</small>`,
      markup`${outside(waiver.by)}<small>${time(waiver.at)}</small>`,
      outside(waiver.reason),
    ]
  }
}
