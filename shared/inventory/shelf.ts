/** Rows of one kind: found, sorted, paged. What it worked out last is kept, so paging costs a page. */
import type {
  FieldValue,
  InventoryPage,
  InventoryQuery,
  InventoryRow,
  InventorySelection,
} from '../contract/inventory.ts'
import { fail, ok, type Problem, type Result } from '../problem.ts'
import { compile, type Predicate } from '../query/compile.ts'
import type { Field, FieldTable } from '../query/field.ts'
import { unknownFieldProblem } from '../query/mistakes.ts'
import { createOrders, remember, type Orders } from '../query/order.ts'
import { parseQuery } from '../query/parse.ts'
import type { Estate, Row, RowTable } from './fields/estate.ts'
import type { Place } from './within.ts'

export type BrowseQuery = Omit<InventoryQuery, 'providerId'>
export type BrowseSelection = Omit<InventorySelection, 'providerId'>

interface Named {
  readonly id: string
  readonly name: string
}

export interface Shelf<Item> {
  page(query: BrowseQuery): Result<Omit<InventoryPage, 'revision'>>
  /** In the order of the inventory. */
  find(selection: BrowseSelection): Result<Item[]>
}

export interface ShelfInput<Item> {
  readonly items: readonly Item[]
  readonly table: RowTable<Item>
  readonly estate: Estate
  /** Undefined for a node that is not there. */
  within(place: Place): Predicate<Item> | undefined
}

export function createShelf<Item extends Named>(input: ShelfInput<Item>): Shelf<Item> {
  const { items, estate } = input
  const table = rememberingText(input.table)
  const fieldsByName = new Map(table.fields.map((field) => [field.name, field]))
  let made: { readonly rows: readonly Row<Item>[]; readonly order: Orders } | undefined
  const contents = () => {
    if (made) return made
    const rows = items.map((it) => ({ it, estate }))
    return (made = { rows, order: createOrders(rows, table, ({ it }) => it.id) })
  }
  /** One byte for each row: 1 where it matches. */
  const matches = new Map<string, Uint8Array>()
  const pages = new Map<string, readonly number[]>()

  const match = (selection: BrowseSelection): Result<Uint8Array> => {
    const { where, within, ids } = selection
    const key = keyOf(selection)
    const known = key === undefined ? undefined : matches.get(key)
    if (known) return ok(known)
    const parsed = parseQuery(where, table.fields)
    if (!parsed.ok) return parsed
    const inside = within && input.within(within)
    if (within && !inside) return fail(unknownPlace(within))
    const wanted = ids && new Set(ids)
    const holds = compile(parsed.value, table)
    const { rows } = contents()
    const found = new Uint8Array(rows.length)
    rows.forEach((row, at) => {
      const asked = (!wanted || wanted.has(row.it.id)) && (!inside || inside(row.it))
      if (asked && holds(row)) found[at] = 1
    })
    if (key !== undefined) remember(matches, key, found)
    return ok(found)
  }
  const positions = (query: BrowseQuery): Result<readonly number[]> => {
    const selection = keyOf(query)
    const key = selection === undefined ? undefined : JSON.stringify([selection, query.sort])
    const known = key === undefined ? undefined : pages.get(key)
    const found = known ? undefined : match(query)
    if (found?.ok === false) return found
    const order =
      known ??
      contents()
        .order(query.sort)
        .filter((at) => found?.value[at] === 1)
    if (key !== undefined) remember(pages, key, order)
    return ok(order)
  }
  return {
    page(query) {
      const columns = columnsOf(query, table, fieldsByName)
      if (!columns.ok) return columns
      const found = positions(query)
      if (!found.ok) return found
      const { rows } = contents()
      const slice = found.value.slice(query.offset, query.offset + query.limit)
      return ok({
        total: items.length,
        matched: found.value.length,
        rows: slice.flatMap((at) => (rows[at] ? [rowOf(rows[at], columns.value)] : [])),
      })
    },
    find(selection) {
      const found = match(selection)
      return found.ok ? ok(items.filter((_, at) => found.value[at] === 1)) : found
    },
  }
}

/** Undefined for a choice of ids: it is as long as the rows, and hardly comes twice. */
function keyOf({ where, within, ids }: BrowseSelection): string | undefined {
  return ids ? undefined : JSON.stringify([where, within?.tree, within?.id])
}

function columnsOf<R>(
  query: BrowseQuery,
  table: FieldTable<R>,
  byName: ReadonlyMap<string, Field<R>>,
): Result<readonly Field<R>[]> {
  const asked = query.fields ?? []
  const unknown = [...asked, ...query.sort.map((sort) => sort.field)].find((name) => !byName.has(name))
  if (unknown !== undefined) return fail(unknownFieldProblem(unknown, table.fields))
  return ok(query.fields ? asked.flatMap((name) => byName.get(name) ?? []) : table.fields)
}

function rowOf<Item extends Named>(row: Row<Item>, fields: readonly Field<Row<Item>>[]): InventoryRow {
  const values: Record<string, FieldValue> = {}
  for (const field of fields) values[field.name] = field.get(row)
  return { id: row.it.id, values }
}

function unknownPlace({ tree, id }: Place): Problem {
  return {
    code: 'query.unknown-place',
    message: `There is no ${id} in the tree of ${tree}.`,
    remedy: 'It may have been removed in vSphere: choose another place in the tree.',
  }
}

/** Typing a search looks at the same texts with each letter. */
function rememberingText<R extends object>(table: FieldTable<R>): FieldTable<R> {
  const texts = new WeakMap<R, string>()
  return {
    fields: table.fields,
    searchText(row) {
      let text = texts.get(row)
      if (text === undefined) texts.set(row, (text = table.searchText(row)))
      return text
    },
  }
}
