import Checkbox from '@mui/material/Checkbox'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import TableSortLabel from '@mui/material/TableSortLabel'

export interface TableHeaderProps {
  readonly columns: readonly {
    readonly id: string
    readonly header: string
    readonly align?: 'left' | 'right'
  }[]
  readonly sorting: readonly { readonly id: string; readonly desc: boolean }[]
  /** `desc` undefined: back to the natural order. Left out: the order is fixed. */
  readonly onSort?: ((id: string, desc: boolean | undefined) => void) | undefined
  readonly selectAll?:
    | {
        readonly state: 'none' | 'some' | 'all'
        readonly onToggle: () => void
        /** For screen readers, where the rows are no VMs. */
        readonly label?: string
      }
    | undefined
}

export function TableHeader({ columns, sorting, onSort, selectAll }: TableHeaderProps) {
  return (
    <TableHead sx={{ position: 'sticky', top: 0, zIndex: 2 }}>
      <TableRow aria-rowindex={1}>
        {selectAll ? (
          <TableCell sx={{ padding: '0 6px', overflow: 'visible' }}>
            <Checkbox
              checked={selectAll.state === 'all'}
              indeterminate={selectAll.state === 'some'}
              onChange={selectAll.onToggle}
              slotProps={{ input: { 'aria-label': selectAll.label ?? 'Select all VMs in this list' } }}
              sx={{ p: 0.25 }}
            />
          </TableCell>
        ) : null}
        {columns.map((column) => {
          if (!onSort)
            return (
              <TableCell key={column.id} align={column.align}>
                {column.header}
              </TableCell>
            )
          const sort = sorting.find((one) => one.id === column.id)
          return (
            <TableCell
              key={column.id}
              align={column.align}
              aria-sort={sort ? (sort.desc ? 'descending' : 'ascending') : 'none'}
            >
              <TableSortLabel
                active={sort !== undefined}
                direction={sort?.desc ? 'desc' : 'asc'}
                onClick={() => onSort(column.id, sort === undefined ? false : sort.desc ? undefined : true)}
              >
                {column.header}
              </TableSortLabel>
            </TableCell>
          )
        })}
      </TableRow>
    </TableHead>
  )
}
