import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import { useTheme } from '@mui/material/styles'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import type { Tokens } from '../theme/tokens.ts'
import type { TableColumn } from './table-columns.ts'
import { TableHeader } from './table-header.tsx'
import { tableKeyAction } from './table-keys.ts'
import { TableLine } from './table-line.tsx'
import { type RowSelection, selectAll, selectionState, toggled } from './table-selection.ts'
import { type TableLines, useTableLines } from './use-table-lines.ts'

export const ROW_HEIGHT = 32
const SELECT_WIDTH = 40

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
  const { rows, columns, rowId } = props
  const { tokens } = useTheme()
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const table = useTableLines(rows, columns, rowId)
  const current = Math.min(active, table.lines.length - 1)

  // The virtualizer reads its element again on each render; the compiler must not memoize around it.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: table.lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollPaddingStart: ROW_HEIGHT,
  })
  const move = (to: number) => {
    const next = Math.min(Math.max(to, 0), table.lines.length - 1)
    setActive(next)
    virtual.scrollToIndex(next)
  }
  const items = virtual.getVirtualItems()
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2)
    onTableKey(event, page, { props, table, current, move })
  }
  return (
    <Box
      ref={scroller}
      onMouseEnter={props.hold ? table.hold : undefined}
      onMouseLeave={props.hold ? table.release : undefined}
      sx={frameStyle(tokens)}
    >
      <GridTable props={props} table={table} current={current} onKeyDown={onKeyDown}>
        {(lineId) => (
          <TableBody>
            <Spacer height={items[0]?.start ?? 0} />
            {items.map(({ index }) => (
              <GridLine
                key={table.lines[index]?.id ?? index}
                props={props}
                table={table}
                index={index}
                current={current}
                domId={lineId}
                onPoint={setActive}
              />
            ))}
            <Spacer height={virtual.getTotalSize() - (items.at(-1)?.end ?? 0)} />
          </TableBody>
        )}
      </GridTable>
      {table.lines.length === 0 ? props.empty : null}
    </Box>
  )
}

function frameStyle(tokens: Tokens) {
  const shade = `color-mix(in srgb, ${tokens.controlBorder} 45%, transparent)`
  return {
    // As high as its rows, at most as high as the place it has.
    flex: '0 1 auto',
    minHeight: 0,
    overflow: 'auto',
    border: `1px solid ${tokens.border}`,
    borderRadius: '6px',
    // A shade at the side where columns are hidden; at the end of the way the surface covers it.
    background: [
      `linear-gradient(to right, ${tokens.surface} 50%, transparent) left / 48px 100% no-repeat local`,
      `linear-gradient(to left, ${tokens.surface} 50%, transparent) right / 48px 100% no-repeat local`,
      `linear-gradient(to right, ${shade}, transparent) left / 12px 100% no-repeat scroll`,
      `linear-gradient(to left, ${shade}, transparent) right / 12px 100% no-repeat scroll`,
      tokens.surface,
    ].join(', '),
    '&:has(table:focus-visible)': { outline: `2px solid ${tokens.brand}` },
  }
}

interface KeyContext<T extends object> {
  readonly props: VirtualTableProps<T>
  readonly table: TableLines<T>
  readonly current: number
  readonly move: (to: number) => void
}

function onTableKey<T extends object>(event: KeyboardEvent, page: number, context: KeyContext<T>): void {
  const { props, table, current, move } = context
  const { selection, rows, rowId, onOpen } = props
  const action = tableKeyAction(event, page)
  const row = table.lines[current]?.original
  if (action === undefined || row === undefined) return
  event.preventDefault()
  switch (action.kind) {
    case 'move':
      if (!action.absolute) move(current + action.by)
      else move(action.by < 0 ? 0 : table.lines.length - 1)
      break
    case 'selectAll':
      selection?.onChange(selectAll(selection, rows, rowId))
      break
    case 'open':
      onOpen?.(row)
      break
    case 'toggle':
      selection?.onChange(toggled(selection, row, rowId))
  }
}

interface GridTableProps<T extends object> {
  readonly props: VirtualTableProps<T>
  readonly table: TableLines<T>
  readonly current: number
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly children: (lineId: (id: string) => string) => ReactNode
}

/** The grid with its header; one Tab stop, the row under the keyboard is its active descendant. */
function GridTable<T extends object>({ props, table, current, onKeyDown, children }: GridTableProps<T>) {
  const { label, rows, columns, rowId, selection } = props
  const id = useId()
  const lineId = (line: string) => `${id}-${line}`
  const active = table.lines[current]
  const width = columns.reduce((sum, column) => sum + column.width, selection ? SELECT_WIDTH : 0)
  return (
    <Table
      role="grid"
      aria-label={label}
      aria-rowcount={table.lines.length + 1}
      aria-multiselectable={selection ? true : undefined}
      aria-activedescendant={active ? lineId(active.id) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      sx={{
        tableLayout: 'fixed',
        minWidth: width,
        borderCollapse: 'separate',
        '&:focus': { outline: 'none' },
        '& th, & td': { px: 1 },
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
        sorting={table.sorting}
        onSort={table.sortBy}
        selectAll={
          selection
            ? {
                state: selectionState(selection, rows, rowId),
                onToggle: () => selection.onChange(selectAll(selection, rows, rowId)),
              }
            : undefined
        }
      />
      {children(lineId)}
    </Table>
  )
}

interface GridLineProps<T extends object> {
  readonly props: VirtualTableProps<T>
  readonly table: TableLines<T>
  readonly index: number
  readonly current: number
  readonly domId: (id: string) => string
  readonly onPoint: (index: number) => void
}

function GridLine<T extends object>({ props, table, index, current, domId, onPoint }: GridLineProps<T>) {
  const { selection, onOpen, rowId } = props
  const line = table.lines[index]
  if (!line) return null
  const toggle = () => selection?.onChange(toggled(selection, line.original, rowId))
  return (
    <TableLine
      domId={domId(line.id)}
      row={line.original}
      rowId={line.id}
      index={index}
      columns={props.columns}
      active={index === current}
      open={line.id === props.openId}
      selection={selection}
      onPoint={() => onPoint(index)}
      onToggle={toggle}
      onClick={() => (onOpen && !props.clickSelects ? onOpen(line.original) : toggle())}
      clickable={onOpen !== undefined || selection !== undefined}
    />
  )
}

/** Holds the place of the rows that are not drawn. */
function Spacer({ height }: { readonly height: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden style={{ height }}>
      <td />
    </tr>
  )
}
