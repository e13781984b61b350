import { useMemo } from 'react'
import { Grid, type GridProps, type TableProps } from './grid.tsx'
import type { PagedList } from './use-paged-list.ts'

export interface PagedTableProps<T extends object>
  extends TableProps<T>, Pick<GridProps<T>, 'sorting' | 'onSort' | 'selectAll'> {
  readonly list: PagedList<T>
  /** Another list begins at its top. */
  readonly listKey: string
}

/** A table of rows that come in pages. Whoever reads the pages also filters and sorts them. */
export function PagedTable<T extends object>({ list, ...props }: PagedTableProps<T>) {
  const { known, at } = list
  const rows = useMemo(() => ({ count: known?.matched ?? 0, at }), [known, at])
  return (
    <Grid
      {...props}
      rows={rows}
      onSight={list.onSight}
      onHold={list.onHold}
      busy={list.busy}
      empty={known ? props.empty : undefined}
    />
  )
}
