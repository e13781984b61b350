import { asObject, keysOf, SYSTEM_FIELDS, withKey } from '../json.ts'
import type { ApiObject, Json, JsonObject, ManagedFieldsEntry } from '../json.ts'
import { apiVersionOf } from '../kinds/kind.ts'
import type { KindSpec } from '../kinds/kind.ts'
import {
  difference,
  fieldsOf,
  fromFieldsV1,
  isNothing,
  nothing,
  sameSet,
  subtract,
  toFieldsV1,
  union,
} from './field-set.ts'
import type { Difference, FieldSet } from './field-set.ts'

/** Who writes, and when. */
export interface Writer {
  readonly manager: string
  readonly subresource: string | undefined
  /** RFC 3339, whole seconds. */
  readonly time: string
}

/** One manager's fields as a set. */
export interface Claim {
  readonly entry: ManagedFieldsEntry
  readonly set: FieldSet
}

/** What a writer says to find an object, and what the server says of it: nobody owns either. */
const SYSTEM_META = ['name', 'namespace', 'generateName', ...SYSTEM_FIELDS]

/** The part of an object that writers can own through this path. */
export function ownable(kind: KindSpec, object: JsonObject, subresource: string | undefined): JsonObject {
  if (subresource !== undefined) {
    const key = subresource === 'status' ? 'status' : 'spec'
    return object[key] === undefined ? {} : { [key]: object[key] }
  }
  const metadata = SYSTEM_META.reduce(
    (meta, key) => withKey(meta, key, undefined),
    asObject(object['metadata']),
  )
  const head = ['apiVersion', 'kind', ...(kind.status ? ['status'] : [])]
  const rest = head.reduce((body, key) => withKey(body, key, undefined), object)
  return withKey(rest, 'metadata', keysOf(metadata).length === 0 ? undefined : metadata)
}

export function claimsOf(object: ApiObject): readonly Claim[] {
  return (object.metadata.managedFields ?? []).map((entry) => ({ entry, set: fromFieldsV1(entry.fieldsV1) }))
}

function isWriter(entry: ManagedFieldsEntry, writer: Writer, operation: 'Apply' | 'Update'): boolean {
  return (
    entry.manager === writer.manager &&
    entry.operation === operation &&
    (entry.subresource ?? '') === (writer.subresource ?? '')
  )
}

/** The claim of this writer, or an empty new one. */
export function claimOf(
  kind: KindSpec,
  claims: readonly Claim[],
  writer: Writer,
  operation: 'Apply' | 'Update',
): Claim {
  const found = claims.find(({ entry }) => isWriter(entry, writer, operation))
  return found ?? { entry: newEntry(kind, writer, operation), set: nothing }
}

function newEntry(kind: KindSpec, writer: Writer, operation: 'Apply' | 'Update'): ManagedFieldsEntry {
  return {
    manager: writer.manager,
    operation,
    apiVersion: apiVersionOf(kind),
    time: writer.time,
    fieldsType: 'FieldsV1',
    fieldsV1: {},
    subresource: writer.subresource,
  }
}

/** The same object under these claims; empty claims vanish, changed ones get the writer's time. */
export function withClaims(object: ApiObject, claims: readonly Claim[], time: string): ApiObject {
  const entries = claims
    .filter(({ set }) => !isNothing(set))
    .map(({ entry, set }) =>
      sameSet(fromFieldsV1(entry.fieldsV1), set) ? entry : { ...entry, time, fieldsV1: toFieldsV1(set) },
    )
    .sort((a, b) => Number(b.operation === 'Apply') - Number(a.operation === 'Apply'))
  return {
    ...object,
    metadata: { ...object.metadata, managedFields: entries.length === 0 ? undefined : entries },
  }
}

export function ownableDifference(
  kind: KindSpec,
  before: Json,
  after: ApiObject,
  subresource: string | undefined,
): Difference {
  return difference(
    kind.schema,
    ownable(kind, asObject(before), subresource),
    ownable(kind, after, subresource),
  )
}

/** After a create, update or plain patch: what changed belongs to the writer and to nobody else. */
export function trackUpdate(
  kind: KindSpec,
  before: ApiObject | undefined,
  after: ApiObject,
  writer: Writer,
): ApiObject {
  const { changed, removed } = ownableDifference(kind, before ?? {}, after, writer.subresource)
  const claims = before === undefined ? [] : claimsOf(after)
  const mine = claimOf(kind, claims, writer, 'Update')
  const others = claims
    .filter((claim) => claim.entry !== mine.entry)
    .map((claim) => ({ ...claim, set: subtract(subtract(claim.set, changed), removed) }))
  const set = subtract(union(mine.set, changed), removed)
  return withClaims(after, [...others, { ...mine, set }], writer.time)
}

/** Takes an object whose writers are unknown to be written by one. */
export function beforeFirstApply(kind: KindSpec, object: ApiObject, time: string): ApiObject {
  if ((object.metadata.managedFields ?? []).length > 0) return object
  const writer: Writer = { manager: 'before-first-apply', subresource: undefined, time }
  const set = fieldsOf(kind.schema, ownable(kind, object, undefined))
  const claim = { entry: newEntry(kind, writer, 'Update'), set }
  return withClaims(object, [claim], time)
}
