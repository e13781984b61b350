import { asText, isArray, isObject, keysOf, own } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import type { Schema } from './schema.ts'
import { duplicateField, invalidField, requiredField, unsupportedValue } from './status.ts'
import type { Cause } from './status.ts'

const QUANTITY = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

function fits(type: NonNullable<Schema['type']>, value: Json): boolean {
  return typeOf(value) === type || (type === 'number' && typeof value === 'number')
}

function wrongType(path: string, value: Json, wanted: string): Cause {
  const got = typeOf(value)
  return {
    reason: 'FieldValueTypeInvalid',
    message: `Invalid value: "${got}": ${path} in body must be of type ${wanted}: "${got}"`,
    field: path,
  }
}

/** What is wrong with a value, each cause with the path of the field at fault. */
export function checkValue(schema: Schema, value: Json | undefined, path: string): readonly Cause[] {
  if (value === undefined || value === null) return []
  const shape = checkShape(schema, value, path)
  if (shape.length > 0) return shape
  if (isArray(value)) return checkList(schema, value, path)
  if (isObject(value)) return checkObject(schema, value, path)
  return checkScalar(schema, value, path)
}

function checkShape(schema: Schema, value: Json, path: string): readonly Cause[] {
  if (schema.type !== undefined && !fits(schema.type, value)) return [wrongType(path, value, schema.type)]
  const either = schema.format === 'quantity' || schema.format === 'int-or-string'
  if (either && typeof value !== 'string' && typeof value !== 'number')
    return [wrongType(path, value, 'integer or string')]
  return []
}

function checkScalar(schema: Schema, value: Json, path: string): readonly Cause[] {
  const text = asText(value)
  if (schema.enum !== undefined && !schema.enum.includes(text))
    return [unsupportedValue(path, value, schema.enum)]
  if (schema.pattern !== undefined && !new RegExp(`^(?:${schema.pattern})$`).test(text))
    return [invalidField(path, value, `${path} in body should match '${schema.pattern}'`)]
  if (schema.minimum !== undefined && Number(value) < schema.minimum)
    return [invalidField(path, value, `must be at least ${schema.minimum}`)]
  if (schema.format === 'quantity' && !QUANTITY.test(text))
    return [invalidField(path, value, 'quantities must match a number with an optional unit')]
  if (schema.format === 'byte' && !BASE64.test(text.replace(/\s/g, '')))
    // The value may be secret, so it is not repeated.
    return [invalidField(path, '', 'illegal base64 data')]
  if (schema.format === 'date-time' && Number.isNaN(Date.parse(text)))
    return [invalidField(path, value, 'a time in the form of RFC 3339 is needed')]
  return []
}

function checkList(schema: Schema, items: readonly Json[], path: string): readonly Cause[] {
  const causes: Cause[] = []
  if (items.length < (schema.minItems ?? 0)) causes.push(requiredField(path))
  const inner = schema.items
  if (inner !== undefined)
    items.forEach((item, index) => {
      if (item === null) causes.push(wrongType(`${path}[${index}]`, item, inner.type ?? 'object'))
      causes.push(...checkValue(inner, item, `${path}[${index}]`))
    })
  return [...causes, ...checkUnique(schema, items, path)]
}

function checkUnique(schema: Schema, items: readonly Json[], path: string): readonly Cause[] {
  const keys = items.map((item) => itemKey(schema, item))
  return keys.flatMap((key, index) =>
    key === undefined || keys.indexOf(key) === index
      ? []
      : [duplicateField(`${path}[${index}]`, JSON.parse(key) as Json)],
  )
}

/** What tells an item of a list apart from its neighbours, as JSON text; undefined in an ordinary list. */
export function itemKey(schema: Schema, item: Json): string | undefined {
  if (schema.set === true) return JSON.stringify(item)
  if (schema.mapKeys === undefined || !isObject(item)) return undefined
  const properties = schema.items?.properties ?? {}
  const pairs = schema.mapKeys.map((key) => [key, own(item, key) ?? properties[key]?.default] as const)
  return JSON.stringify(Object.fromEntries(pairs))
}

function checkObject(schema: Schema, value: JsonObject, path: string): readonly Cause[] {
  const prefix = path === '' ? '' : `${path}.`
  const causes: Cause[] = (schema.required ?? [])
    .filter((key) => (own(value, key) ?? null) === null)
    .map((key) => requiredField(`${prefix}${key}`))
  for (const key of keysOf(value)) {
    const known = schema.properties === undefined ? undefined : propertyOf(schema.properties, key)
    if (known !== undefined) causes.push(...checkValue(known, value[key], `${prefix}${key}`))
    else if (schema.values !== undefined)
      causes.push(...checkValue(schema.values, value[key], `${path}[${key}]`))
  }
  return causes
}

function propertyOf(properties: Readonly<Record<string, Schema>>, key: string): Schema | undefined {
  return Object.hasOwn(properties, key) ? properties[key] : undefined
}

/** The schema one step down: a property, a map's values, nothing known. */
export function schemaAt(schema: Schema | undefined, key: string): Schema | undefined {
  if (schema?.properties === undefined) return schema?.values
  return propertyOf(schema.properties, key) ?? schema.values
}

/** Takes out described fields that hold null: Kubernetes reads them as left out. */
export function withoutNulls(schema: Schema | undefined, value: Json): Json {
  if (schema === undefined) return value
  if (isArray(value)) return value.map((item) => withoutNulls(schema.items, item))
  if (!isObject(value)) return value
  const kept = keysOf(value).flatMap((key): (readonly [string, Json])[] => {
    const child = value[key] ?? null
    const inner = schemaAt(schema, key)
    if (child === null) return inner === undefined ? [[key, child]] : []
    return [[key, withoutNulls(inner, child)]]
  })
  return Object.fromEntries(kept)
}
