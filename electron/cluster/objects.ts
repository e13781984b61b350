/** Reading and writing objects of any kind. */
import { fail, ok, type Result } from '../../shared/problem.ts'
import { createDiscovery, pathOf, type Resource } from './discovery.ts'
import { notKubernetes } from './connection-problems.ts'
import { deleteTimeout, groupOf, notServed, statusProblem, type Asked } from './status-problems.ts'
import { listAt, textAt, valueAt } from './read.ts'
import type { ClusterConnection, KindRef, KubeObject } from './service.ts'
import { pause, type Request, type Transport } from './transport.ts'

const fieldManager = 'palletjack'
const pageSize = 500
const maxPages = 2000
const defaultDeleteMs = 60_000
const notFoundStatus = 404

/** A complete list and the version that a watch can go on from. */
export interface Listing {
  readonly items: readonly KubeObject[]
  readonly resourceVersion: string
}

export interface ListOptions {
  readonly labels?: Readonly<Record<string, string>>
  /** Names and labels only, where the server can: specifications of thousands of VMs are megabytes. */
  readonly metadataOnly?: boolean
  readonly signal?: AbortSignal
}

export type Objects = Pick<ClusterConnection, 'get' | 'apply' | 'create' | 'mergePatch' | 'delete'> & {
  list(ref: KindRef, namespace: string | undefined, options?: ListOptions): Promise<Result<Listing>>
  resource(ref: KindRef): Promise<Result<Resource>>
}

/** What one call is about. */
interface Call {
  readonly verb: string
  readonly ref: KindRef
  readonly namespace: string | undefined
  readonly name?: string | undefined
}

const metadataAccept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json'

export function createObjects(transport: Transport, closing: AbortSignal): Objects {
  const discovery = createDiscovery(transport)

  /** Sends to the kind's path and turns error statuses into problems; 404 of an object stays an answer. */
  async function call(about: Call, request: Omit<Request, 'path'>): Promise<Result<unknown>> {
    const resource = await discovery.find(about.ref)
    if (!resource.ok) return resource
    if (about.name === '') throw new Error(`${about.verb} of a ${about.ref.kind} without a name`)
    if (resource.value.namespaced && about.namespace === undefined && about.verb !== 'list') {
      throw new Error(`${about.verb} of a ${about.ref.kind} without a namespace`)
    }
    const path = pathOf(resource.value, about.namespace, about.name)
    const answer = await transport.send({ ...request, path })
    if (!answer.ok) return answer
    const { status, body } = answer.value
    if (status >= 200 && status < 300) {
      return typeof body === 'object'
        ? ok(body)
        : fail(notKubernetes(transport.url, 'the answer is not JSON'))
    }
    if (status === notFoundStatus && textAt(body, 'kind') !== 'Status') {
      // The path itself is gone, and with it the operator that served it.
      discovery.forget(about.ref)
      return fail(notServed(about.ref))
    }
    return fail(statusProblem(transport.url, status, body, asked(about, resource.value)))
  }

  async function callForObject(about: Call, request: Omit<Request, 'path'>): Promise<Result<KubeObject>> {
    const answer = await call(about, request)
    return answer.ok ? toObject(transport.url, answer.value, about.ref) : answer
  }

  async function get(ref: KindRef, namespace: string | undefined, name: string) {
    const found = await callForObject({ verb: 'get', ref, namespace, name }, { method: 'GET' })
    return found.ok || found.problem.code !== 'cluster.not-found' ? found : ok(undefined)
  }

  async function remove(...args: Parameters<Objects['delete']>): Promise<Result<void>> {
    const [ref, namespace, name, options = {}] = args
    const about = { verb: 'delete', ref, namespace, name }
    const body =
      options.propagation === undefined
        ? {}
        : { body: { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: options.propagation } }
    const answer = await call(about, { method: 'DELETE', ...body })
    if (!answer.ok) return answer.problem.code === 'cluster.not-found' ? ok(undefined) : answer
    if (options.wait !== true) return ok(undefined)
    const uid = textAt(answer.value, 'metadata', 'uid') || textAt(answer.value, 'details', 'uid')
    return gone(about, uid, options.timeoutMs ?? defaultDeleteMs)
  }

  /** Looks until the object, or this incarnation of it, is away. */
  async function gone(about: Call & { name: string }, uid: string, timeoutMs: number): Promise<Result<void>> {
    const deadline = performance.now() + timeoutMs
    for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 1000)) {
      const left = await get(about.ref, about.namespace, about.name)
      if (!left.ok) return left
      if (left.value === undefined) return ok(undefined)
      if (uid !== '' && left.value.metadata.uid !== uid) return ok(undefined)
      if (performance.now() + waitMs > deadline || closing.aborted) {
        return fail(deleteTimeout(asked(about), timeoutMs, left.value.metadata.finalizers ?? []))
      }
      await pause(waitMs, closing)
    }
  }

  return {
    get,
    delete: remove,
    resource: (ref) => discovery.find(ref),
    list: (ref, namespace, options = {}) => listAll(transport.url, call, ref, namespace, options),
    apply(object) {
      const { name, namespace } = object.metadata
      if (name === undefined || name === '') throw new Error(`apply of a ${object.kind} without a name`)
      return callForObject(
        { verb: 'patch', ref: object, namespace, name },
        {
          method: 'PATCH',
          query: { fieldManager, force: 'true' },
          contentType: 'application/apply-patch+yaml',
          body: object,
        },
      )
    },
    create: (object) =>
      callForObject(
        { verb: 'create', ref: object, namespace: object.metadata.namespace },
        { method: 'POST', query: { fieldManager }, body: object },
      ),
    mergePatch: (ref, namespace, name, patch) =>
      callForObject(
        { verb: 'patch', ref, namespace, name },
        {
          method: 'PATCH',
          query: { fieldManager },
          contentType: 'application/merge-patch+json',
          body: patch,
        },
      ),
  }
}

type CallFn = (about: Call, request: Omit<Request, 'path'>) => Promise<Result<unknown>>

/** All pages. When the server has forgotten the first page's version meanwhile, it begins again, once. */
async function listAll(
  url: string,
  call: CallFn,
  ref: KindRef,
  namespace: string | undefined,
  options: ListOptions,
): Promise<Result<Listing>> {
  let items: KubeObject[] = []
  let next = ''
  let restarted = false
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await call({ verb: 'list', ref, namespace }, pageRequest(options, next))
    if (!answer.ok) {
      if (restarted || next === '' || answer.problem.code !== 'cluster.version-gone') return answer
      restarted = true
      items = []
      next = ''
      continue
    }
    const kind = textAt(answer.value, 'kind')
    if (!kind.endsWith('List'))
      return fail(notKubernetes(url, `a list was asked for, ${kind || 'nothing'} came`))
    for (const item of listAt(answer.value, 'items')) {
      const object = toObject(url, item, ref)
      if (!object.ok) return object
      items.push(object.value)
    }
    next = textAt(answer.value, 'metadata', 'continue')
    if (next === '')
      return ok({ items, resourceVersion: textAt(answer.value, 'metadata', 'resourceVersion') })
  }
  return fail(notKubernetes(url, `the list of ${ref.kind} does not end`))
}

function pageRequest(options: ListOptions, next: string): Omit<Request, 'path'> {
  return {
    method: 'GET',
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.metadataOnly === true ? { accept: metadataAccept } : {}),
    query: {
      limit: String(pageSize),
      ...(next === '' ? {} : { continue: next }),
      ...(options.labels === undefined ? {} : { labelSelector: selectorText(options.labels) }),
    },
  }
}

/** "a=b,c=d", the equality form of a label selector. */
export function selectorText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
}

/** Items of a list do not say their kind, so the kind that was asked for is written in. */
export function toObject(url: string, value: unknown, ref: KindRef): Result<KubeObject> {
  if (typeof valueAt(value, 'metadata') !== 'object' || valueAt(value, 'metadata') === null) {
    return fail(notKubernetes(url, `a ${ref.kind} was asked for, something else came`))
  }
  return ok({ ...(value as KubeObject), apiVersion: ref.apiVersion, kind: ref.kind })
}

function asked(about: Call, resource?: Resource): Asked {
  const group = groupOf(about.ref.apiVersion)
  const plural = resource?.plural ?? about.ref.kind
  return {
    verb: about.verb,
    ref: about.ref,
    resource: group === '' ? plural : `${plural}.${group}`,
    namespace: about.namespace,
    name: about.name,
  }
}
