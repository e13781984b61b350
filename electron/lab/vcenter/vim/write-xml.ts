import { isScalar, type Declared, type Schema } from './schema.ts'
import { isArray, isObject, Ref, textOf, Typed, type Vim, type VimObject } from './value.ts'

/**
 * Writes `value` as element(s) `name`. As in vSphere, xsi:type stands where the reader could not know the type:
 * where a value is of a subtype of the declared one, and everywhere below `explicit`, the form that property
 * values (declared as anyType) have.
 */
export function writeXml(schema: Schema, name: string, value: Vim, type: Declared, explicit = false): string {
  if (value === undefined) return ''
  if (isArray(value)) {
    if (!explicit) return value.map((item) => writeOne(schema, name, item, type.type, false)).join('')
    const element = elementName(type.type)
    const items = value.map((item) => writeOne(schema, element, item, type.type, true)).join('')
    return `<${name} xsi:type="ArrayOf${element.charAt(0).toUpperCase()}${element.slice(1)}">${items}</${name}>`
  }
  return writeOne(schema, name, value, type.type, explicit)
}

function writeOne(schema: Schema, name: string, value: Vim, type: string, explicit: boolean): string {
  if (value instanceof Typed) return writeXml(schema, name, value.value, value.type, true)
  const typed = explicit || type === 'any'
  if (value instanceof Ref) {
    const xsi = typed ? ' xsi:type="ManagedObjectReference"' : ''
    return `<${name} type="${escapeXml(value.type)}"${xsi}>${escapeXml(value.id)}</${name}>`
  }
  if (isObject(value)) {
    const actual = value.$type ?? type
    const xsi = typed || actual !== type ? ` xsi:type="${actual}"` : ''
    return `<${name}${xsi}>${writeFields(schema, value, actual)}</${name}>`
  }
  const xsi = typed ? ` xsi:type="${scalarType(value, type)}"` : ''
  return `<${name}${xsi}>${scalarText(value)}</${name}>`
}

function writeFields(schema: Schema, value: VimObject, type: string): string {
  let out = ''
  for (const [field, fieldType] of schema.fields(type)) {
    const part = value[field]
    if (part !== undefined) out += writeXml(schema, field, part, fieldType)
  }
  return out
}

function elementName(type: string): string {
  if (type === 'ref') return 'ManagedObjectReference'
  return type === 'any' ? 'anyType' : type
}

function scalarType(value: Vim, type: string): string {
  if (isScalar(type)) return `xsd:${type}`
  if (type !== 'any') return type
  if (value instanceof Date) return 'xsd:dateTime'
  if (typeof value === 'number') return 'xsd:int'
  return typeof value === 'boolean' ? 'xsd:boolean' : 'xsd:string'
}

function scalarText(value: Vim): string {
  return typeof value === 'string' ? escapeXml(value) : textOf(value)
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const PLAIN = /^[\w .:/\-[\]()@,=+*]*$/

/** Text for an element or a quoted attribute. Characters that XML 1.0 cannot hold become '?'. */
export function escapeXml(text: string): string {
  // Nearly all text is plain, and an inventory holds a great deal of it.
  if (PLAIN.test(text)) return text
  return text
    .replaceAll(/[&<>"]/g, (c) => ENTITIES[c] ?? c)
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')
}
