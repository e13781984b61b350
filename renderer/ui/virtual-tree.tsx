import ChevronRightIcon from '@mui/icons-material/ChevronRight'
import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import visuallyHidden from '@mui/utils/visuallyHidden'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from 'react'
import { scrollFrame } from './scroll-frame.ts'
import {
  childrenByParent,
  findRow,
  type TreeData,
  treeKeyAction,
  type TreeRow,
  treeRows,
} from './tree-rows.ts'

const ROW_HEIGHT = 28
/** Letters that come faster than this belong to one word (ms). */
const WORD_PAUSE = 700

export interface VirtualTreeProps<N extends TreeData> {
  /** Names the tree for screen readers. */
  readonly label: string
  /** Parents before children; must be stable between renders. */
  readonly nodes: readonly N[]
  readonly nameOf: (node: N) => string
  /** Stands at the right: a count. */
  readonly noteOf: (node: N) => string
  /** What the count counts and what the node is, for screen readers: "VMs, folder". */
  readonly meaningOf: (node: N) => string
  readonly iconOf: (node: N) => ReactNode
  /** Ids of the nodes that show their children. */
  readonly open: ReadonlySet<string>
  readonly onOpen: (open: ReadonlySet<string>) => void
  readonly selectedId: string | undefined
  readonly onSelect: (id: string) => void
}

/** A tree that draws only the rows in sight: one Tab stop, arrows move, Right opens, Left closes, Enter chooses. */
export function VirtualTree<N extends TreeData>(props: VirtualTreeProps<N>) {
  const { nodes, open, label } = props
  const { tokens } = useTheme()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const children = useMemo(() => childrenByParent(nodes), [nodes])
  const rows = useMemo(() => treeRows(children, open), [children, open])
  const [activeId, setActiveId] = useState(props.selectedId)
  const current = Math.max(
    0,
    rows.findIndex((row) => row.node.id === activeId),
  )
  // The virtualizer reads its element again on each render; the compiler must not memoize around it.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  })
  const move = (index: number) => {
    setActiveId(rows[index]?.node.id)
    virtual.scrollToIndex(index)
  }
  const onKeyDown = useTreeKeys(props, { rows, current, move, scroller })
  const items = virtual.getVirtualItems()
  // A screen reader can only be sent to a row that is drawn.
  const isDrawn = items.some(({ index }) => index === current)
  return (
    <Box
      ref={scroller}
      role="tree"
      aria-label={label}
      aria-activedescendant={isDrawn ? `${id}-${current}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      sx={{ ...scrollFrame(tokens), flex: 1, '&:focus-visible': { outline: `2px solid ${tokens.brand}` } }}
    >
      <Box role="presentation" sx={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => {
          const row = rows[index]
          return row ? (
            <TreeLine
              key={row.node.id}
              domId={`${id}-${index}`}
              props={props}
              row={row}
              top={start}
              active={index === current}
              onPoint={() => setActiveId(row.node.id)}
            />
          ) : null
        })}
      </Box>
    </Box>
  )
}

interface KeyContext<N extends TreeData> {
  readonly rows: readonly TreeRow<N>[]
  readonly current: number
  readonly move: (index: number) => void
  readonly scroller: React.RefObject<HTMLDivElement | null>
}

function useTreeKeys<N extends TreeData>(props: VirtualTreeProps<N>, context: KeyContext<N>) {
  const { rows, current, move, scroller } = context
  const typed = useRef({ text: '', at: 0 })
  const word = (letter: string) => {
    const now = Date.now()
    const text = now - typed.current.at < WORD_PAUSE ? typed.current.text + letter : letter
    typed.current = { text, at: now }
    return text
  }
  return (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1)
    const action = treeKeyAction(event, rows, current, page)
    const row = rows[current]
    if (!action || !row) return
    event.preventDefault()
    // A word that was begun ends with any other key.
    if (action.kind !== 'find') typed.current = { text: '', at: 0 }
    switch (action.kind) {
      case 'move':
        move(action.to)
        break
      case 'open':
        props.onOpen(new Set([...props.open, ...action.ids]))
        break
      case 'close':
        props.onOpen(new Set([...props.open].filter((one) => !action.ids.includes(one))))
        break
      case 'select':
        props.onSelect(row.node.id)
        break
      case 'find':
        move(findRow(rows, current, word(action.letter), props.nameOf))
    }
  }
}

interface TreeLineProps<N extends TreeData> {
  readonly domId: string
  readonly props: VirtualTreeProps<N>
  readonly row: TreeRow<N>
  /** Distance from the top of the tree, px. */
  readonly top: number
  readonly active: boolean
  readonly onPoint: () => void
}

function TreeLine<N extends TreeData>({ domId, props, row, top, active, onPoint }: TreeLineProps<N>) {
  const { tokens } = useTheme()
  const { node, level, hasChildren, isOpen } = row
  const name = props.nameOf(node)
  const selected = node.id === props.selectedId
  const toggle = () => {
    onPoint()
    const open = new Set(props.open)
    if (!open.delete(node.id)) open.add(node.id)
    props.onOpen(open)
  }
  return (
    <Box
      id={domId}
      role="treeitem"
      aria-level={level}
      aria-setsize={row.siblings}
      aria-posinset={row.place}
      aria-expanded={hasChildren ? isOpen : undefined}
      aria-selected={selected}
      title={name}
      onClick={() => {
        onPoint()
        props.onSelect(node.id)
      }}
      sx={{
        position: 'absolute',
        top,
        insetInline: 0,
        height: ROW_HEIGHT,
        pl: `${4 + (level - 1) * 14}px`,
        pr: 1,
        display: 'flex',
        alignItems: 'center',
        gap: 0.75,
        fontSize: 13,
        cursor: 'pointer',
        bgcolor: selected ? tokens.brandTint : undefined,
        '&:hover': { bgcolor: selected ? tokens.brandTint : tokens.hover },
        ...(active ? { '[role=tree]:focus-visible &': { boxShadow: `inset 3px 0 0 ${tokens.brand}` } } : {}),
      }}
    >
      <Toggle isOpen={hasChildren ? isOpen : undefined} onToggle={toggle} />
      {props.iconOf(node)}
      <Box sx={{ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {name}
      </Box>
      <Box sx={{ color: 'text.secondary', fontSize: 12, fontVariantNumeric: 'tabular-nums' }}>
        {props.noteOf(node)}{' '}
        <Box component="span" sx={visuallyHidden}>
          {props.meaningOf(node)}
        </Box>
      </Box>
    </Box>
  )
}

interface ToggleProps {
  /** Undefined where there is nothing to open. */
  readonly isOpen: boolean | undefined
  readonly onToggle: () => void
}

/** Opens with the mouse only; the tree has its keys. */
function Toggle({ isOpen, onToggle }: ToggleProps) {
  return (
    <Box
      aria-hidden
      onClick={(event) => {
        if (isOpen === undefined) return
        event.stopPropagation()
        onToggle()
      }}
      sx={{ width: 20, height: ROW_HEIGHT, display: 'grid', placeItems: 'center', flexShrink: 0 }}
    >
      {isOpen === undefined ? null : (
        <ChevronRightIcon sx={{ fontSize: 18, transform: isOpen ? 'rotate(90deg)' : 'none' }} />
      )}
    </Box>
  )
}
