/**
 * Sets of field paths, the currency of server-side apply, and their wire form FieldsV1: "f:name" is a field,
 * "k:{...}" an item of a list by its keys, "v:..." an item by its value, "." the holder itself.
 */
import { equal, isArray, isObject, keysOf, own } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Schema } from '../schema.ts'
import { itemKey, schemaAt } from '../validate.ts'

export interface FieldSet {
  /** The path that leads here is in the set. */
  readonly member: boolean
  readonly children: ReadonlyMap<string, FieldSet>
}

export const nothing: FieldSet = { member: false, children: new Map() }
const leaf: FieldSet = { member: true, children: new Map() }

export function isNothing(set: FieldSet): boolean {
  return !set.member && [...set.children.values()].every(isNothing)
}

/** Combines two sets path by path. */
function combine(a: FieldSet, b: FieldSet, keep: (inA: boolean, inB: boolean) => boolean): FieldSet {
  const children = new Map<string, FieldSet>()
  for (const key of new Set([...a.children.keys(), ...b.children.keys()])) {
    const child = combine(a.children.get(key) ?? nothing, b.children.get(key) ?? nothing, keep)
    if (!isNothing(child)) children.set(key, child)
  }
  return { member: keep(a.member, b.member), children }
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA || inB)
}

export function subtract(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && !inB)
}

export function intersect(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && inB)
}

export function sameSet(a: FieldSet, b: FieldSet): boolean {
  return isNothing(combine(a, b, (inA, inB) => inA !== inB))
}

/** The value as parts with a path element each; undefined when it is one indivisible value. */
export function partsOf(
  schema: Schema | undefined,
  value: Json,
): ReadonlyMap<string, { readonly value: Json; readonly schema: Schema | undefined }> | undefined {
  if (schema?.atomic === true) return undefined
  if (isObject(value))
    return new Map(
      keysOf(value).map((key) => [
        `f:${key}`,
        { value: own(value, key) ?? null, schema: schemaAt(schema, key) },
      ]),
    )
  if (!isArray(value) || (schema?.set !== true && schema?.mapKeys === undefined)) return undefined
  const prefix = schema.set === true ? 'v:' : 'k:'
  return new Map(
    value.map((item) => [prefix + (itemKey(schema, item) ?? ''), { value: item, schema: schema.items }]),
  )
}

/** The fields that a value states: its leaves, and each item of a list that has keys. */
export function fieldsOf(schema: Schema | undefined, value: Json): FieldSet {
  const parts = partsOf(schema, value)
  if (parts === undefined || parts.size === 0) return leaf
  const children = [...parts].map(([element, part]) => {
    const inner = fieldsOf(part.schema, part.value)
    return [element, element.startsWith('f:') ? inner : { ...inner, member: true }] as const
  })
  return { member: false, children: new Map(children) }
}

/** The fields of a value, and all that hold them. */
function allOf(schema: Schema | undefined, value: Json): FieldSet {
  const parts = partsOf(schema, value) ?? new Map<string, never>()
  const children = [...parts].map(([element, part]) => [element, allOf(part.schema, part.value)] as const)
  return { member: true, children: new Map(children) }
}

export interface Difference {
  /** Fields that are new or have another value. */
  readonly changed: FieldSet
  readonly removed: FieldSet
}

const NO_DIFFERENCE: Difference = { changed: nothing, removed: nothing }

export function difference(schema: Schema | undefined, before: Json, after: Json): Difference {
  if (equal(before, after)) return NO_DIFFERENCE
  const old = partsOf(schema, before)
  const now = partsOf(schema, after)
  if (old === undefined || now === undefined || isArray(before) !== isArray(after))
    return { changed: leaf, removed: nothing }
  const changed = new Map<string, FieldSet>()
  const removed = new Map<string, FieldSet>()
  for (const element of new Set([...old.keys(), ...now.keys()])) {
    const was = old.get(element)
    const is = now.get(element)
    if (was === undefined && is !== undefined) changed.set(element, allOf(is.schema, is.value))
    if (was !== undefined && is === undefined) removed.set(element, allOf(was.schema, was.value))
    if (was === undefined || is === undefined) continue
    const inner = difference(is.schema, was.value, is.value)
    if (!isNothing(inner.changed)) changed.set(element, inner.changed)
    if (!isNothing(inner.removed)) removed.set(element, inner.removed)
  }
  return { changed: { member: false, children: changed }, removed: { member: false, children: removed } }
}

export function toFieldsV1(set: FieldSet): JsonObject {
  const children = [...set.children].map(([key, child]) => [key, toFieldsV1(child)] as const)
  if (children.length === 0) return {}
  return Object.fromEntries([...(set.member ? [['.', {}] as const] : []), ...children])
}

export function fromFieldsV1(fields: Json | undefined): FieldSet {
  if (!isObject(fields)) return nothing
  const keys = keysOf(fields)
  const children = keys.filter((key) => key !== '.').map((key) => [key, fromFieldsV1(fields[key])] as const)
  return { member: keys.length === 0 || keys.includes('.'), children: new Map(children) }
}

/** Every path of the set in the notation of conflict messages: `.spec.containers[name="a"].image`. */
export function pathsOf(set: FieldSet, prefix = ''): readonly string[] {
  const below = [...set.children].flatMap(([element, child]) => pathsOf(child, prefix + elementText(element)))
  return set.member && prefix !== '' ? [prefix, ...below] : below
}

function elementText(element: string): string {
  const rest = element.slice(2)
  if (element.startsWith('f:')) return `.${rest}`
  if (element.startsWith('v:')) return `[=${rest}]`
  const keys = JSON.parse(rest) as JsonObject
  return `[${keysOf(keys)
    .map((key) => `${key}=${JSON.stringify(keys[key])}`)
    .join(',')}]`
}
