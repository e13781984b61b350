import { useMemo } from 'react'
import { Grid, type TableProps } from './grid.tsx'
import { selectAll, selectionState } from './table-selection.ts'
import { useTableLines } from './use-table-lines.ts'

export interface VirtualTableProps<T extends object> extends TableProps<T> {
  /** All of them; must be stable between renders. */
  readonly rows: readonly T[]
  /** Live data: keep the order while the pointer is over the table. */
  readonly hold?: boolean
  /** Of the box that selects all rows, where they are no VMs. */
  readonly selectAllLabel?: string
}

/** A table of rows that are all here. Headers sort. */
export function VirtualTable<T extends object>(props: VirtualTableProps<T>) {
  const { rows, columns, rowId, selection, hold = false, selectAllLabel } = props
  const { lines, sorting, sortBy, hold: keep, release } = useTableLines(rows, columns, rowId)
  const shown = useMemo(
    () => ({ count: lines.length, at: (index: number) => lines[index]?.original }),
    [lines],
  )
  return (
    <Grid
      {...props}
      rows={shown}
      sorting={sorting}
      onSort={sortBy}
      onHold={hold ? (held) => (held ? keep() : release()) : undefined}
      selectAll={
        selection
          ? {
              state: selectionState(selection, rows, rowId),
              ...(selectAllLabel !== undefined && { label: selectAllLabel }),
              onToggle: () => selection.onChange(selectAll(selection, rows, rowId)),
            }
          : undefined
      }
    />
  )
}
