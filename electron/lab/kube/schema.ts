/**
 * What the server knows about a kind's fields: types for validation and OpenAPI, and how lists merge.
 * A field that is not described is kept as it comes.
 */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  /** Values of a map with free keys. */
  readonly values?: Schema
  readonly items?: Schema
  readonly enum?: readonly string[]
  /** A regular expression that the whole string has to match. */
  readonly pattern?: string
  readonly minimum?: number
  readonly minItems?: number
  /** `quantity`: a Kubernetes amount, string or number. `int-or-string`: either. `byte`: base64. */
  readonly format?: 'quantity' | 'int-or-string' | 'byte' | 'date-time'
  /** Taken for a missing key of an associative list. */
  readonly default?: string
  /** Server-side apply: a list of objects told apart by these fields. */
  readonly mapKeys?: readonly string[]
  /** Server-side apply: a list of plain values without order. */
  readonly set?: boolean
  /** Strategic merge patch: the field that tells items apart; `''` merges plain values. */
  readonly mergeKey?: string
  /** The object is one value for server-side apply and strategic merge patch. */
  readonly atomic?: boolean
}

export const string: Schema = { type: 'string' }
export const boolean: Schema = { type: 'boolean' }
export const integer: Schema = { type: 'integer' }
export const quantity: Schema = { format: 'quantity' }
export const anyValue: Schema = {}
export const anyObject: Schema = { type: 'object' }
export const time: Schema = { type: 'string', format: 'date-time' }
export const stringMap: Schema = { type: 'object', values: string }

export function object(properties: Readonly<Record<string, Schema>>, required?: readonly string[]): Schema {
  return { type: 'object', properties, required }
}

export function list(items: Schema): Schema {
  return { type: 'array', items }
}

/** A list of plain values without order. */
export function setOf(items: Schema): Schema {
  return { type: 'array', items, set: true, mergeKey: '' }
}

/** A list of objects told apart by `keys`; strategic merge patch goes by the first of them. */
export function listBy(keys: readonly [string, ...string[]], items: Schema): Schema {
  return { type: 'array', items, mapKeys: keys, mergeKey: keys[0] }
}

export function oneOf(...values: readonly string[]): Schema {
  return { type: 'string', enum: values }
}

/** A description for readers, in `kubectl explain`. */
export function described(description: string, schema: Schema): Schema {
  return { ...schema, description }
}
