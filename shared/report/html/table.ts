/** Tables, row by row. The page's script lets them be sorted, filtered and paged; without it they are plain tables. */
import { formatNumber } from '../../units.ts'
import { dataBlock, type DataCell } from './data-block.ts'
import { markup, type Markup, type Part } from './markup.ts'

export interface Column {
  readonly title: string
  /** Right-aligned, tabular figures. */
  readonly number?: true
  /** Share of the width, in twelfths. */
  readonly width?: number
}

/** A cell; `sort` is the figure to sort by where the text is another ("12.0 GiB"). */
export type Cell = Part | { readonly show: Part; readonly sort: number }

/** How much of a table the page holds, and in which form. */
export interface Extent {
  /** Rows of any table that has no limit of its own. */
  readonly most: number
  /** Rows in plain sight; the script shows the others, page by page, from a block of data. Infinity: no script. */
  readonly plain: number
  /** Rows that the script puts on paper when a page from the screen is printed. */
  readonly paper: number
}

/** Rows on paper: of VMs, of the findings of one rule, of any other table. */
export const PAPER = { vms: 1_000, rows: 50, most: 200 } as const

/** `label` names the table for those who do not see it. */
export function* table(
  label: string,
  columns: readonly Column[],
  rows: Iterable<readonly Cell[]>,
  { plain, most, paper }: Extent,
): Generator<string> {
  const heads = columns.map(
    ({ title, number, width }) =>
      markup`<th scope="col" class="${number ? 'n' : 't'}${width ? ` w${width}` : ''}">${title}</th>`,
  )
  yield markup`<div class="scroll"><table aria-label="${label}" data-paper="${paper}"><thead><tr>${heads}</tr></thead><tbody>`
    .markup
  const classes = columns.map(({ number }) => (number ? ' class="n"' : ''))
  const cells = drawnRows(rows)
  for (const row of first(cells, Math.min(plain, most))) yield plainRow(row, classes)
  yield '</tbody></table></div>\n'
  yield* dataBlock(first(cells, most - plain), plain)
  let rest = 0
  while (cells.next().done !== true) rest += 1
  if (rest > 0) yield markup`<p><b>And ${formatNumber(rest)} more</b> in the JSON report.</p>`.markup
}

/** At most `count` of them; takes no more than that, so that another loop can go on. */
function* first<T>(values: Iterator<T, void>, count: number): Generator<T> {
  for (let taken = 0; taken < count; taken += 1) {
    const next = values.next()
    if (next.done === true) return
    yield next.value
  }
}

function* drawnRows(rows: Iterable<readonly Cell[]>): Generator<readonly DataCell[]> {
  for (const row of rows) yield row.map(drawn)
}

function drawn(cell: Cell): DataCell {
  if (typeof cell === 'object' && 'show' in cell) return [markup`${cell.show}`.markup, cell.sort]
  return [markup`${cell}`.markup]
}

function plainRow(row: readonly DataCell[], classes: readonly string[]): string {
  let line = '<tr>'
  for (const [at, [shown, sort]] of row.entries())
    line += `<td${classes[at] ?? ''}${sort === undefined ? '' : ` data-s="${sort}"`}>${shown}</td>`
  return `${line}</tr>\n`
}

/** A heading and what stands under it. Empty sections say so in a sentence. */
export function* sectionOf(
  id: string,
  title: string,
  intro: Markup | undefined,
  body: Iterable<string>,
): Generator<string> {
  yield markup`<section id="${id}"><h2>${title}</h2>`.markup
  if (intro) yield markup`<p class="lead">${intro}</p>`.markup
  yield* body
  yield '</section>\n'
}

/** Open without a script, so that everything is seen; the script may fold what is long. */
export function* fold(summary: Markup, body: Iterable<string>, long: boolean): Generator<string> {
  yield markup`<details open${long ? markup` class="long"` : ''}><summary>${summary}</summary>`.markup
  yield* body
  yield '</details>\n'
}
