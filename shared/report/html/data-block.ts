/** Rows of a table as data: text to a browser until the page's script shows some of them. */
import { formatNumber } from '../../units.ts'
import { markup } from './markup.ts'

/** What a cell shows, as markup whose text is escaped; and the figure to sort by where that is another. */
export type DataCell = readonly [shown: string, sort?: number]

/**
 * A JSON array of rows in a script element whose type is none that runs; what could end the element is escaped. A
 * cell is its markup, or [markup, figure]. `plain`: rows that are shown without a script. Nothing where there is no
 * row.
 */
export function* dataBlock(rows: Iterable<readonly DataCell[]>, plain: number): Generator<string> {
  let count = 0
  for (const row of rows) {
    const line = inert(JSON.stringify(row.map(compact)))
    yield count === 0 ? `<script type="application/json">[${line}` : `,\n${line}`
    count += 1
  }
  if (count === 0) return
  const all = plain + count
  yield `]</script>`
  yield markup`<noscript data-rows="${all}"><p><b>Without JavaScript only the first ${formatNumber(plain)} of ${formatNumber(all)} rows are shown.</b> The JSON report has all.</p></noscript>
`.markup
}

function compact([shown, sort]: DataCell): string | DataCell {
  return sort === undefined ? shown : [shown, sort]
}

/** Neither a comment nor a tag of a script begins in it; all else of markup may stand as it is. */
function inert(json: string): string {
  return json.replaceAll(/<(?=!|\/?s)/gi, '\\u003c')
}
