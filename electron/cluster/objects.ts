/** Reading and writing objects of any kind. */
import { fail, ok, type Result } from '../../shared/problem.ts'
import { asked, createCaller, type Call, type Caller } from './caller.ts'
import type { Resource } from './discovery.ts'
import { listAll, type Listing, type ListOptions } from './lists.ts'
import { textAt } from './read.ts'
import type { ApiWarning, ClusterConnection, KindRef, KubeObject, WriteOptions } from './service.ts'
import { deleteTimeout } from './status-problems.ts'
import { pause, type Transport } from './transport.ts'

const fieldManager = 'palletjack'
const defaultDeleteMs = 60_000

export type Objects = Pick<ClusterConnection, 'get' | 'apply' | 'create' | 'mergePatch' | 'delete'> & {
  list(ref: KindRef, namespace: string | undefined, options?: ListOptions): Promise<Result<Listing>>
  resource(ref: KindRef): Promise<Result<Resource>>
}

/** `closing` ends the waits that are under way when the connection is closed. */
export function createObjects(
  transport: Transport,
  closing: AbortSignal,
  onWarning: (warning: ApiWarning) => void = () => undefined,
): Objects {
  const caller = createCaller(transport, onWarning)
  return {
    get: (ref, namespace, name) => get(caller, ref, namespace, name),
    list: (ref, namespace, options = {}) => listAll(caller, ref, namespace, options),
    resource: (ref) => caller.resource(ref),
    apply(object, options) {
      const { name, namespace } = object.metadata
      if (name === undefined || name === '') throw new Error(`apply of a ${object.kind} without a name`)
      const about = { verb: 'patch', ref: kindOf(object), namespace, name }
      const query = { ...writeQuery(options), force: 'true' }
      const contentType = 'application/apply-patch+yaml'
      return caller.callForObject(about, { method: 'PATCH', query, contentType, body: object })
    },
    create(object, options) {
      const { name, namespace } = object.metadata
      // The server's path has no name, its answer and our sentence about it do.
      const about = { verb: 'create', ref: kindOf(object), namespace, subject: name }
      return caller.callForObject(about, { method: 'POST', query: writeQuery(options), body: object })
    },
    mergePatch(ref, namespace, name, patch) {
      const about = { verb: 'patch', ref, namespace, name }
      const contentType = 'application/merge-patch+json'
      return caller.callForObject(about, {
        method: 'PATCH',
        query: writeQuery(),
        contentType,
        body: patch,
      })
    },
    async delete(ref, namespace, name, options = {}) {
      const about = { verb: 'delete', ref, namespace, name }
      const sent = { method: 'DELETE', ...deleteOptions(options) } as const
      const answer = await caller.call(about, sent)
      if (!answer.ok) return answer.problem.code === 'cluster.not-found' ? ok(undefined) : answer
      if (options.wait !== true) return ok(undefined)
      // A finished delete answers with a Status, a begun one with the object.
      const uid = textAt(answer.value, 'metadata', 'uid') || textAt(answer.value, 'details', 'uid')
      return gone(caller, about, uid, options.timeoutMs ?? defaultDeleteMs, closing)
    },
  }
}

/**
 * Strict: an unknown or doubled field is refused instead of dropped without a word (Kubernetes API concepts,
 * "Field validation").
 */
function writeQuery(options: WriteOptions = {}): Readonly<Record<string, string>> {
  return {
    fieldManager,
    fieldValidation: 'Strict',
    ...(options.dryRun === true ? { dryRun: 'All' } : {}),
  }
}

async function get(
  caller: Caller,
  ref: KindRef,
  namespace: string | undefined,
  name: string,
): Promise<Result<KubeObject | undefined>> {
  const found = await caller.callForObject({ verb: 'get', ref, namespace, name }, { method: 'GET' })
  return found.ok || found.problem.code !== 'cluster.not-found' ? found : ok(undefined)
}

/** Looks until the object, or this incarnation of it, is away. */
async function gone(
  caller: Caller,
  about: Call & { readonly name: string },
  uid: string,
  timeoutMs: number,
  closing: AbortSignal,
): Promise<Result<void>> {
  const deadline = performance.now() + timeoutMs
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 1000)) {
    const left = await get(caller, about.ref, about.namespace, about.name)
    if (!left.ok) return left
    if (left.value === undefined) return ok(undefined)
    if (uid !== '' && left.value.metadata.uid !== uid) return ok(undefined)
    if (performance.now() + waitMs > deadline || closing.aborted) {
      return fail(deleteTimeout(asked(about), timeoutMs, left.value.metadata.finalizers ?? []))
    }
    await pause(waitMs, closing)
  }
}

function deleteOptions({ propagation, resourceVersion }: NonNullable<Parameters<Objects['delete']>[3]>): {
  readonly body?: object
} {
  if (propagation === undefined && resourceVersion === undefined) return {}
  const body = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    ...(propagation !== undefined && { propagationPolicy: propagation }),
    ...(resourceVersion !== undefined && { preconditions: { resourceVersion } }),
  }
  return { body }
}

function kindOf(object: KubeObject): KindRef {
  return { apiVersion: object.apiVersion, kind: object.kind }
}
