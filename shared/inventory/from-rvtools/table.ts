/** Rows of one sheet, found by the names of its columns. Keeps the columns that are read, and nothing else. */
import { cellFlag, cellNumber, cellText, cellTime, headerName, type Cell } from './cells.ts'
import { SHEETS, type Column, type SheetName } from './sheets.ts'

export interface SheetRow<Name extends string> {
  text(column: Name): string
  number(column: Name): number | undefined
  flag(column: Name): boolean | undefined
  /** In bytes, from the unit that the header tells; MiB where it tells none. */
  bytes(column: Name): number | undefined
  /** ISO 8601, or empty. */
  time(column: Name): string
}

export interface Sheet<S extends SheetName> {
  readonly rows: readonly SheetRow<Column<S>>[]
  has(column: Column<S>): boolean
}

export interface SheetBuilder<S extends SheetName> extends Sheet<S> {
  /** Takes the next row: the first that looks like one is the header. */
  add(cells: readonly Cell[]): void
  readonly hasHeader: boolean
}

interface Layout {
  /** Positions in the sheet, in the order of the columns that are kept; -1 for one that is not there. */
  readonly positions: readonly number[]
  readonly units: readonly number[]
  readonly at: ReadonlyMap<string, number>
}

const MIB = 2 ** 20
/** A title or two may stand above the header. */
const HEADER_ROWS = 10
const HEADER_COLUMNS = 2

export function createTable<S extends SheetName>(name: S): SheetBuilder<S> {
  const rows: SheetRow<Column<S>>[] = []
  let layout: Layout | undefined
  let looked = 0
  return {
    rows,
    get hasHeader() {
      return layout !== undefined
    },
    has(column) {
      const at = layout?.at.get(column)
      return at !== undefined && (layout?.positions[at] ?? -1) >= 0
    },
    add(cells) {
      if (layout) {
        const kept = layout.positions.map((position) => cells[position])
        if (kept.some((cell) => cell !== undefined && cell !== '')) rows.push(new KeptRow(kept, layout))
      } else if (looked++ < HEADER_ROWS) layout = readHeader(name, cells)
    },
  }
}

function readHeader(name: SheetName, cells: readonly Cell[]): Layout | undefined {
  const headers = cells.map((cell) => headerName(cellText(cell)))
  const columns: [string, readonly string[]][] = Object.entries(SHEETS[name].columns)
  const positions = columns.map(([column, others]) => positionOf([column, ...others], headers))
  const found = positions.filter((position) => position >= 0).length
  if (found < Math.min(HEADER_COLUMNS, columns.length)) return undefined
  return {
    positions,
    units: positions.map((position) => headers[position]?.unit ?? MIB),
    at: new Map(columns.map(([column], at) => [column, at])),
  }
}

/** The first column with the first of the names: a custom attribute that is called the same stands behind. */
function positionOf(names: readonly string[], headers: readonly { readonly base: string }[]): number {
  for (const name of names) {
    const { base } = headerName(name)
    const position = headers.findIndex((header) => header.base === base)
    if (position >= 0) return position
  }
  return -1
}

class KeptRow implements SheetRow<string> {
  readonly #cells: readonly Cell[]
  readonly #layout: Layout

  constructor(cells: readonly Cell[], layout: Layout) {
    this.#cells = cells
    this.#layout = layout
  }

  #cell(column: string): Cell {
    return this.#cells[this.#layout.at.get(column) ?? -1]
  }

  text(column: string): string {
    return cellText(this.#cell(column))
  }

  number(column: string): number | undefined {
    return cellNumber(this.#cell(column))
  }

  flag(column: string): boolean | undefined {
    return cellFlag(this.#cell(column))
  }

  bytes(column: string): number | undefined {
    const value = this.number(column)
    const unit = this.#layout.units[this.#layout.at.get(column) ?? -1] ?? MIB
    return value === undefined || value < 0 ? undefined : Math.round(value * unit)
  }

  time(column: string): string {
    return cellTime(this.#cell(column))
  }
}
