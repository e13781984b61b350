export interface TreeData {
  readonly id: string
  readonly parentId?: string | undefined
}

/** A node in sight: all its ancestors are open. */
export interface TreeRow<N extends TreeData> {
  readonly node: N
  /** 1 for a root. */
  readonly level: number
  /** Place among its siblings, from 1. */
  readonly place: number
  readonly siblings: number
  readonly hasChildren: boolean
  readonly isOpen: boolean
}

/** Children by parent; under undefined the roots, and those whose parent is not among the nodes. */
export function childrenByParent<N extends TreeData>(
  nodes: readonly N[],
): ReadonlyMap<string | undefined, readonly N[]> {
  const known = new Set(nodes.map((node) => node.id))
  const children = new Map<string | undefined, N[]>()
  for (const node of nodes) {
    const parent = node.parentId !== undefined && known.has(node.parentId) ? node.parentId : undefined
    const list = children.get(parent)
    if (list) list.push(node)
    else children.set(parent, [node])
  }
  return children
}

/** The rows of a tree, top to bottom, of which the nodes in `open` show their children. */
export function treeRows<N extends TreeData>(
  children: ReadonlyMap<string | undefined, readonly N[]>,
  open: ReadonlySet<string>,
): TreeRow<N>[] {
  const rows: TreeRow<N>[] = []
  const add = (parent: string | undefined, level: number) => {
    const list = children.get(parent) ?? []
    list.forEach((node, index) => {
      const hasChildren = children.has(node.id)
      const isOpen = hasChildren && open.has(node.id)
      rows.push({ node, level, place: index + 1, siblings: list.length, hasChildren, isOpen })
      if (isOpen) add(node.id, level + 1)
    })
  }
  add(undefined, 1)
  return rows
}

export type TreeKeyAction =
  | { readonly kind: 'move'; readonly to: number }
  | { readonly kind: 'open' | 'close'; readonly ids: readonly string[] }
  | { readonly kind: 'select' }
  | { readonly kind: 'find'; readonly letter: string }

interface TreeKey {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** What a key means in a tree (the tree pattern of the ARIA practices guide). `page` is a page's rows. */
export function treeKeyAction<N extends TreeData>(
  event: TreeKey,
  rows: readonly TreeRow<N>[],
  current: number,
  page: number,
): TreeKeyAction | undefined {
  const row = rows[current]
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return undefined
  const move = (to: number): TreeKeyAction => ({
    kind: 'move',
    to: Math.min(Math.max(to, 0), rows.length - 1),
  })
  switch (event.key) {
    case 'ArrowDown':
      return move(current + 1)
    case 'ArrowUp':
      return move(current - 1)
    case 'PageDown':
      return move(current + page)
    case 'PageUp':
      return move(current - page)
    case 'Home':
      return move(0)
    case 'End':
      return move(rows.length - 1)
    case 'ArrowRight':
      if (!row.hasChildren) return move(current)
      return row.isOpen ? move(current + 1) : { kind: 'open', ids: [row.node.id] }
    case 'ArrowLeft':
      return row.isOpen ? { kind: 'close', ids: [row.node.id] } : move(parentOf(rows, current))
    case 'Enter':
    case ' ':
      return { kind: 'select' }
    case '*':
      return { kind: 'open', ids: siblingsOf(rows, current) }
    default:
      // "/" and "?" belong to the whole screen.
      return event.key.length === 1 && !'/?'.includes(event.key)
        ? { kind: 'find', letter: event.key }
        : undefined
  }
}

/** The next row after `current` (or at it, while a longer word is typed) whose name begins with `text`. */
export function findRow<N extends TreeData>(
  rows: readonly TreeRow<N>[],
  current: number,
  text: string,
  nameOf: (node: N) => string,
): number {
  const from = text.length > 1 ? 0 : 1
  const wanted = text.toLowerCase()
  for (let step = from; step <= rows.length; step += 1) {
    const index = (current + step) % rows.length
    const row = rows[index]
    if (row && nameOf(row.node).toLowerCase().startsWith(wanted)) return index
  }
  return current
}

function parentOf<N extends TreeData>(rows: readonly TreeRow<N>[], current: number): number {
  const level = rows[current]?.level ?? 1
  for (let index = current - 1; index >= 0; index -= 1) if ((rows[index]?.level ?? 0) < level) return index
  return current
}

function siblingsOf<N extends TreeData>(rows: readonly TreeRow<N>[], current: number): string[] {
  const { level = 1 } = rows[current] ?? {}
  const ids: string[] = []
  const walk = (step: number) => {
    for (let index = current; ; index += step) {
      const row = rows[index]
      if (!row || row.level < level) return
      if (row.level === level && row.hasChildren) ids.push(row.node.id)
    }
  }
  walk(1)
  walk(-1)
  return ids
}
