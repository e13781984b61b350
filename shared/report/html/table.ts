/** Tables, row by row. The page's script lets them be sorted and filtered; without it they are plain tables. */
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

/** `label` names the table for those who do not see it. */
export function* table(
  label: string,
  columns: readonly Column[],
  rows: Iterable<readonly Cell[]>,
): Generator<string> {
  const heads = columns.map(
    ({ title, number, width }) =>
      markup`<th scope="col" class="${number ? 'n' : 't'}${width ? ` w${width}` : ''}">${title}</th>`,
  )
  yield markup`<div class="scroll"><table aria-label="${label}"><thead><tr>${heads}</tr></thead><tbody>`
    .markup
  const classes = columns.map(({ number }) => (number ? ' class="n"' : ''))
  for (const row of rows) {
    let line = '<tr>'
    for (const [at, cell] of row.entries()) line += drawn(cell, classes[at] ?? '')
    yield `${line}</tr>\n`
  }
  yield '</tbody></table></div>\n'
}

function drawn(cell: Cell, attributes: string): string {
  if (typeof cell === 'object' && 'show' in cell)
    return `<td${attributes} data-s="${cell.sort}">${markup`${cell.show}`.markup}</td>`
  return `<td${attributes}>${markup`${cell}`.markup}</td>`
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
