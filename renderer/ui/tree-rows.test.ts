import { describe, expect, it } from 'vitest'
import { childrenByParent, findRow, treeKeyAction, treeRows } from './tree-rows.ts'

const nodes = [
  { id: 'dc', name: 'DC1' },
  { id: 'web', parentId: 'dc', name: 'Web' },
  { id: 'db', parentId: 'dc', name: 'Data' },
  { id: 'old', parentId: 'db', name: 'Old' },
  { id: 'lost', parentId: 'nowhere', name: 'Lost' },
]
const rowsOf = (...open: string[]) => treeRows(childrenByParent(nodes), new Set(open))
const press = (key: string, current: number, ...open: string[]) =>
  treeKeyAction({ key, ctrlKey: false, metaKey: false, altKey: false }, rowsOf(...open), current, 10)

describe('the rows of a tree', () => {
  it('are those below open nodes; a node without its parent is a root', () => {
    expect(rowsOf().map((row) => row.node.id)).toEqual(['dc', 'lost'])
    expect(rowsOf('dc').map((row) => row.node.id)).toEqual(['dc', 'web', 'db', 'lost'])
    expect(rowsOf('db').map((row) => row.node.id)).toEqual(['dc', 'lost'])
  })

  it('say where they stand', () => {
    const row = rowsOf('dc', 'db')[2]
    expect(row).toMatchObject({ level: 2, place: 2, siblings: 2, hasChildren: true, isOpen: true })
  })
})

describe('the keys of a tree', () => {
  it('open and close, and go in and out', () => {
    expect(press('ArrowRight', 0)).toEqual({ kind: 'open', ids: ['dc'] })
    expect(press('ArrowRight', 0, 'dc')).toEqual({ kind: 'move', to: 1 })
    expect(press('ArrowRight', 1, 'dc')).toEqual({ kind: 'move', to: 1 })
    expect(press('ArrowLeft', 0, 'dc')).toEqual({ kind: 'close', ids: ['dc'] })
    expect(press('ArrowLeft', 2, 'dc')).toEqual({ kind: 'move', to: 0 })
    expect(press('*', 1, 'dc')).toEqual({ kind: 'open', ids: ['db'] })
  })

  it('move within the rows', () => {
    expect(press('ArrowUp', 0)).toEqual({ kind: 'move', to: 0 })
    expect(press('End', 0, 'dc')).toEqual({ kind: 'move', to: 3 })
    expect(press('PageDown', 1, 'dc')).toEqual({ kind: 'move', to: 3 })
  })

  it('leave to the screen what belongs to the screen', () => {
    expect(press('/', 0)).toBeUndefined()
    expect(press('?', 0)).toBeUndefined()
    expect(press('Tab', 0)).toBeUndefined()
    expect(press('d', 0)).toEqual({ kind: 'find', letter: 'd' })
  })

  it('find the next name by its first letters', () => {
    const rows = rowsOf('dc', 'db')
    const find = (current: number, text: string) => findRow(rows, current, text, (node) => node.name)
    expect(find(0, 'd')).toBe(2)
    expect(find(2, 'd')).toBe(0)
    expect(find(2, 'da')).toBe(2)
    expect(find(0, 'zz')).toBe(0)
  })
})
