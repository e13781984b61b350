/** The verbs on objects and collections. */
import { deleteObject, readDeleteOptions } from './deletes.ts'
import { includeOf, shapeList, shapeObject } from './forms.ts'
import type { Shape } from './forms.ts'
import { json, readBodyObject, readValue } from './http.ts'
import type { ApiRequest, Reply } from './http.ts'
import type { ApiObject, JsonObject } from './json.ts'
import { verbsOf } from './kinds/kind.ts'
import type { KindSpec } from './kinds/kind.ts'
import { listObjects } from './lists.ts'
import { negotiate } from './negotiate.ts'
import { APPLY_PATCH, patchObject } from './patches.ts'
import { selectorOf } from './selectors.ts'
import { invalid, methodNotAllowed, noSuchPath } from './status.ts'
import type { Cause } from './status.ts'
import { watch } from './watch.ts'
import type { KubeState } from './kube-state.ts'
import { createObject, existing, updateObject } from './writes.ts'
import type { Origin } from './writes.ts'

/** What the address of a resource names. */
export interface ResourcePath {
  readonly kind: KindSpec
  readonly namespace: string | undefined
  readonly name: string | undefined
  readonly subresource: string | undefined
}

const DRY_RUN: Omit<Cause, 'field'> = {
  reason: 'FieldValueNotSupported',
  message: 'Unsupported value: supported values: "All"',
}

export function originOf(kind: KindSpec, request: ApiRequest): Origin {
  const asked = request.query.getAll('dryRun')
  if (asked.some((value) => value !== 'All'))
    throw invalid(kind, '', [{ ...DRY_RUN, field: 'dryRun' } as Cause])
  const isApply = request.contentType === APPLY_PATCH
  const fromAgent = isApply ? '' : (request.userAgent.split('/')[0] ?? '').slice(0, 128)
  return {
    manager: request.query.get('fieldManager') ?? (fromAgent || (isApply ? '' : 'unknown')),
    dryRun: asked.length > 0,
  }
}

function shapeOf(kube: KubeState, request: ApiRequest): Shape {
  return {
    form: negotiate(request.accept),
    include: includeOf(request.query),
    nowMs: kube.clock.now(),
  }
}

/** Whether a subresource is a part of the object that is read and written as the object is. */
function isPartOf(kind: KindSpec, subresource: string): boolean {
  if (subresource === 'status') return kind.status
  return subresource === 'finalize' && (kind.subresources ?? []).some(({ name }) => name === subresource)
}

/** Answers a request for an object, a collection or the status of an object. */
export async function handleResource(
  kube: KubeState,
  path: ResourcePath,
  request: ApiRequest,
  signal: AbortSignal,
): Promise<Reply> {
  const { kind, name, subresource } = path
  const allowed = (verb: string): void => {
    if (!verbsOf(kind).includes(verb)) throw methodNotAllowed(request.method, request.path)
  }
  if (subresource !== undefined && !isPartOf(kind, subresource)) throw noSuchPath()
  if (name === undefined) return handleCollection(kube, path, request, signal, allowed)
  switch (request.method) {
    case 'GET':
      allowed('get')
      return json(shapeObject(kind, existing(kube, kind, path.namespace, name), shapeOf(kube, request)))
    case 'PUT':
      allowed('update')
      return put(kube, path, name, request)
    case 'PATCH':
      allowed('patch')
      return patch(kube, path, name, request)
    case 'DELETE':
      allowed('delete')
      if (subresource !== undefined) throw methodNotAllowed(request.method, request.path)
      return remove(kube, path, name, request)
    default:
      throw methodNotAllowed(request.method, request.path)
  }
}

async function handleCollection(
  kube: KubeState,
  path: ResourcePath,
  request: ApiRequest,
  signal: AbortSignal,
  allowed: (verb: string) => void,
): Promise<Reply> {
  const { kind, namespace } = path
  switch (request.method) {
    case 'GET':
      return listOrWatch(kube, path, request, signal, allowed)
    case 'POST': {
      allowed('create')
      if (kind.namespaced && namespace === undefined) throw methodNotAllowed(request.method, request.path)
      const shape = shapeOf(kube, request)
      const body = await readBodyObject(request)
      const object = createObject(kube, kind, namespace, body, originOf(kind, request))
      return json(shapeObject(kind, object, shape), 201)
    }
    case 'DELETE':
      allowed('deletecollection')
      if (kind.namespaced && namespace === undefined) throw methodNotAllowed(request.method, request.path)
      return removeCollection(kube, path, request)
    default:
      throw methodNotAllowed(request.method, request.path)
  }
}

function isTrue(value: string | null): boolean {
  return value === 'true' || value === '1'
}

function listOrWatch(
  kube: KubeState,
  { kind, namespace }: ResourcePath,
  request: ApiRequest,
  signal: AbortSignal,
  allowed: (verb: string) => void,
): Reply {
  const { query } = request
  const selector = selectorOf(kind, query.get('labelSelector') ?? '', query.get('fieldSelector') ?? '')
  const shape = shapeOf(kube, request)
  if (!isTrue(query.get('watch'))) {
    allowed('list')
    return json(listObjects(kube, kind, namespace, selector, query, shape))
  }
  allowed('watch')
  return { stream: watch(kube, { kind, namespace, selector, query, shape, signal }) }
}

async function put(kube: KubeState, path: ResourcePath, name: string, request: ApiRequest): Promise<Reply> {
  const { kind, namespace, subresource } = path
  const shape = shapeOf(kube, request)
  const body = await readBodyObject(request)
  // Read after the body has come: no other write can slip in between.
  const current = existing(kube, kind, namespace, name)
  const object = updateObject(kube, kind, current, body, originOf(kind, request), { subresource })
  return json(shapeObject(kind, object, shape))
}

async function patch(kube: KubeState, path: ResourcePath, name: string, request: ApiRequest): Promise<Reply> {
  const shape = shapeOf(kube, request)
  const body = await request.body()
  const { object, created } = patchObject(kube, {
    kind: path.kind,
    namespace: path.namespace,
    name,
    subresource: path.subresource,
    contentType: request.contentType,
    body,
    force: isTrue(request.query.get('force')),
    origin: originOf(path.kind, request),
  })
  return json(shapeObject(path.kind, object, shape), created ? 201 : 200)
}

async function remove(
  kube: KubeState,
  path: ResourcePath,
  name: string,
  request: ApiRequest,
): Promise<Reply> {
  const { kind, namespace } = path
  const options = readDeleteOptions(await readValue(request), request.query)
  const result = deleteObject(kube, kind, existing(kube, kind, namespace, name), options)
  return json(result.gone ? deletedStatus(kind, result.object) : result.object)
}

function deletedStatus(kind: KindSpec, object: ApiObject): JsonObject {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: object.metadata.name,
      group: kind.group || undefined,
      kind: kind.plural,
      uid: object.metadata.uid,
    },
  }
}

async function removeCollection(kube: KubeState, path: ResourcePath, request: ApiRequest): Promise<Reply> {
  const { kind, namespace } = path
  const { query } = request
  const options = readDeleteOptions(await readValue(request), query)
  const selector = selectorOf(kind, query.get('labelSelector') ?? '', query.get('fieldSelector') ?? '')
  const chosen = kube.store.list(kind, namespace).filter(selector)
  for (const object of chosen) deleteObject(kube, kind, object, options)
  const meta = { resourceVersion: String(kube.store.revision()) }
  return json(shapeList(kind, chosen, meta, { form: {}, include: 'Metadata', nowMs: 0 }))
}
