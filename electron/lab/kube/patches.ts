import { at, isObject } from './json.ts'
import type { ApiObject, Json } from './json.ts'
import { parseJson, parseYaml } from './http.ts'
import type { KindSpec } from './kinds/kind.ts'
import { applyConfiguration } from './patch/apply.ts'
import { applyJsonPatch } from './patch/json-patch.ts'
import { applyMergePatch } from './patch/merge-patch.ts'
import { applyStrategicPatch } from './patch/strategic-patch.ts'
import { readObject } from './prepare.ts'
import {
  StatusError,
  badRequest,
  invalid,
  invalidField,
  notFound,
  requiredField,
  unsupportedMediaType,
} from './status.ts'
import type { KubeState } from './kube-state.ts'
import { createApplied, placed, updateApplied, updateObject, writerOf } from './writes.ts'
import type { Origin } from './writes.ts'

const JSON_PATCH = 'application/json-patch+json'
const MERGE_PATCH = 'application/merge-patch+json'
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json'
export const APPLY_PATCH = 'application/apply-patch+yaml'

/** The forms of patch that a kind takes. As in Kubernetes, custom kinds have no strategic merge. */
export function patchTypes(kind: KindSpec): readonly string[] {
  const common = [JSON_PATCH, MERGE_PATCH, APPLY_PATCH]
  return kind.custom ? common : [...common, STRATEGIC_PATCH]
}

export interface PatchRequest {
  readonly kind: KindSpec
  readonly namespace: string | undefined
  readonly name: string
  readonly subresource: string | undefined
  readonly contentType: string
  readonly body: Buffer
  /** Takes fields over from other managers; server-side apply only. */
  readonly force: boolean
  readonly origin: Origin
}

/**
 * Changes an object by a patch; server-side apply also creates it. Throws Statuses as updates do, 415 for a form that
 * is not known.
 */
export function patchObject(
  kube: KubeState,
  request: PatchRequest,
): { readonly object: ApiObject; readonly created: boolean } {
  const { kind, namespace, name } = request
  if (!patchTypes(kind).includes(request.contentType)) throw unsupportedMediaType(patchTypes(kind))
  const current = kube.store.get(kind, namespace, name)
  if (request.contentType === APPLY_PATCH) return apply(kube, request, current)
  if (current === undefined) throw notFound(kind, name)
  const patch = parseJson(request.body)
  if (patch === undefined) throw badRequest('the patch is empty')
  const next = patched(kind, current, request, patch)
  const options = { subresource: request.subresource, isPatch: true }
  return { object: updateObject(kube, kind, current, next, request.origin, options), created: false }
}

function patched(kind: KindSpec, current: ApiObject, request: PatchRequest, patch: Json): Json {
  if (request.contentType !== JSON_PATCH && !isObject(patch)) throw badRequest('the patch is not an object')
  if (request.contentType === MERGE_PATCH) return applyMergePatch(current, patch)
  if (request.contentType === STRATEGIC_PATCH) return applyStrategicPatch(kind.schema, current, patch)
  const result = applyJsonPatch(current, patch)
  if (result.ok) return result.value
  if (result.reason === 'malformed') throw badRequest(result.message)
  throw new StatusError(
    422,
    'Invalid',
    `the server rejected our request due to an error in our request: ${result.message}`,
    { name: request.name, group: kind.group || undefined, kind: kind.plural },
  )
}

function apply(
  kube: KubeState,
  request: PatchRequest,
  current: ApiObject | undefined,
): { readonly object: ApiObject; readonly created: boolean } {
  const { kind, namespace, name, origin, subresource } = request
  const config = placed(kind, readConfiguration(request), namespace)
  const { resourceVersion, uid } = config.metadata
  if (
    current === undefined &&
    (subresource !== undefined || uid !== undefined || resourceVersion !== undefined)
  )
    throw notFound(kind, name)
  const writer = writerOf(kube, origin, subresource)
  const next = applyConfiguration(kind, current, config, writer, request.force)
  if (current === undefined)
    return { object: createApplied(kube, kind, namespace, next, origin), created: true }
  const checked = { ...next, metadata: { ...next.metadata, uid, resourceVersion } }
  return { object: updateApplied(kube, kind, current, checked, origin, subresource), created: false }
}

function readConfiguration({ kind, name, body, origin }: PatchRequest): ApiObject {
  if (origin.manager === '') throw invalid(kind, name, [requiredField('fieldManager')])
  const parsed = parseYaml(body)
  if (parsed === undefined || !isObject(parsed)) throw badRequest('the configuration is not an object')
  for (const field of ['apiVersion', 'kind'])
    if (parsed[field] === undefined) throw badRequest(`the configuration has no ${field}`)
  if (at(parsed, 'metadata', 'managedFields') !== undefined)
    throw badRequest('metadata.managedFields must be nil')
  const config = readConfigurationFields(kind, parsed)
  if (config.metadata.name !== name)
    throw invalid(kind, name, [
      invalidField('metadata.name', config.metadata.name, `does not match the name on the URL (${name})`),
    ])
  return config
}

/** A configuration may leave out what others apply, so a missing required field is not its fault. */
function readConfigurationFields(kind: KindSpec, parsed: Json): ApiObject {
  return readObject({ ...kind, schema: optional(kind.schema) }, parsed)
}

function optional(schema: KindSpec['schema']): KindSpec['schema'] {
  const rest = { ...schema, required: undefined, minItems: undefined }
  const properties = Object.entries(rest.properties ?? {}).map(
    ([key, value]) => [key, optional(value)] as const,
  )
  return {
    ...rest,
    properties: rest.properties && Object.fromEntries(properties),
    items: rest.items && optional(rest.items),
    values: rest.values && optional(rest.values),
  }
}
