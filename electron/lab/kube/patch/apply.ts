/**
 * Server-side apply: the applied configuration is laid over the live object, fields that this manager no
 * longer applies and nobody else owns go away, and fields that others own with other values are conflicts.
 * Semantics: Kubernetes documentation, "Server-Side Apply".
 */
import { equal, isArray, isObject, keysOf, own, withKey } from '../json.ts'
import type { ApiObject, Json, JsonObject } from '../json.ts'
import type { KindSpec } from '../kinds/kind.ts'
import type { Schema } from '../schema.ts'
import { applyConflict } from '../status.ts'
import type { Cause } from '../status.ts'
import { itemKey, schemaAt } from '../validate.ts'
import { fieldsOf, intersect, isNothing, nothing, partsOf, pathsOf, subtract, union } from './field-set.ts'
import type { FieldSet } from './field-set.ts'
import {
  beforeFirstApply,
  claimOf,
  claimsOf,
  ownable,
  ownableDifference,
  withClaims,
} from './managed-fields.ts'
import type { Claim, Writer } from './managed-fields.ts'

/** Lays `config` over `live`: objects and keyed lists merge, everything else is replaced. */
function overlay(schema: Schema | undefined, live: Json | undefined, config: Json): Json {
  if (live === undefined || schema?.atomic === true) return config
  if (isObject(config) && isObject(live))
    return keysOf(config).reduce<JsonObject>(
      (result, key) =>
        withKey(result, key, overlay(schemaAt(schema, key), own(live, key), own(config, key) ?? null)),
      live,
    )
  if (!isArray(config) || !isArray(live)) return config
  if (schema?.set === true)
    return [...live, ...config.filter((item) => !live.some((one) => equal(one, item)))]
  if (schema?.mapKeys === undefined) return config
  return overlayList(schema, live, config)
}

function overlayList(schema: Schema, live: readonly Json[], config: readonly Json[]): readonly Json[] {
  const liveByKey = new Map(live.map((item) => [itemKey(schema, item), item]))
  const merged = new Map(
    config.map((item) => {
      const key = itemKey(schema, item)
      return [key, overlay(schema.items, liveByKey.get(key), item)] as const
    }),
  )
  // The applied order wins where it says everything; else what is there keeps its place.
  if (live.every((item) => merged.has(itemKey(schema, item)))) return [...merged.values()]
  const kept = live.map((item) => merged.get(itemKey(schema, item)) ?? item)
  return [...kept, ...[...merged].filter(([key]) => !liveByKey.has(key)).map(([, item]) => item)]
}

/** Takes the fields in `gone` out of a value, except what `kept` holds; undefined when nothing is left. */
function prune(schema: Schema | undefined, value: Json, gone: FieldSet, kept: FieldSet): Json | undefined {
  if (gone.member && isNothing(kept)) return undefined
  const parts = partsOf(schema, value)
  if (parts === undefined || gone.children.size === 0) return value
  const left = [...parts].flatMap(([element, part]): (readonly [string, Json])[] => {
    const out = gone.children.get(element)
    if (out === undefined) return [[element, part.value]]
    const inner = prune(part.schema, part.value, out, kept.children.get(element) ?? nothing)
    return inner === undefined ? [] : [[element, withItemKeys(schema, part.value, inner)]]
  })
  if (left.length === 0 && !kept.member) return undefined
  if (isArray(value)) return left.map(([, item]) => item)
  return Object.fromEntries(left.map(([element, item]) => [element.slice(2), item]))
}

/** An item that stays in its list keeps the fields that tell it apart, whoever set them. */
function withItemKeys(schema: Schema | undefined, item: Json, left: Json): Json {
  if (!isObject(item) || !isObject(left)) return left
  return (schema?.mapKeys ?? []).reduce<JsonObject>(
    (result, key) => withKey(result, key, own(item, key)),
    left,
  )
}

function conflictCause(claim: Claim, path: string): Cause {
  const { entry } = claim
  const where = entry.subresource === undefined ? '' : ` with subresource "${entry.subresource}"`
  const version = entry.operation === 'Update' ? ` using ${entry.apiVersion}` : ''
  return {
    reason: 'FieldManagerConflict',
    message: `conflict with "${entry.manager}"${where}${version}`,
    field: path,
  }
}

/**
 * The live object after `config` was applied by `writer`. Without `force`, throws a 409 Status that names
 * each conflict; with it, the fields change hands.
 */
export function applyConfiguration(
  kind: KindSpec,
  liveObject: ApiObject | undefined,
  config: ApiObject,
  writer: Writer,
  force: boolean,
): ApiObject {
  const live = liveObject && beforeFirstApply(kind, liveObject, writer.time)
  const applied = ownable(kind, config, writer.subresource)
  const set = keysOf(applied).length === 0 ? nothing : fieldsOf(kind.schema, applied)
  const claims = live === undefined ? [] : claimsOf(live)
  const mine = claimOf(kind, claims, writer, 'Apply')
  const others = claims.filter((claim) => claim.entry !== mine.entry)
  const kept = others.reduce((all, claim) => union(all, claim.set), set)
  const base = { apiVersion: config.apiVersion, kind: config.kind, metadata: { name: config.metadata.name } }
  const merged = overlay(kind.schema, live ?? base, applied)
  const pruned = prune(kind.schema, merged, subtract(mine.set, set), kept) ?? merged
  const result = pruned as ApiObject
  const { changed, removed } = ownableDifference(kind, live ?? {}, result, writer.subresource)
  const causes = others.flatMap((claim) =>
    pathsOf(intersect(claim.set, changed)).map((path) => conflictCause(claim, path)),
  )
  if (causes.length > 0 && !force) throw applyConflict(causes)
  const left = others.map((claim) => ({ ...claim, set: subtract(subtract(claim.set, changed), removed) }))
  return withClaims(result, [...left, { ...mine, set }], writer.time)
}
