/**
 * Reads the query language.
 *
 *     query      = [ either ]
 *     either     = both { "or" both }
 *     both       = negated { [ "and" ] negated }      "and" may be left out between plain words only
 *     negated    = { "not" } operand
 *     operand    = "(" either ")" | comparison | flag | word
 *     comparison = field operator value | field [ "not" ] "in" "(" value { "," value } ")"
 *
 * A name of a yes-or-no field alone is a condition; any other word alone is searched for in the row's text.
 */
import type { Problem, Result } from '../problem.ts'
import { current, isReserved, type State } from './cursor.ts'
import { expectedCondition, missingAnd, notAField, unclosedString } from './expectations.ts'
import type { FieldInfo } from './field.ts'
import {
  MAX_DEPTH,
  MAX_LENGTH,
  shortened,
  syntaxMistake,
  tooDeep,
  tooLong,
  type Mistake,
} from './mistakes.ts'
import { allOf, anyOf, EVERYTHING, type Operator, type Query, type QueryValue } from './query.ts'
import { isKeyword, tokenize, type Token } from './tokens.ts'
import { isUnit, readNumber } from './units.ts'
import { operatorMistake, readValue } from './values.ts'

export type ReadQuery =
  | { readonly ok: true; readonly value: Query }
  /** `position` and `length` say what to underline, in UTF-16 units. */
  | { readonly ok: false; readonly problem: Problem; readonly position: number; readonly length: number }

/** Like parseQuery, with the place of the mistake as numbers. */
export function readQuery(text: string, fields: readonly FieldInfo[]): ReadQuery {
  if (text.length > MAX_LENGTH) return { ok: false, ...tooLong(text.length) }
  const tokens = tokenize(text)
  const unclosed = tokens.find((token) => token.unclosed)
  if (unclosed) return { ok: false, ...unclosedString(unclosed) }
  if (tokens.length === 1) return { ok: true, value: EVERYTHING }
  const state: State = {
    tokens,
    fields,
    byName: new Map(fields.map((field) => [field.name, field])),
    at: 0,
    depth: 0,
    afterComparison: false,
  }
  const query = either(state)
  if (query && current(state).kind !== 'end') refuseRest(state)
  if (state.mistake) return { ok: false, ...state.mistake }
  return { ok: true, value: query ?? EVERYTHING }
}

/**
 * The query that `text` is, in terms of `fields`; "" is all rows. Problems: query.syntax, query.unknown-field,
 * query.unknown-value, query.type, query.too-long, query.too-deep, each with the character (from 1) in its
 * message. Never throws; time grows with the length of the text.
 */
export function parseQuery(text: string, fields: readonly FieldInfo[]): Result<Query> {
  const read = readQuery(text, fields)
  return read.ok ? { ok: true, value: read.value } : { ok: false, problem: read.problem }
}

/** Null stands for "no query: see state.mistake" in all that follows. */
function refuse(state: State, mistake: Mistake): null {
  state.mistake ??= mistake
  return null
}

function either(state: State): Query | null {
  const parts: Query[] = []
  for (;;) {
    const part = both(state)
    if (!part) return null
    parts.push(part)
    if (!isKeyword(current(state), 'or')) return anyOf(parts)
    state.at++
  }
}

function both(state: State): Query | null {
  const parts: Query[] = []
  for (;;) {
    const part = negated(state)
    if (!part) return null
    parts.push(part)
    const token = current(state)
    if (isKeyword(token, 'and')) state.at++
    else if (token.kind === 'end' || token.kind === 'close' || isKeyword(token, 'or')) return allOf(parts)
    else if (state.afterComparison || isComparison(state)) return refuse(state, missingAnd(state))
  }
}

function negated(state: State): Query | null {
  const before = state.depth
  while (isKeyword(current(state), 'not')) {
    if (++state.depth > MAX_DEPTH) return refuse(state, tooDeep(current(state)))
    state.at++
  }
  const nots = state.depth - before
  let query = operand(state)
  for (let i = 0; query && i < nots; i++) query = { kind: 'not', part: query }
  state.depth = before
  return query
}

function operand(state: State): Query | null {
  const token = current(state)
  if (token.kind === 'open') return group(state)
  if (isComparison(state)) return comparison(state)
  if (token.kind === 'end' || isKeyword(token, 'and') || isKeyword(token, 'or'))
    return refuse(state, expectedCondition(state))
  if (token.kind !== 'word' && token.kind !== 'string') return refuse(state, expectedCondition(state))
  state.at++
  state.afterComparison = false
  const field = token.kind === 'word' ? state.byName.get(token.text.toLowerCase()) : undefined
  if (field?.type === 'flag') return { kind: 'compare', field: field.name, operator: '=', value: true }
  return { kind: 'word', text: token.text }
}

function group(state: State): Query | null {
  const open = current(state)
  if (++state.depth > MAX_DEPTH) return refuse(state, tooDeep(open))
  state.at++
  const query = either(state)
  if (!query) return null
  const token = current(state)
  if (token.kind === 'end')
    return refuse(state, syntaxMistake(open, 'A parenthesis is not closed.', 'Write ) where it ends.'))
  if (token.kind !== 'close') return refuseRest(state)
  state.at++
  state.depth--
  state.afterComparison = false
  return query
}

/** A word (or string) with an operator or "in (" behind it. */
function isComparison(state: State): boolean {
  const { kind } = current(state)
  if (kind !== 'word' && kind !== 'string') return false
  return current(state, 1).kind === 'operator' || listStart(state) > 0
}

/** How many tokens ahead the parenthesis of a list is; 0 where no list follows. "in" alone is a plain word. */
function listStart(state: State): number {
  const behind = isKeyword(current(state, 1), 'not') ? 2 : 1
  return isKeyword(current(state, behind), 'in') && current(state, behind + 1).kind === 'open'
    ? behind + 1
    : 0
}

function comparison(state: State): Query | null {
  const name = current(state)
  const field = name.kind === 'word' ? state.byName.get(name.text.toLowerCase()) : undefined
  if (!field) return refuse(state, notAField(state, name))
  state.afterComparison = true
  const open = listStart(state)
  if (open > 0) return inList(state, field, open)
  const sign = current(state, 1)
  const operator = sign.text as Operator
  const mistake = operatorMistake(field, operator, sign)
  if (mistake) return refuse(state, mistake)
  state.at += 2
  const read = value(state, field, operator)
  return read === null ? null : { kind: 'compare', field: field.name, operator, value: read }
}

function inList(state: State, field: FieldInfo, open: number): Query | null {
  const negative = isKeyword(current(state, 1), 'not')
  const parenthesis = current(state, open)
  state.at += open + 1
  const values: QueryValue[] = []
  for (;;) {
    const read = value(state, field, '=')
    if (read === null) return null
    values.push(read)
    const token = current(state)
    state.at++
    if (token.kind === 'close') break
    if (token.kind === 'comma') continue
    return refuse(
      state,
      token.kind === 'end'
        ? syntaxMistake(parenthesis, 'The list is not closed.', 'Write ) behind its last value.')
        : syntaxMistake(
            token,
            'Expected a comma or ) in the list.',
            'Put commas between values, and quotes around a value of several words.',
          ),
    )
  }
  const query: Query = { kind: 'in', field: field.name, values }
  return negative ? { kind: 'not', part: query } : query
}

function value(state: State, field: FieldInfo, operator: Operator): QueryValue | null {
  const token = current(state)
  const isText = token.kind === 'string' || (token.kind === 'word' && !isReserved(token))
  if (!isText) {
    const shown = token.kind === 'end' ? '' : `, not "${shortened(token.text)}"`
    const message = `Expected a value for ${field.name}${shown}.`
    return refuse(
      state,
      syntaxMistake(
        token,
        message,
        `Write a word or a text in quotes; "and", "or" and "not" always stand in quotes.`,
      ),
    )
  }
  state.at++
  const { text, to } = withUnit(state, field, token)
  const read = readValue(field, operator, text, { from: token.from, to })
  return read.ok ? read.value : refuse(state, read.mistake)
}

/** "8 GiB" is one value as much as "8GiB". */
function withUnit(state: State, field: FieldInfo, token: Token): { text: string; to: number } {
  const next = current(state)
  const apart =
    field.type === 'bytes' &&
    next.kind === 'word' &&
    isUnit(next.text) &&
    readNumber(token.text) !== undefined
  if (apart) state.at++
  return apart ? { text: token.text + next.text, to: next.to } : token
}

function refuseRest(state: State): null {
  const token = current(state)
  return refuse(
    state,
    syntaxMistake(
      token,
      token.kind === 'close'
        ? 'This parenthesis was never opened.'
        : `"${shortened(token.text)}" is not expected here.`,
      'Leave it out, or put it in quotes to search for it.',
    ),
  )
}
