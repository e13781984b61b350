/** Sorts rows by fields, and remembers each order: paging through a sorted table sorts once. */
import type { FieldTable } from './field.ts'
import { compareText, naturalKey } from './natural.ts'

export interface Sorting {
  readonly field: string
  readonly descending: boolean
}

/**
 * Answers with the positions of all rows, sorted; rows that are equal in all of `sort` are in the natural order
 * of their names, then their ids. Unknown values come last, whichever way the order goes.
 */
export type Orders = (sort: readonly Sorting[]) => readonly number[]

/** What is compared: its plain order (`<`) is the order of the rows. Undefined is unknown. */
type Key = string | number | undefined
type Keys = readonly Key[]

const REMEMBERED = 8
/** A column with more different texts than this repeats too little to remember them. */
const FEW = 4_096
/** The field that every table has, and that settles what others leave open. */
const NAME = 'name'

export function createOrders<Row>(
  rows: readonly Row[],
  table: FieldTable<Row>,
  idOf: (row: Row) => string,
): Orders {
  const orders = new Map<string, readonly number[]>()
  const columns = new Map<string, Keys>()
  const keysOf = (name: string): Keys => {
    const keys = columns.get(name) ?? columnKeys(rows, table, name)
    remember(columns, name, keys)
    return keys
  }
  let byName: readonly number[] | undefined
  return (sort) => {
    byName ??= nameOrder(rows, table, keysOf(NAME), idOf)
    // Name is the order to start from: asking for it last says nothing new.
    const last = sort.at(-1)
    const needed = last?.field === NAME && !last.descending ? sort.slice(0, -1) : sort
    const signature = needed.map(({ field, descending }) => (descending ? '-' : '+') + field).join()
    let order = orders.get(signature)
    if (!order) {
      order = byName
      for (const { field, descending } of needed.toReversed())
        order = stablySorted(order, ranksOf(keysOf(field), descending))
    }
    remember(orders, signature, order)
    return order
  }
}

/** Keeps the few entries used last: a Map lists them in the order in which they were set. */
export function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > REMEMBERED && oldest !== undefined) map.delete(oldest)
}

function columnKeys<Row>(rows: readonly Row[], table: FieldTable<Row>, name: string): Keys {
  const field = table.fields.find((one) => one.name === name)
  if (!field) throw new Error(`There is no field ${name} to sort by.`)
  // Hosts, folders and systems repeat: each text is turned into its key once.
  const known = new Map<string, string>()
  const textKey = (text: string): Key => {
    if (text === '') return undefined
    let key = known.get(text)
    if (key !== undefined) return key
    key = naturalKey(text)
    if (known.size < FEW) known.set(text, key)
    return key
  }
  return rows.map((row) => {
    const value = field.get(row)
    if (value === null) return undefined
    if (typeof value === 'string') return textKey(value)
    if (typeof value === 'number') return value
    if (typeof value === 'boolean') return value ? 1 : 0
    return textKey(value.join(', '))
  })
}

function nameOrder<Row>(
  rows: readonly Row[],
  table: FieldTable<Row>,
  keys: Keys,
  idOf: (row: Row) => string,
): readonly number[] {
  const field = table.fields.find((one) => one.name === NAME)
  const names = rows.map((row) => String(field?.get(row) ?? ''))
  return rows
    .map((_, position) => position)
    .sort((a, b) => {
      const x = keys[a] ?? ''
      const y = keys[b] ?? ''
      if (x !== y) return x === '' ? 1 : y === '' ? -1 : x < y ? -1 : 1
      const [one, two] = [rows[a], rows[b]]
      if (one === undefined || two === undefined) return 0
      return compareText(names[a] ?? '', names[b] ?? '') || compareText(idOf(one), idOf(two))
    })
}

/** Place of each row's key among all keys; equal keys share one. */
function ranksOf(keys: Keys, descending: boolean): Float64Array {
  const known = [...new Set(keys)].filter((key) => key !== undefined)
  known.sort((a, b) => (a < b ? -1 : 1))
  if (descending) known.reverse()
  const ranks = new Map<Key, number>(known.map((key, rank) => [key, rank]))
  return Float64Array.from(keys, (key) => ranks.get(key) ?? known.length)
}

/** Rank and present place as one number: sorting plain numbers is many times faster than calling back. */
function stablySorted(order: readonly number[], ranks: Float64Array): readonly number[] {
  const count = order.length
  const combined = new Float64Array(count)
  for (let place = 0; place < count; place++)
    combined[place] = (ranks[order[place] ?? 0] ?? 0) * count + place
  combined.sort()
  return Array.from(combined, (value) => order[value % count] ?? 0)
}
