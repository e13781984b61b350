import type { Field, FieldTable, FieldValue } from './field.ts'
import { globMatcher } from './glob.ts'
import { naturalKey } from './natural.ts'
import type { Operator, Query, QueryValue } from './query.ts'

export type Predicate<Row> = (row: Row) => boolean
type Test = (value: FieldValue) => boolean

/**
 * The query as a predicate. `!=` and `!~` are the opposites of `=` and `~`; any other comparison with an
 * unknown value is false. A query that does not come from parseQuery with the same fields may throw.
 */
export function compile<Row>(query: Query, table: FieldTable<Row>): Predicate<Row> {
  const byName = new Map(table.fields.map((field) => [field.name, field]))
  const fieldOf = (name: string): Field<Row> => {
    const field = byName.get(name)
    if (!field) throw new Error(`The query has a field ${name} that its table has not.`)
    return field
  }
  const make = (part: Query): Predicate<Row> => {
    switch (part.kind) {
      case 'all':
        return () => true
      case 'and':
        return every(part.parts.map(make))
      case 'or':
        return some(part.parts.map(make))
      case 'not': {
        const inner = make(part.part)
        return (row) => !inner(row)
      }
      case 'word': {
        const word = part.text.toLowerCase()
        return (row) => table.searchText(row).includes(word)
      }
      case 'compare':
        return onField(fieldOf(part.field), comparing(part.operator, part.value))
      case 'in':
        return onField(fieldOf(part.field), oneOf(part.values))
    }
  }
  return make(query)
}

function onField<Row>(field: Field<Row>, test: Test): Predicate<Row> {
  return (row) => test(field.get(row))
}

function every<Row>(parts: readonly Predicate<Row>[]): Predicate<Row> {
  return (row) => parts.every((part) => part(row))
}

function some<Row>(parts: readonly Predicate<Row>[]): Predicate<Row> {
  return (row) => parts.some((part) => part(row))
}

function comparing(operator: Operator, value: QueryValue): Test {
  switch (operator) {
    case '=':
      return equalTo(value)
    case '!=':
      return opposite(equalTo(value))
    case '~':
      return like(String(value))
    case '!~':
      return opposite(like(String(value)))
    case '<':
      return ordered(value, (order) => order < 0)
    case '<=':
      return ordered(value, (order) => order <= 0)
    case '>':
      return ordered(value, (order) => order > 0)
    case '>=':
      return ordered(value, (order) => order >= 0)
  }
}

function opposite(test: Test): Test {
  return (value) => !test(value)
}

function equalTo(wanted: QueryValue): Test {
  return oneOf([wanted])
}

/** Texts without regard to case; '' is met by what is unknown or empty, of whatever type. */
function oneOf(wanted: readonly QueryValue[]): Test {
  const set = new Set(wanted.map((value) => (typeof value === 'string' ? value.toLowerCase() : value)))
  const nothing = set.has('')
  return (value) => {
    if (value === null) return nothing
    if (typeof value === 'string') return set.has(value.toLowerCase())
    if (typeof value !== 'object') return set.has(value)
    return value.length === 0 ? nothing : value.some((item) => set.has(item.toLowerCase()))
  }
}

function like(pattern: string): Test {
  const matches = globMatcher(pattern)
  return (value) => {
    if (typeof value === 'string') return matches(value.toLowerCase())
    return Array.isArray(value) && value.some((item) => matches(item.toLowerCase()))
  }
}

function ordered(limit: QueryValue, holds: (order: number) => boolean): Test {
  const key = typeof limit === 'string' ? naturalKey(limit) : limit
  return (value) => {
    if (typeof value === 'string' && typeof key === 'string') return holds(order(naturalKey(value), key))
    return typeof value === 'number' && typeof key === 'number' && holds(order(value, key))
  }
}

function order<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
