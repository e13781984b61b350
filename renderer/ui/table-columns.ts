import type { ColumnDef } from '@tanstack/react-table'
import type { ReactNode } from 'react'
import type { Features } from './use-table-lines.ts'

export interface TableColumn<T> {
  readonly id: string
  readonly header: string
  /** Width, px; the least one where `grow` is set. */
  readonly width: number
  /** Takes what is left of the width. One column per table. */
  readonly grow?: boolean
  readonly align?: 'left' | 'right'
  /** What is sorted by, and shown where there is no `cell`. */
  readonly value: (row: T) => string | number
  readonly cell?: (row: T) => ReactNode
  /** Full text on hover where it may be cut. */
  readonly title?: (row: T) => string
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Numbers by size, text as people sort it: vm-2 before vm-10. */
function compareValues(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
}

export function toColumnDefs<T extends object>(columns: readonly TableColumn<T>[]): ColumnDef<Features, T>[] {
  return columns.map((column) => ({
    id: column.id,
    header: column.header,
    accessorFn: column.value,
    sortFn: (a, b) => compareValues(column.value(a.original), column.value(b.original)),
  }))
}

/** Rows in the order of `ids`; rows that came later follow in their own order. */
export function holdOrder<R extends { readonly id: string }>(
  rows: readonly R[],
  ids: readonly string[],
): R[] {
  const place = new Map(ids.map((id, index) => [id, index]))
  const at = (row: R) => place.get(row.id) ?? Number.MAX_SAFE_INTEGER
  return [...rows].sort((a, b) => at(a) - at(b))
}
