/** Which operators a type of field has, and how its values are read and written. */
import type { FieldInfo, FieldType } from './field.ts'
import { shortened, typeMistake, valueMistake, type Mistake, type Span } from './mistakes.ts'
import { OPERATORS, type Operator, type QueryValue } from './query.ts'
import { quoted } from './tokens.ts'
import { readBytes, readNumber, writeBytes } from './units.ts'

const ORDERED: readonly Operator[] = ['=', '!=', '<', '<=', '>', '>=']
const BY_TYPE: Readonly<Record<FieldType, readonly Operator[]>> = {
  text: OPERATORS,
  number: ORDERED,
  bytes: ORDERED,
  flag: ['=', '!='],
  list: ['=', '!=', '~', '!~'],
}

export const TYPE_WORDS: Readonly<Record<FieldType, string>> = {
  text: 'a text',
  number: 'a number',
  bytes: 'a size',
  flag: 'yes or no',
  list: 'a list of texts',
}

const YES = new Set(['yes', 'true', 'on'])
const NO = new Set(['no', 'false', 'off'])

/** Larger and smaller say nothing about one of a few fixed words. */
export function operatorsOf(field: FieldInfo): readonly Operator[] {
  return field.type === 'text' && field.values ? BY_TYPE.list : BY_TYPE[field.type]
}

export function operatorMistake(field: FieldInfo, operator: Operator, span: Span): Mistake | undefined {
  const possible = operatorsOf(field)
  if (possible.includes(operator)) return undefined
  return typeMistake(
    span,
    `${operator} cannot be used with ${field.name}, which is ${kindOf(field)}.`,
    `Use ${field.type === 'flag' ? `${field.name} or not ${field.name}` : possible.join('  ')}.`,
  )
}

export type ReadValue =
  { readonly ok: true; readonly value: QueryValue } | { readonly ok: false; readonly mistake: Mistake }

/** The value that `written` is for this field and operator. */
export function readValue(field: FieldInfo, operator: Operator, written: string, span: Span): ReadValue {
  // Nothing there can be asked of every field, and is no pattern.
  if (written === '' && (operator === '=' || operator === '!=')) return { ok: true, value: '' }
  const isPattern = operator === '~' || operator === '!~'
  if ((field.type === 'text' || field.type === 'list') && (isPattern || !field.values))
    return { ok: true, value: written }
  const value = field.values ? listed(field, written) : converted(field.type, written)
  return value === undefined ? { ok: false, mistake: wrongValue(field, written, span) } : { ok: true, value }
}

/** The text of a value in a query; reads back as the same value. */
export function writeValue(field: FieldInfo | undefined, value: QueryValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return field?.type === 'bytes' ? writeBytes(value) : String(value)
  return quoted(value)
}

function listed(field: FieldInfo, written: string): string | undefined {
  const lower = written.toLowerCase()
  return field.values?.find((value) => value.toLowerCase() === lower)
}

function converted(type: FieldType, written: string): QueryValue | undefined {
  if (type === 'number') return readNumber(written)
  if (type === 'bytes') return readBytes(written)
  const lower = written.toLowerCase()
  return YES.has(lower) ? true : NO.has(lower) ? false : undefined
}

function wrongValue(field: FieldInfo, written: string, span: Span): Mistake {
  const shown = shortened(written)
  if (field.values)
    return valueMistake(
      span,
      `"${shown}" is no value of ${field.name}.`,
      `Use one of: ${field.values.join(', ')}.`,
    )
  return typeMistake(span, `${field.name} is ${kindOf(field)}, and "${shown}" is none.`, EXAMPLES[field.type])
}

const EXAMPLES: Readonly<Record<FieldType, string>> = {
  text: 'Write a word, or a text in quotes.',
  number: 'Write a number such as 4.',
  bytes: 'Write a number with a unit, such as 8GiB, 512MiB or 1.5TiB.',
  flag: 'Write yes or no.',
  list: 'Write a word, or a text in quotes.',
}

function kindOf(field: FieldInfo): string {
  if (field.values && field.type === 'text') return `one of ${field.values.join(', ')}`
  return TYPE_WORDS[field.type]
}
