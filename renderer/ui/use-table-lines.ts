import {
  createSortedRowModel,
  type Row,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useMemo, useState } from 'react'
import { holdOrder, type TableColumn, toColumnDefs } from './table-columns.ts'

/** Stable on purpose: a new object would make the table start over. */
const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() })
export type Features = typeof features

export interface TableLines<T extends object> {
  readonly lines: readonly Row<Features, T>[]
  readonly sorting: SortingState
  /** `desc` undefined: back to the order of the data. */
  readonly sortBy: (columnId: string, desc: boolean | undefined) => void
  /** Keeps the order as it is now until `release`, whatever the data does. */
  readonly hold: () => void
  readonly release: () => void
}

/** Rows in the order they are shown. */
export function useTableLines<T extends object>(
  rows: readonly T[],
  columns: readonly TableColumn<T>[],
  rowId: (row: T) => string,
): TableLines<T> {
  const [sorting, setSorting] = useState<SortingState>([])
  const [held, setHeld] = useState<readonly string[]>()
  const defs = useMemo(() => toColumnDefs(columns), [columns])
  const table = useTable<Features, T>({
    features,
    columns: defs,
    data: rows,
    getRowId: rowId,
    state: { sorting },
    onSortingChange: setSorting,
  })
  const sorted = table.getRowModel().rows
  const lines = useMemo(() => (held ? holdOrder(sorted, held) : sorted), [sorted, held])
  return {
    lines,
    sorting,
    sortBy(columnId, desc) {
      setHeld(undefined)
      setSorting(desc === undefined ? [] : [{ id: columnId, desc }])
    },
    hold: () => setHeld(lines.map((line) => line.id)),
    release: () => setHeld(undefined),
  }
}
