import { randomUUID } from 'node:crypto'
import { timestamp } from '../clock.ts'
import { equal } from './json.ts'
import type { ApiObject, Json } from './json.ts'
import type { KindSpec } from './kinds/kind.ts'
import { generatedName } from './names.ts'
import { trackUpdate } from './patch/managed-fields.ts'
import { checkPodSecurity } from './pod-security.ts'
import { checkQuota } from './quota.ts'
import type { Writer } from './patch/managed-fields.ts'
import {
  countsGeneration,
  nextGeneration,
  readObject,
  settle,
  withSystemFieldsOf,
  withoutSystemFields,
} from './prepare.ts'
import {
  alreadyExists,
  badRequest,
  conflict,
  forbidden,
  internalError,
  invalid,
  invalidField,
  notFound,
  requiredField,
} from './status.ts'
import type { KubeState } from './kube-state.ts'

/** Who asks for a write, and whether it is only tried. */
export interface Origin {
  readonly manager: string
  readonly dryRun: boolean
}

export function writerOf(kube: KubeState, origin: Origin, subresource?: string): Writer {
  return { manager: origin.manager, subresource, time: timestamp(kube.clock) }
}

function checkNamespace(kube: KubeState, kind: KindSpec, namespace: string | undefined, name: string): void {
  if (!kind.namespaced) return
  const namespaces = kube.kinds.byKind('v1', 'Namespace')
  if (namespaces === undefined || namespace === undefined) throw internalError('there are no namespaces')
  const found = kube.store.get(namespaces, undefined, namespace)
  if (found === undefined) throw notFound(namespaces, namespace)
  if (found.metadata.deletionTimestamp !== undefined)
    throw forbidden(
      kind,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
      [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    )
}

/** The object in the namespace of the request. Throws a 400 Status when it names another one. */
export function placed(kind: KindSpec, object: ApiObject, namespace: string | undefined): ApiObject {
  const stated = object.metadata.namespace ?? ''
  if (kind.namespaced && stated !== '' && stated !== namespace)
    throw badRequest(
      `the namespace of the provided object does not match the namespace sent on the request (${stated} and ${namespace ?? ''})`,
    )
  return { ...object, metadata: { ...object.metadata, namespace: kind.namespaced ? namespace : undefined } }
}

/** A new object with all that the server adds, not yet in the store. */
function newborn(kube: KubeState, kind: KindSpec, object: ApiObject, keepStatus: boolean): ApiObject {
  const { generateName } = object.metadata
  if (object.metadata.name === '' && (generateName ?? '') === '')
    throw invalid(kind, '', [requiredField('metadata.name')])
  const metadata = {
    ...withoutSystemFields(object.metadata),
    name: object.metadata.name === '' ? generatedName(generateName ?? '') : object.metadata.name,
    uid: randomUUID(),
    creationTimestamp: timestamp(kube.clock),
    generation: countsGeneration(kind) ? 1 : undefined,
  }
  const plain: ApiObject = { ...object, metadata }
  const stripped = kind.status && !keepStatus ? { ...plain, status: undefined } : plain
  const admitted = kind.admit === undefined ? stripped : kind.admit(stripped, lister(kube))
  return settle(kind, admitted, undefined)
}

/** What Kubernetes' admission plugins look at last. Throws a 403 Status. */
function checkAdmission(kube: KubeState, kind: KindSpec, object: ApiObject): void {
  checkPodSecurity(kube, kind, object)
  checkQuota(kube, kind, object)
}

function lister(kube: KubeState): (apiVersion: string, kind: string) => readonly ApiObject[] {
  return (apiVersion, name) => {
    const kind = kube.kinds.byKind(apiVersion, name)
    return kind === undefined ? [] : kube.store.list(kind, undefined)
  }
}

/**
 * Creates an object. Throws a Status: 400 for a body of another kind, 403 or 404 for the namespace, 409 when the
 * name is taken, 422 when the object is not valid.
 */
export function createObject(
  kube: KubeState,
  kind: KindSpec,
  namespace: string | undefined,
  body: Json,
  origin: Origin,
): ApiObject {
  const object = placed(kind, readObject(kind, body), namespace)
  if ((object.metadata.resourceVersion ?? '') !== '')
    throw badRequest('resourceVersion should not be set on objects to be created')
  checkNamespace(kube, kind, namespace, object.metadata.name)
  const born = newborn(kube, kind, object, false)
  if (kube.store.get(kind, namespace, born.metadata.name) !== undefined)
    throw alreadyExists(kind, born.metadata.name)
  checkAdmission(kube, kind, born)
  const tracked = trackUpdate(kind, undefined, born, writerOf(kube, origin))
  return origin.dryRun ? tracked : kube.store.put(kind, tracked)
}

/** Creates an object from server-side apply: `object` already carries its managers. */
export function createApplied(
  kube: KubeState,
  kind: KindSpec,
  namespace: string | undefined,
  object: ApiObject,
  origin: Origin,
): ApiObject {
  const read = placed(kind, readObject(kind, object), namespace)
  checkNamespace(kube, kind, namespace, read.metadata.name)
  const born = newborn(kube, kind, read, false)
  checkAdmission(kube, kind, born)
  const managed = {
    ...born,
    metadata: { ...born.metadata, managedFields: object.metadata.managedFields },
  }
  return origin.dryRun ? managed : kube.store.put(kind, managed)
}

/** Puts an object there as it is, status and all: how a lab is furnished before it opens. */
export function seedObject(kube: KubeState, kind: KindSpec, body: Json, origin: Origin): ApiObject {
  const read = readObject(kind, body)
  const namespace = kind.namespaced ? (read.metadata.namespace ?? 'default') : undefined
  const object = placed(kind, read, namespace)
  checkNamespace(kube, kind, namespace, object.metadata.name)
  const current = kube.store.get(kind, namespace, object.metadata.name)
  const born = newborn(kube, kind, object, true)
  const next =
    current === undefined ? born : { ...born, metadata: withSystemFieldsOf(current, born.metadata) }
  return kube.store.put(kind, trackUpdate(kind, current, next, writerOf(kube, origin)))
}

/** The object, or a 404 Status. */
export function existing(
  kube: KubeState,
  kind: KindSpec,
  namespace: string | undefined,
  name: string,
): ApiObject {
  const found = kube.store.get(kind, namespace, name)
  if (found === undefined) throw notFound(kind, name)
  return found
}

function checkIdentity(kind: KindSpec, current: ApiObject, next: ApiObject): void {
  const { name, uid, resourceVersion } = current.metadata
  const wanted = next.metadata
  if (wanted.name !== name)
    throw badRequest(`the name of the object (${wanted.name}) does not match the name on the URL (${name})`)
  if ((wanted.uid ?? uid) !== uid)
    throw conflict(
      kind,
      name,
      `Precondition failed: UID in precondition: ${wanted.uid ?? ''}, UID in object meta: ${uid ?? ''}`,
    )
  if ((wanted.resourceVersion ?? '') !== '' && wanted.resourceVersion !== resourceVersion)
    throw conflict(
      kind,
      name,
      'the object has been modified; please apply your changes to the latest version and try again',
    )
}

/** The current object with the part of `next` that this path may write. */
function combined(
  kind: KindSpec,
  current: ApiObject,
  next: ApiObject,
  subresource: string | undefined,
): ApiObject {
  const managed = withSystemFieldsOf(current, next.metadata)
  if (subresource === 'status')
    return {
      ...current,
      status: next['status'],
      metadata: { ...current.metadata, managedFields: managed.managedFields },
    }
  if (subresource === 'finalize') return { ...current, spec: next['spec'] }
  const body = { ...next, metadata: managed }
  return kind.status ? { ...body, status: current['status'] } : body
}

export interface UpdateOptions {
  readonly subresource?: string
  /** A patch need not say which revision it was made for. */
  readonly isPatch?: boolean
}

/**
 * Replaces an object, or the part of it behind a subresource. A write that changes nothing leaves no trace.
 * Throws a Status: 404, 409 for another revision or UID, 422 when the result is not valid.
 */
export function updateObject(
  kube: KubeState,
  kind: KindSpec,
  current: ApiObject,
  body: Json,
  origin: Origin,
  options: UpdateOptions = {},
): ApiObject {
  const next = placed(kind, readObject(kind, body), current.metadata.namespace)
  if (kind.custom && options.isPatch !== true && (next.metadata.resourceVersion ?? '') === '')
    throw invalid(kind, next.metadata.name, [
      invalidField('metadata.resourceVersion', 0, 'must be specified for an update'),
    ])
  checkIdentity(kind, current, next)
  const result = settle(kind, combined(kind, current, next, options.subresource), current)
  const counted = withGeneration(kind, current, result)
  const tracked = trackUpdate(kind, current, counted, writerOf(kube, origin, options.subresource))
  return commit(kube, kind, current, tracked, origin)
}

/** Replaces an object by what server-side apply made of it; `next` already carries its managers. */
export function updateApplied(
  kube: KubeState,
  kind: KindSpec,
  current: ApiObject,
  next: ApiObject,
  origin: Origin,
  subresource: string | undefined,
): ApiObject {
  const read = placed(kind, readObject(kind, next), current.metadata.namespace)
  checkIdentity(kind, current, read)
  const managedFields = next.metadata.managedFields
  const joined = combined(kind, current, read, subresource)
  const result = settle(kind, { ...joined, metadata: { ...joined.metadata, managedFields } }, current)
  return commit(kube, kind, current, withGeneration(kind, current, result), origin)
}

function withGeneration(kind: KindSpec, current: ApiObject, next: ApiObject): ApiObject {
  const generation = nextGeneration(kind, current, next)
  return { ...next, metadata: { ...next.metadata, generation } }
}

/** Stores the new state; a deleted object that nothing holds any more goes away with it. */
export function commit(
  kube: KubeState,
  kind: KindSpec,
  current: ApiObject,
  next: ApiObject,
  origin: Origin,
): ApiObject {
  if (equal(current, next) || origin.dryRun) return next
  const leaving = next.metadata.deletionTimestamp !== undefined && !isHeld(kind, next)
  return leaving ? kube.store.remove(kind, next) : kube.store.put(kind, next)
}

export function isHeld(kind: KindSpec, object: ApiObject): boolean {
  return (object.metadata.finalizers ?? []).length > 0 || kind.held?.(object) === true
}

/** The object with other finalizers, as the server's own controllers write it. */
export function withFinalizers(object: ApiObject, finalizers: readonly string[]): ApiObject {
  const value = finalizers.length === 0 ? undefined : finalizers
  return { ...object, metadata: { ...object.metadata, finalizers: value } }
}
