export interface RowSelection<T> {
  readonly selected: ReadonlySet<string>
  readonly onChange: (selected: ReadonlySet<string>) => void
  /** Why a row cannot be chosen; undefined: it can. */
  readonly refusal?: (row: T) => string | undefined
  /** Rows that cannot be chosen stand back; for tables whose purpose is choosing. */
  readonly dimRefused?: boolean
  /** Names a row for its checkbox. */
  readonly nameOf: (row: T) => string
}

/** The selection with `row` put in or taken out; unchanged when the row cannot be chosen. */
export function toggled<T>(
  selection: RowSelection<T>,
  row: T,
  rowId: (row: T) => string,
): ReadonlySet<string> {
  const id = rowId(row)
  const next = new Set(selection.selected)
  if (next.delete(id)) return next
  if (selection.refusal?.(row) !== undefined) return selection.selected
  return next.add(id)
}

/** How many of `rows` (those that pass the filter) are chosen. */
export function selectionState<T>(
  selection: RowSelection<T>,
  rows: readonly T[],
  rowId: (row: T) => string,
): 'none' | 'some' | 'all' {
  const choosable = rows.filter((row) => selection.refusal?.(row) === undefined)
  const chosen = choosable.filter((row) => selection.selected.has(rowId(row)))
  if (chosen.length === 0) return 'none'
  return chosen.length === choosable.length ? 'all' : 'some'
}

/** Chooses all of `rows` that can be chosen; takes them out when they all are. Others stay as they are. */
export function selectAll<T>(
  selection: RowSelection<T>,
  rows: readonly T[],
  rowId: (row: T) => string,
): ReadonlySet<string> {
  const next = new Set(selection.selected)
  const remove = selectionState(selection, rows, rowId) === 'all'
  for (const row of rows) {
    if (remove) next.delete(rowId(row))
    else if (selection.refusal?.(row) === undefined) next.add(rowId(row))
  }
  return next
}
