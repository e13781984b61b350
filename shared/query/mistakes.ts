/** What can be wrong with a query, each in words and with its place. */
import type { Problem } from '../problem.ts'
import { nearest } from './nearest.ts'
import type { FieldInfo } from './field.ts'

export interface Mistake {
  readonly problem: Problem
  /** In UTF-16 units from the start of the query. */
  readonly position: number
  /** At least 1, also behind the end: something to underline. */
  readonly length: number
}

export interface Span {
  readonly from: number
  readonly to: number
}

export const MAX_LENGTH = 4_000
/** Nested parentheses and `not`s. */
export const MAX_DEPTH = 64

export function syntaxMistake(span: Span, message: string, remedy: string): Mistake {
  return mistake('query.syntax', span, message, remedy)
}

export function typeMistake(span: Span, message: string, remedy: string): Mistake {
  return mistake('query.type', span, message, remedy)
}

export function valueMistake(span: Span, message: string, remedy: string): Mistake {
  return mistake('query.unknown-value', span, message, remedy)
}

export function unknownField(span: Span, name: string, fields: readonly FieldInfo[]): Mistake {
  const { message, remedy } = unknownFieldProblem(name, fields)
  return mistake('query.unknown-field', span, message, remedy)
}

/** The same without a place, for a column or a sort order. */
export function unknownFieldProblem(name: string, fields: readonly FieldInfo[]): Problem {
  const near = nearest(name, fields)
  return {
    code: 'query.unknown-field',
    message: `There is no field "${shortened(name)}".`,
    remedy:
      near.length === 0
        ? 'Use one of the names in the list of fields, or put the word in quotes to search for it.'
        : `Did you mean ${near.join(', ')}?`,
  }
}

export function tooLong(length: number): Mistake {
  return mistake(
    'query.too-long',
    { from: MAX_LENGTH, to: length },
    `The query has ${length} characters; ${MAX_LENGTH} are possible.`,
    'Write patterns such as db* instead of single names, or choose the rows by hand.',
  )
}

export function tooDeep(span: Span): Mistake {
  return mistake(
    'query.too-deep',
    span,
    `More than ${MAX_DEPTH} parentheses and nots are open at the same time.`,
    'Write the query with fewer of them.',
  )
}

/** A piece of a query inside a sentence, never longer than a line. */
export function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`
}

function mistake(code: string, { from, to }: Span, message: string, remedy: string): Mistake {
  const place = `, at character ${from + 1}.`
  return {
    problem: { code, message: message.replace(/\.$/, place), remedy },
    position: from,
    length: Math.max(1, to - from),
  }
}
