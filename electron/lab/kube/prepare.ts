/** What happens to an object between the wire and the store: shape, defaults, rules. */
import { asArray, asObject, asString, at, equal, isObject, own, SYSTEM_FIELDS, withKey } from './json.ts'
import type { ApiObject, Json, JsonObject, Metadata } from './json.ts'
import { apiVersionOf } from './kinds/kind.ts'
import type { KindSpec } from './kinds/kind.ts'
import { checkMetadata } from './names.ts'
import { badRequest, forbiddenField, invalid } from './status.ts'
import type { Cause } from './status.ts'
import { checkValue, withoutNulls } from './validate.ts'

/** The part of an object that metadata.generation counts. */
function counted(kind: KindSpec, object: JsonObject): JsonObject {
  const body = withKey(object, 'metadata', undefined)
  return kind.status ? withKey(body, 'status', undefined) : body
}

export function countsGeneration(kind: KindSpec): boolean {
  return kind.custom || kind.generation === true
}

/** The generation of `next` after `current`: one more when what is wanted changed. */
export function nextGeneration(kind: KindSpec, current: ApiObject, next: ApiObject): number | undefined {
  const before = current.metadata.generation
  if (!countsGeneration(kind)) return before
  return equal(counted(kind, current), counted(kind, next)) ? before : (before ?? 1) + 1
}

/**
 * A body as an object of this kind: types checked, nulls dropped. Throws a 400 Status for the wrong kind, a 422
 * Status for fields of the wrong type.
 */
export function readObject(kind: KindSpec, body: Json): ApiObject {
  if (!isObject(body)) throw badRequest('the body of the request is not an object')
  const apiVersion = own(body, 'apiVersion') ?? apiVersionOf(kind)
  const name = own(body, 'kind') ?? kind.kind
  if (apiVersion !== apiVersionOf(kind))
    throw badRequest(
      `the API version in the data (${JSON.stringify(apiVersion)}) does not match the expected API version (${apiVersionOf(kind)})`,
    )
  if (name !== kind.kind)
    throw badRequest(
      `the kind in the data (${JSON.stringify(name)}) does not match the expected kind (${kind.kind})`,
    )
  const clean = asObject(withoutNulls(kind.schema, { ...body, apiVersion, kind: name }))
  const metadata = asObject(clean['metadata'])
  const causes = checkValue(kind.schema, clean, '')
  const title = asString(metadata['name']) ?? asString(metadata['generateName']) ?? ''
  if (causes.length > 0) throw invalid(kind, title, causes)
  // The schema has just proved what the type says, except for a name that is still to be generated.
  return {
    ...clean,
    metadata: { ...metadata, name: asString(metadata['name']) ?? '' },
  } as unknown as ApiObject
}

/** Defaults and rules of the kind. Throws a 422 Status that lists every cause. */
export function settle(kind: KindSpec, object: ApiObject, old: ApiObject | undefined): ApiObject {
  const filled = kind.defaults === undefined ? object : kind.defaults(object)
  const causes = [
    ...checkMetadata(kind, filled.metadata),
    ...checkFinalizers(filled.metadata, old?.metadata),
    ...(kind.check?.(filled, old) ?? []),
  ]
  if (causes.length > 0) throw invalid(kind, filled.metadata.name, causes)
  return filled
}

function checkFinalizers(metadata: Metadata, old: Metadata | undefined): readonly Cause[] {
  if (old?.deletionTimestamp === undefined) return []
  const added = (metadata.finalizers ?? []).filter((one) => !(old.finalizers ?? []).includes(one))
  if (added.length === 0) return []
  const why = 'no new finalizers can be added if the object is being deleted'
  return [forbiddenField('metadata.finalizers', `${why}, found new finalizers ${JSON.stringify(added)}`)]
}

/** Without the fields that only the server writes. */
export function withoutSystemFields(metadata: Metadata): Metadata {
  return SYSTEM_FIELDS.reduce<JsonObject>((rest, key) => withKey(rest, key, undefined), metadata) as Metadata
}

/** With the server's fields as they are in the store. */
export function withSystemFieldsOf(current: ApiObject, metadata: Metadata): Metadata {
  const { uid, resourceVersion, generation, creationTimestamp, managedFields } = current.metadata
  const { deletionTimestamp, deletionGracePeriodSeconds } = current.metadata
  return {
    ...withoutSystemFields(metadata),
    uid,
    resourceVersion,
    generation,
    creationTimestamp,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    // An empty list (or one empty entry) is the documented way to forget all managers.
    managedFields: resetsManagers(metadata) ? undefined : managedFields,
  }
}

function resetsManagers(metadata: Metadata): boolean {
  const given = asArray(at(metadata, 'managedFields'))
  return metadata.managedFields !== undefined && given.every((entry) => equal(entry, {}))
}

/** The beginning of a deletion counts as a change of what is wanted. */
export function nextGenerationAfterDelete(kind: KindSpec, object: ApiObject): number | undefined {
  const before = object.metadata.generation
  return countsGeneration(kind) ? (before ?? 1) + 1 : before
}
