/** Completion for a search box or a shell. */
import type { FieldInfo } from './field.ts'
import { isAnyKeyword, isKeyword, quoted, tokenize, type Token } from './tokens.ts'
import { readNumber } from './units.ts'
import { operatorsOf } from './values.ts'

interface Suggestion {
  /** What replaces the text from `from` to `to`. */
  readonly text: string
  readonly doc: string
}

export interface Suggestions {
  readonly from: number
  readonly to: number
  readonly options: readonly Suggestion[]
}

/** What may come next at the caret. */
type Place =
  | { readonly kind: 'condition' | 'join' }
  | { readonly kind: 'operator' | 'value' | 'list' | 'list-next'; readonly field: FieldInfo }

const OPERATOR_DOCS: Readonly<Record<string, string>> = {
  '=': 'is',
  '!=': 'is not',
  '<': 'less than',
  '<=': 'at most',
  '>': 'more than',
  '>=': 'at least',
  '~': 'matches a pattern: * any characters, ? one',
  '!~': 'does not match a pattern',
}
const JOINS: readonly Suggestion[] = [
  { text: 'and', doc: 'Both must be so' },
  { text: 'or', doc: 'One of them must be so' },
]

/**
 * What can be written at `caret` (UTF-16 units from the start): names of fields, operators, values. The text
 * may be unfinished or wrong. Options that start like what is already there come first.
 */
export function suggest(text: string, caret: number, fields: readonly FieldInfo[]): Suggestions {
  const at = Math.max(0, Math.min(Math.floor(caret) || 0, text.length))
  const tokens = tokenize(text)
  const inside = tokens.find((token) => touches(token, at))
  const from = inside?.from ?? at
  const place = placeAfter(
    tokens.filter((token) => token.kind !== 'end' && token.to <= from),
    fields,
  )
  const typed = inside ? text.slice(from, at).replace(/^['"]/, '').toLowerCase() : ''
  return { from, to: inside?.to ?? at, options: matching(optionsAt(place, fields, typed), typed) }
}

/** Only words and strings are completed; behind an operator something new begins. */
function touches(token: Token, caret: number): boolean {
  if (token.kind !== 'word' && token.kind !== 'string') return false
  const closed = token.kind === 'string' && !token.unclosed
  return token.from < caret && (closed ? caret < token.to : caret <= token.to)
}

function placeAfter(tokens: readonly Token[], fields: readonly FieldInfo[]): Place {
  const byName = new Map(fields.map((field) => [field.name, field]))
  return tokens.reduce<Place>((place, token) => next(place, token, byName), { kind: 'condition' })
}

function next(place: Place, token: Token, byName: ReadonlyMap<string, FieldInfo>): Place {
  if (place.kind === 'value') return { kind: 'join' }
  if (place.kind === 'list') return { kind: 'list-next', field: place.field }
  if (place.kind === 'list-next')
    return token.kind === 'comma' ? { kind: 'list', field: place.field } : { kind: 'join' }
  if (place.kind === 'operator') {
    if (token.kind === 'operator') return { kind: 'value', field: place.field }
    if (token.kind === 'open') return { kind: 'list', field: place.field }
    // "not" may start "not in": what follows it is still about this field.
    if (isKeyword(token, 'in') || isKeyword(token, 'not')) return place
  }
  if (token.kind === 'close' || token.kind === 'string') return { kind: 'join' }
  if (token.kind !== 'word' || isAnyKeyword(token)) return { kind: 'condition' }
  const field = byName.get(token.text.toLowerCase())
  return field ? { kind: 'operator', field } : { kind: 'join' }
}

function optionsAt(place: Place, fields: readonly FieldInfo[], typed: string): readonly Option[] {
  switch (place.kind) {
    case 'condition':
      return [
        ...fields.map((field) => ({ text: field.name, doc: field.doc, also: field.also })),
        { text: 'not', doc: 'The opposite of what follows' },
      ]
    case 'join':
      return JOINS
    case 'operator':
      return place.field.type === 'flag'
        ? [...JOINS, ...operators(place.field)]
        : [...operators(place.field), { text: 'in', doc: 'one of several values: in (a, b)' }]
    case 'value':
    case 'list':
      return values(place.field, typed)
    case 'list-next':
      return []
  }
}

function operators(field: FieldInfo): readonly Option[] {
  return operatorsOf(field).map((operator) => ({ text: operator, doc: OPERATOR_DOCS[operator] ?? '' }))
}

function values(field: FieldInfo, typed: string): readonly Option[] {
  const doc = field.title
  if (field.type === 'flag') return ['yes', 'no'].map((value) => ({ text: value, doc }))
  if (field.type === 'bytes' && readNumber(typed) !== undefined)
    return ['GiB', 'TiB', 'MiB'].map((unit) => ({ text: typed + unit, doc }))
  return (field.values ?? []).map((value) => ({ text: quoted(value), doc }))
}

interface Option extends Suggestion {
  readonly also?: readonly string[] | undefined
}

function matching(options: readonly Option[], typed: string): readonly Suggestion[] {
  const starts = (option: Option) => plain(option).startsWith(typed)
  const contains = (option: Option) =>
    plain(option).includes(typed) || (option.also?.some((word) => word.startsWith(typed)) ?? false)
  return [...options.filter(starts), ...options.filter((option) => !starts(option) && contains(option))].map(
    ({ text, doc }) => ({ text, doc }),
  )
}

function plain(option: Option): string {
  return option.text.toLowerCase().replaceAll("'", '')
}
