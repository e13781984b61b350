import type { FieldInfo } from './field.ts'
import { EVERYTHING, type Query } from './query.ts'
import { quoted } from './tokens.ts'
import { writeValue } from './values.ts'

/**
 * The query as text. Reads back (with the same fields) as the same query, as long as the text is within the
 * limit of parseQuery.
 */
export function formatQuery(query: Query, fields: readonly FieldInfo[]): string {
  return write(query, new Map(fields.map((field) => [field.name, field])))
}

type Fields = ReadonlyMap<string, FieldInfo>

function write(query: Query, fields: Fields): string {
  switch (query.kind) {
    case 'all':
      return ''
    case 'or':
      return query.parts.map((part) => write(part, fields)).join(' or ')
    case 'and':
      return conjunction(query.parts, fields)
    case 'not':
      return `not ${within(query.part, fields)}`
    case 'word':
      return word(query.text, fields)
    case 'in': {
      const field = fields.get(query.field)
      return `${query.field} in (${query.values.map((value) => writeValue(field, value)).join(', ')})`
    }
    case 'compare': {
      if (query.operator === '=' && query.value === true) return query.field
      return `${query.field} ${query.operator} ${writeValue(fields.get(query.field), query.value)}`
    }
  }
}

/** Plain words stay side by side, as they were typed. */
function conjunction(parts: readonly Query[], fields: Fields): string {
  let text = ''
  let before = EVERYTHING
  for (const part of parts) {
    const between = text === '' ? '' : before.kind === 'word' && part.kind === 'word' ? ' ' : ' and '
    text += between + (part.kind === 'or' ? `(${write(part, fields)})` : write(part, fields))
    before = part
  }
  return text
}

function within(part: Query, fields: Fields): string {
  const text = write(part, fields)
  return part.kind === 'and' || part.kind === 'or' ? `(${text})` : text
}

/** In quotes where it would read as a condition. */
function word(text: string, fields: Fields): string {
  const isFlag = fields.get(text.toLowerCase())?.type === 'flag'
  return isFlag ? `'${text}'` : quoted(text)
}
