/** Problems and tables as a terminal shows them. Pure. */
import Table from 'cli-table3'
import type { Problem } from '../../shared/problem.ts'

/** What happened and what it means on one line, what to do on the next, then the detail if there is one. */
export function problemText(problem: Problem): string {
  const happened = [problem.message, problem.meaning].filter(Boolean).join(' ')
  const detail = problem.detail === undefined ? [] : problem.detail.split('\n').slice(0, DETAIL_LINES)
  return `${printable([happened, problem.remedy, ...detail].join('\n  '))}\n`
}

const DETAIL_LINES = 10

/** A table without colours and without lines between its rows; `head` names the columns. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return drawn(head, rows, {})
}

/** A table whose columns wrap so that it fits a terminal of `width` columns, as far as its longest words let it. */
export function fittedTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width = WIDTH_OF_A_PAGE,
): string {
  return drawn(head, rows, { colWidths: fitted([head, ...rows], width), wordWrap: true })
}

/** Where the terminal does not tell, or there is none. */
const WIDTH_OF_A_PAGE = 120
/** Narrower than this, wrapped text is a column of single words. */
const NARROWEST = 24

function drawn(head: readonly string[], rows: readonly (readonly string[])[], options: object): string {
  const noLine = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }
  const made = new Table({ head: [...head], style: { head: [], border: [] }, chars: noLine, ...options })
  made.push(...rows.map((row) => row.map(printable)))
  return made.toString()
}

/** Widths of columns with a space on both sides: the widest ones give way first, none below its longest word. */
function fitted(rows: readonly (readonly string[])[], width: number): number[] {
  const columns = (rows[0] ?? []).map((_, at) => rows.map((row) => row[at] ?? ''))
  const widths = columns.map((cells) => Math.max(...cells.map((cell) => cell.length)) + 2)
  const least = columns.map((cells) => longest(cells.flatMap((cell) => cell.split(/\s+/))) + 2)
  const borders = widths.length + 1
  while (widths.reduce((sum, one) => sum + one, borders) > width) {
    const spare = widths.map((one, at) => (one > Math.max(NARROWEST, least[at] ?? 0) ? one : 0))
    const widest = spare.indexOf(Math.max(...spare))
    if ((spare[widest] ?? 0) === 0) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

function longest(words: readonly string[]): number {
  return Math.max(0, ...words.map((word) => word.length))
}

/** Text of a server or a file without characters that steer a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '?')
}
