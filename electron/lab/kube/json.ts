/** JSON as values that nobody changes in place: every edit makes a new object, so stored ones can be shared. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject

export interface JsonObject {
  readonly [key: string]: Json | undefined
}

export interface OwnerReference extends JsonObject {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller?: boolean
  readonly blockOwnerDeletion?: boolean
}

/** One manager's claim on fields, as Kubernetes writes it into metadata.managedFields. */
export interface ManagedFieldsEntry extends JsonObject {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly time: string
  readonly fieldsType: 'FieldsV1'
  readonly fieldsV1: JsonObject
  readonly subresource?: string
}

export interface Metadata extends JsonObject {
  readonly name: string
  readonly generateName?: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly generation?: number
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly deletionGracePeriodSeconds?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly finalizers?: readonly string[]
  readonly ownerReferences?: readonly OwnerReference[]
  readonly managedFields?: readonly ManagedFieldsEntry[]
}

/** Fields of metadata that only the server writes. */
export const SYSTEM_FIELDS = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
]

/** An object whose metadata has been checked. */
export interface ApiObject extends JsonObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Metadata
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

/** The value as an object; an empty one when it is something else. */
export function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {}
}

/** The value as a list; an empty one when it is something else. */
export function asArray(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : []
}

export function asString(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A plain value as text; '' for anything else. */
export function asText(value: Json | undefined): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : (asString(value) ?? '')
}

/** The keys that hold a value. A key that holds undefined is not there: it would not survive the wire. */
export function keysOf(object: JsonObject): string[] {
  return Object.keys(object).filter((key) => object[key] !== undefined)
}

/** An own property. Guards against names such as `constructor` that every object inherits. */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** The value at a path of keys, undefined where it ends early. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let here = value
  for (const key of path) here = isObject(here) ? own(here, key) : undefined
  return here
}

/** A copy with one key set; `undefined` removes it. Safe for any key, `__proto__` too. */
export function withKey(object: JsonObject, key: string, value: Json | undefined): JsonObject {
  const entries = Object.entries(object).filter(([name]) => name !== key)
  if (value !== undefined) {
    const index = Object.keys(object).indexOf(key)
    entries.splice(index === -1 ? entries.length : index, 0, [key, value])
  }
  return Object.fromEntries(entries)
}

/** A copy with the value at `path` set; objects on the way are made, `undefined` removes. */
export function withPath(object: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const [key, ...rest] = path
  if (key === undefined) return object
  if (rest.length === 0) return withKey(object, key, value)
  const child = own(object, key)
  if (!isObject(child) && value === undefined) return object
  return withKey(object, key, withPath(asObject(child), rest, value))
}

/** Equal as JSON: the order of keys does not count, and a key that holds undefined is not there. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (isArray(a) && isArray(b))
    return a.length === b.length && a.every((item, index) => equal(item, b[index]))
  if (!isObject(a) || !isObject(b)) return false
  const keys = keysOf(a)
  return keys.length === keysOf(b).length && keys.every((key) => equal(a[key], own(b, key)))
}
