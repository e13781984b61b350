/** A query as data: what the parser makes, what is compiled into a predicate, and what is written back as text. */

export const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', '~', '!~'] as const
export type Operator = (typeof OPERATORS)[number]

/** A number for number and bytes fields, a boolean for flags, otherwise a text; '' stands for "nothing there". */
export type QueryValue = string | number | boolean

export type Query =
  | { readonly kind: 'all' }
  /** Two parts or more, none of them an `and` itself. */
  | { readonly kind: 'and'; readonly parts: readonly Query[] }
  | { readonly kind: 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  | {
      readonly kind: 'compare'
      readonly field: string
      readonly operator: Operator
      readonly value: QueryValue
    }
  | { readonly kind: 'in'; readonly field: string; readonly values: readonly QueryValue[] }
  /** Occurs in the search text of a row. */
  | { readonly kind: 'word'; readonly text: string }

export const EVERYTHING: Query = { kind: 'all' }

/** Joined by `and`: flat, so that equal conditions have one shape whatever parentheses they were written with. */
export function allOf(parts: readonly Query[]): Query {
  return joined('and', parts)
}

export function anyOf(parts: readonly Query[]): Query {
  return joined('or', parts)
}

function joined(kind: 'and' | 'or', parts: readonly Query[]): Query {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]))
  const [only] = flat
  return flat.length === 1 && only ? only : { kind, parts: flat }
}
