/**
 * Strategic merge patch: a merge patch that also merges lists whose items have a key, and knows directives.
 * Semantics: Kubernetes "strategic-merge-patch" design note.
 */
import { asArray, asObject, equal, isArray, isObject, keysOf, own, withKey } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Schema } from '../schema.ts'
import { schemaAt } from '../validate.ts'

const ORDER = '$setElementOrder/'
const DELETE_VALUES = '$deleteFromPrimitiveList/'

export function applyStrategicPatch(schema: Schema | undefined, target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  if (patch['$patch'] === 'replace') return withoutDirectives(patch)
  if (patch['$patch'] === 'delete') return {}
  const merged = keysOf(patch)
    .filter((key) => !key.startsWith('$'))
    .reduce<JsonObject>(
      (result, key) => mergeKey(schemaAt(schema, key), result, key, own(patch, key) ?? null),
      retained(asObject(target), patch['$retainKeys']),
    )
  return keysOf(patch).reduce(
    (result, key) => applyDirective(schema, result, key, own(patch, key) ?? null),
    merged,
  )
}

function mergeKey(schema: Schema | undefined, target: JsonObject, key: string, patch: Json): JsonObject {
  if (patch === null) return withKey(target, key, undefined)
  const current = own(target, key)
  if (isArray(patch)) return withKey(target, key, mergeList(schema, asArray(current), patch))
  if (isObject(patch) && patch['$patch'] === 'delete') return withKey(target, key, undefined)
  return withKey(target, key, applyStrategicPatch(schema, current, patch))
}

function retained(target: JsonObject, keep: Json | undefined): JsonObject {
  if (!isArray(keep)) return target
  return keysOf(target)
    .filter((key) => !keep.includes(key))
    .reduce((result, key) => withKey(result, key, undefined), target)
}

function mergeList(
  schema: Schema | undefined,
  current: readonly Json[],
  patch: readonly Json[],
): readonly Json[] {
  const key = schema?.mergeKey
  const plain = patch.filter((item) => directiveOf(item) === undefined)
  if (key === undefined || patch.some((item) => directiveOf(item) === 'replace'))
    return plain.map((item) => (isObject(item) ? withoutDirectives(item) : item))
  if (key === '') return [...current, ...patch.filter((item) => !current.some((one) => equal(one, item)))]
  const same = (item: Json): ((other: Json) => boolean) => {
    const wanted = own(asObject(item), key)
    return (other) => equal(own(asObject(other), key), wanted)
  }
  return patch.reduce<readonly Json[]>((items, item) => {
    const index = items.findIndex(same(item))
    if (directiveOf(item) === 'delete') return items.filter((other) => !same(item)(other))
    const merged = applyStrategicPatch(schema?.items, items[index], item)
    return index === -1 ? [...items, merged] : items.with(index, merged)
  }, current)
}

function directiveOf(item: Json): Json | undefined {
  return isObject(item) ? own(item, '$patch') : undefined
}

function applyDirective(
  schema: Schema | undefined,
  target: JsonObject,
  key: string,
  value: Json,
): JsonObject {
  if (key.startsWith(DELETE_VALUES)) {
    const field = key.slice(DELETE_VALUES.length)
    const gone = asArray(value)
    const left = asArray(own(target, field)).filter((item) => !gone.some((one) => equal(one, item)))
    return own(target, field) === undefined ? target : withKey(target, field, left)
  }
  if (!key.startsWith(ORDER)) return target
  const field = key.slice(ORDER.length)
  const items = own(target, field)
  const itemKey = schemaAt(schema, field)?.mergeKey
  return isArray(items) ? withKey(target, field, inOrder(items, asArray(value), itemKey)) : target
}

/** Listed items in the order of the list; items that only the server knows stay behind them. */
function inOrder(items: readonly Json[], order: readonly Json[], key: string | undefined): readonly Json[] {
  const identity = (item: Json): Json | undefined =>
    key === undefined || key === '' ? item : own(asObject(item), key)
  const rank = (item: Json): number => {
    const index = order.findIndex((one) => equal(identity(one), identity(item)))
    return index === -1 ? order.length : index
  }
  return [...items].sort((a, b) => rank(a) - rank(b))
}

function withoutDirectives(value: JsonObject): JsonObject {
  const kept = keysOf(value)
    .filter((key) => !key.startsWith('$'))
    .map((key) => {
      const child = own(value, key) ?? null
      return [key, isObject(child) ? withoutDirectives(child) : child] as const
    })
  return Object.fromEntries(kept)
}
