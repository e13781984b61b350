import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import { useTheme } from '@mui/material/styles'
import {
  type SortingState,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useId, useMemo, useRef, useState } from 'react'
import { type RowSelection, selectAll, selectionState, toggled } from './table-selection.ts'
import { TableHeader } from './table-header.tsx'
import { TableLine } from './table-line.tsx'
import { type TableColumn, holdOrder, toColumnDefs } from './table-columns.ts'
import { tableKeyAction } from './table-keys.ts'

export const ROW_HEIGHT = 32
const SELECT_WIDTH = 40

/** Stable on purpose: a new object would make the table start over. */
const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() })
export type Features = typeof features

export interface VirtualTableProps<T extends object> {
  /** Names the table for screen readers. */
  readonly label: string
  readonly rows: readonly T[]
  /** Must be stable between renders, like `rows`. */
  readonly columns: readonly TableColumn<T>[]
  readonly rowId: (row: T) => string
  readonly selection?: RowSelection<T> | undefined
  /** Enter on a row; a click too unless `clickSelects`. */
  readonly onOpen?: ((row: T) => void) | undefined
  readonly clickSelects?: boolean
  readonly openId?: string | undefined
  /** Shown instead of rows when there are none. */
  readonly empty?: ReactNode
  /** Live data: keep the order while the pointer is over the table. */
  readonly hold?: boolean
}

/** A table that draws only the rows in sight. Arrow keys move, Space selects, Enter opens, headers sort. */
export function VirtualTable<T extends object>(props: VirtualTableProps<T>) {
  const { label, rows, columns, rowId, selection, onOpen } = props
  const { tokens } = useTheme()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [sorting, setSorting] = useState<SortingState>([])
  const [active, setActive] = useState(0)
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

  // The virtualizer reads its element again on each render; the compiler must not memoize around it.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollPaddingStart: ROW_HEIGHT,
  })
  const items = virtual.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const current = Math.min(active, lines.length - 1)
  const currentLine = lines[current]

  const move = (to: number) => {
    const next = Math.min(Math.max(to, 0), lines.length - 1)
    setActive(next)
    virtual.scrollToIndex(next)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 320) / ROW_HEIGHT) - 2)
    const action = tableKeyAction(event, page)
    if (action === undefined || lines.length === 0) return
    event.preventDefault()
    if (action.kind === 'move')
      move(action.absolute ? (action.by < 0 ? 0 : lines.length - 1) : current + action.by)
    else if (action.kind === 'selectAll') selection?.onChange(selectAll(selection, rows, rowId))
    else if (currentLine && action.kind === 'open') onOpen?.(currentLine.original)
    else if (currentLine && selection) selection.onChange(toggled(selection, currentLine.original, rowId))
  }

  const width = columns.reduce((sum, column) => sum + column.width, selection ? SELECT_WIDTH : 0)
  return (
    <Box
      ref={scroller}
      onMouseEnter={() => props.hold && setHeld(lines.map((line) => line.id))}
      onMouseLeave={() => setHeld(undefined)}
      sx={{
        // As high as its rows, at most as high as the place it has.
        flex: '0 1 auto',
        minHeight: 0,
        overflow: 'auto',
        border: `1px solid ${tokens.border}`,
        borderRadius: '6px',
        bgcolor: tokens.surface,
        '&:has(table:focus-visible)': { outline: `2px solid ${tokens.brand}` },
      }}
    >
      <Table
        role="grid"
        aria-label={label}
        aria-rowcount={lines.length + 1}
        aria-multiselectable={selection ? true : undefined}
        aria-activedescendant={currentLine ? `${id}-${currentLine.id}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        sx={{
          tableLayout: 'fixed',
          minWidth: width,
          borderCollapse: 'separate',
          '&:focus': { outline: 'none' },
        }}
      >
        <colgroup>
          {selection ? <col style={{ width: SELECT_WIDTH }} /> : null}
          {columns.map((column) => (
            <col key={column.id} style={column.grow ? undefined : { width: column.width }} />
          ))}
        </colgroup>
        <TableHeader
          columns={columns}
          sorting={sorting}
          onSort={(columnId, desc) => {
            setHeld(undefined)
            setSorting(desc === undefined ? [] : [{ id: columnId, desc }])
          }}
          selectAll={
            selection
              ? {
                  state: selectionState(selection, rows, rowId),
                  onToggle: () => selection.onChange(selectAll(selection, rows, rowId)),
                }
              : undefined
          }
        />
        <TableBody>
          {before > 0 ? <Spacer height={before} /> : null}
          {items.map((item) => {
            const line = lines[item.index]
            return line ? (
              <TableLine
                key={line.id}
                domId={`${id}-${line.id}`}
                row={line.original}
                rowId={line.id}
                index={item.index}
                columns={columns}
                active={item.index === current}
                open={line.id === props.openId}
                selection={selection}
                onPoint={() => setActive(item.index)}
                onToggle={() => selection?.onChange(toggled(selection, line.original, rowId))}
                onClick={() =>
                  onOpen && !props.clickSelects
                    ? onOpen(line.original)
                    : selection?.onChange(toggled(selection, line.original, rowId))
                }
                clickable={onOpen !== undefined || selection !== undefined}
              />
            ) : null
          })}
          {after > 0 ? <Spacer height={after} /> : null}
        </TableBody>
      </Table>
      {lines.length === 0 ? props.empty : null}
    </Box>
  )
}

function Spacer({ height }: { readonly height: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      <td />
    </tr>
  )
}
