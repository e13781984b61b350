import Checkbox from '@mui/material/Checkbox'
import Skeleton from '@mui/material/Skeleton'
import TableCell from '@mui/material/TableCell'
import TableRow from '@mui/material/TableRow'
import Tooltip from '@mui/material/Tooltip'
import { useTheme } from '@mui/material/styles'
import type { RowSelection } from './table-selection.ts'
import type { TableColumn } from './table-columns.ts'

export interface TableLineProps<T> {
  readonly domId: string
  readonly row: T
  readonly rowId: string
  readonly index: number
  readonly columns: readonly TableColumn<T>[]
  readonly active: boolean
  readonly open: boolean
  readonly selection: RowSelection<T> | undefined
  readonly onPoint: () => void
  readonly onToggle: () => void
  readonly onClick: () => void
  readonly clickable: boolean
}

/** One row: 32 px, its state shown by tint and, for the one under the keyboard, by a bar at its left. */
export function TableLine<T>(props: TableLineProps<T>) {
  const { row, columns, selection } = props
  const { tokens } = useTheme()
  const selected = selection?.selected.has(props.rowId) ?? false
  const refusal = selection?.refusal?.(row)
  const tint = selected || props.open ? tokens.brandTint : undefined
  return (
    <TableRow
      id={props.domId}
      aria-rowindex={props.index + 2}
      aria-selected={selection ? selected : undefined}
      onClick={() => {
        props.onPoint()
        props.onClick()
      }}
      sx={{
        height: 32,
        cursor: props.clickable && !refusal ? 'pointer' : 'default',
        bgcolor: tint,
        '&:hover': { bgcolor: tint ?? tokens.hover },
        ...(refusal && selection?.dimRefused ? { '& td': { color: tokens.textSoft } } : {}),
        ...(props.active
          ? { 'table:focus-visible & td:first-of-type': { boxShadow: `inset 3px 0 0 ${tokens.brand}` } }
          : {}),
      }}
    >
      {selection ? (
        <TableCell
          sx={{ padding: '0 6px', overflow: 'visible' }}
          onClick={(event) => event.stopPropagation()}
        >
          <Tooltip title={refusal ?? ''} placement="right">
            <span>
              <Checkbox
                checked={selected}
                disabled={refusal !== undefined && !selected}
                onChange={props.onToggle}
                tabIndex={-1}
                slotProps={{
                  input: { 'aria-label': `Select ${selection.nameOf(row)}${refusal ? `: ${refusal}` : ''}` },
                }}
                sx={{ p: 0.25 }}
              />
            </span>
          </Tooltip>
        </TableCell>
      ) : null}
      {columns.map((column) => (
        <TableCell key={column.id} align={column.align} title={column.title?.(row)}>
          {column.cell ? column.cell(row) : column.value(row)}
        </TableCell>
      ))}
    </TableRow>
  )
}

export interface PlaceholderLineProps {
  readonly domId: string
  readonly index: number
  readonly columns: readonly { readonly id: string }[]
  readonly active: boolean
  /** The table has a column of checkboxes. */
  readonly withBox: boolean
}

/** A row that is on its way: its place and its number are known, its content is not. */
export function PlaceholderLine({ domId, index, columns, active, withBox }: PlaceholderLineProps) {
  const { tokens } = useTheme()
  return (
    <TableRow
      id={domId}
      aria-rowindex={index + 2}
      aria-label={`Row ${index + 1} is being read`}
      sx={{
        height: 32,
        ...(active
          ? { 'table:focus-visible & td:first-of-type': { boxShadow: `inset 3px 0 0 ${tokens.brand}` } }
          : {}),
      }}
    >
      {withBox ? <TableCell /> : null}
      {columns.map((column, place) => (
        <TableCell key={column.id}>
          <Skeleton
            animation={false}
            height={14}
            width={`${60 - ((index + place) % 4) * 9}%`}
            sx={{ my: '8.5px' }}
          />
        </TableCell>
      ))}
    </TableRow>
  )
}
