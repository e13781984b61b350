import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import { useTheme } from '@mui/material/styles'
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { scrollFrame } from './scroll-frame.ts'
import type { TableColumn } from './table-columns.ts'
import { TableHeader, type TableHeaderProps } from './table-header.tsx'
import { tableKeyAction } from './table-keys.ts'
import { PlaceholderLine, TableLine } from './table-line.tsx'
import { type RowSelection, toggled } from './table-selection.ts'

export const ROW_HEIGHT = 32
const SELECT_WIDTH = 40

/** Rows in the order they are shown; one that is not here yet is undefined. */
interface GridRows<T> {
  readonly count: number
  readonly at: (index: number) => T | undefined
}

/** What every table takes, wherever its rows come from. */
export interface TableProps<T extends object> {
  /** Names the table for screen readers. */
  readonly label: string
  /** Must be stable between renders. */
  readonly columns: readonly TableColumn<T>[]
  readonly rowId: (row: T) => string
  readonly selection?: RowSelection<T> | undefined
  /** Enter on a row; a click too unless `clickSelects`. */
  readonly onOpen?: ((row: T) => void) | undefined
  readonly clickSelects?: boolean
  readonly openId?: string | undefined
  /** Shown instead of rows when there are none. */
  readonly empty?: ReactNode
}

export interface GridProps<T extends object> extends TableProps<T> {
  readonly rows: GridRows<T>
  readonly sorting: TableHeaderProps['sorting']
  readonly onSort?: TableHeaderProps['onSort']
  readonly selectAll?: TableHeaderProps['selectAll']
  /** The pointer or the keyboard is in the table: nothing may move now. */
  readonly onHold?: ((held: boolean) => void) | undefined
  /** Which rows are in sight. */
  readonly onSight?: ((first: number, last: number) => void) | undefined
  /** Another list: back to its top. */
  readonly listKey?: string
  readonly busy?: boolean
}

/** The grid of every table: draws only the rows in sight. Arrow keys move, Space selects, Enter opens. */
export function Grid<T extends object>(props: GridProps<T>) {
  const { rows, onSight, listKey = '' } = props
  const { tokens } = useTheme()
  const scroller = useRef<HTMLDivElement>(null)
  const { virtual, current, point, move } = useGridPlace(rows.count, listKey, scroller)
  const items = virtual.getVirtualItems()
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0]
  useEffect(() => onSight?.(first, last), [onSight, first, last, listKey])
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2)
    onGridKey(event, page, { props, current, move })
  }
  return (
    <Box ref={scroller} {...holdHandlers(props.onHold)} sx={scrollFrame(tokens)}>
      <GridTable
        props={props}
        // A screen reader can only be sent to a row that is drawn.
        active={items.some(({ index }) => index === current) ? current : undefined}
        onKeyDown={onKeyDown}
      >
        {(lineId) => (
          <TableBody>
            <Spacer height={items[0]?.start ?? 0} />
            {items.map(({ index }) => (
              <GridLine
                key={lineKey(props, index)}
                props={props}
                index={index}
                current={current}
                domId={lineId(index)}
                onPoint={point}
              />
            ))}
            <Spacer height={virtual.getTotalSize() - (items.at(-1)?.end ?? 0)} />
          </TableBody>
        )}
      </GridTable>
      {rows.count === 0 ? props.empty : null}
    </Box>
  )
}

/** Which row is under the keyboard, and which are in sight; another list begins at its top. */
function useGridPlace(count: number, listKey: string, scroller: RefObject<HTMLDivElement | null>) {
  const [position, setPosition] = useState({ listKey, index: 0 })
  const current = Math.min(position.listKey === listKey ? position.index : 0, count - 1)
  // The virtualizer reads its element again on each render; the compiler must not memoize around it.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollPaddingStart: ROW_HEIGHT,
  })
  const point = (index: number) => setPosition({ listKey, index })
  const move = (to: number) => {
    const next = Math.min(Math.max(to, 0), count - 1)
    point(next)
    virtual.scrollToIndex(next)
  }
  useEffect(() => {
    // Newer browsers answer with a promise, which is no clean-up.
    scroller.current?.scrollTo({ top: 0 })
  }, [listKey, scroller])
  return { virtual, current, point, move }
}

/** Pointer or keyboard: while one of them is in the table, what it points at must stay where it is. */
function holdHandlers(onHold: GridProps<object>['onHold']) {
  if (!onHold) return {}
  const isHovered = (element: Element) => element.matches(':hover')
  const hasKeyboard = (element: Element) => element.querySelector('table:focus-visible') !== null
  return {
    onMouseEnter: () => onHold(true),
    onMouseLeave: (event: MouseEvent) => onHold(hasKeyboard(event.currentTarget)),
    onFocus: (event: FocusEvent) => {
      if (hasKeyboard(event.currentTarget)) onHold(true)
    },
    onBlur: (event: FocusEvent) => onHold(isHovered(event.currentTarget)),
  }
}

interface KeyContext<T extends object> {
  readonly props: GridProps<T>
  readonly current: number
  readonly move: (to: number) => void
}

function onGridKey<T extends object>(event: KeyboardEvent, page: number, context: KeyContext<T>): void {
  const { props, current, move } = context
  const { selection, rows, rowId, onOpen } = props
  const action = tableKeyAction(event, page)
  if (action === undefined || rows.count === 0) return
  event.preventDefault()
  const row = rows.at(current)
  switch (action.kind) {
    case 'move':
      if (!action.absolute) move(current + action.by)
      else move(action.by < 0 ? 0 : rows.count - 1)
      break
    case 'selectAll':
      props.selectAll?.onToggle()
      break
    case 'open':
      if (row) onOpen?.(row)
      break
    case 'toggle':
      if (row) selection?.onChange(toggled(selection, row, rowId))
  }
}

interface GridTableProps<T extends object> {
  readonly props: GridProps<T>
  /** The row under the keyboard, while it is drawn. */
  readonly active: number | undefined
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly children: (lineId: (index: number) => string) => ReactNode
}

/** The grid with its header; one Tab stop, the row under the keyboard is its active descendant. */
function GridTable<T extends object>({ props, active, onKeyDown, children }: GridTableProps<T>) {
  const { label, rows, columns, selection, busy = false } = props
  const id = useId()
  const lineId = (index: number) => `${id}-${index}`
  const width = columns.reduce((sum, column) => sum + column.width, selection ? SELECT_WIDTH : 0)
  return (
    <Table
      role="grid"
      aria-label={label}
      aria-rowcount={rows.count + 1}
      aria-busy={busy}
      aria-multiselectable={selection ? true : undefined}
      aria-activedescendant={active === undefined ? undefined : lineId(active)}
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
        sorting={props.sorting}
        onSort={props.onSort}
        selectAll={selection ? props.selectAll : undefined}
      />
      {children(lineId)}
    </Table>
  )
}

function lineKey<T extends object>({ rows, rowId }: GridProps<T>, index: number): string {
  const row = rows.at(index)
  return row ? rowId(row) : `at-${index}`
}

interface GridLineProps<T extends object> {
  readonly props: GridProps<T>
  readonly index: number
  readonly current: number
  readonly domId: string
  readonly onPoint: (index: number) => void
}

function GridLine<T extends object>({ props, index, current, domId, onPoint }: GridLineProps<T>) {
  const { rows, columns, rowId, selection, onOpen } = props
  const row = rows.at(index)
  const place = { domId, index, columns, active: index === current }
  if (!row) return <PlaceholderLine {...place} withBox={selection !== undefined} />
  const toggle = () => selection?.onChange(toggled(selection, row, rowId))
  return (
    <TableLine
      {...place}
      row={row}
      rowId={rowId(row)}
      open={rowId(row) === props.openId}
      selection={selection}
      onPoint={() => onPoint(index)}
      onToggle={toggle}
      onClick={() => (onOpen && !props.clickSelects ? onOpen(row) : toggle())}
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
