/** Which path serves a kind: read from the server's own discovery documents, kept per API version. */
import { fail, ok, type Result } from '../../shared/problem.ts'
import { notServed, statusProblem } from './status-problems.ts'
import { listAt, textAt, valueAt } from './read.ts'
import type { KindRef } from './service.ts'
import type { Transport } from './transport.ts'

export interface Resource {
  readonly ref: KindRef
  /** Plural name in paths, "datavolumes". */
  readonly plural: string
  readonly namespaced: boolean
}

export interface Discovery {
  /** Problem cluster.kind-not-served when the cluster does not know the kind. */
  find(ref: KindRef): Promise<Result<Resource>>
  /** Forgets what is known of the kind's API version: an operator may have come or gone. */
  forget(ref: KindRef): void
}

type Found = Result<ReadonlyMap<string, Resource>>

export function createDiscovery(transport: Transport): Discovery {
  const known = new Map<string, Promise<Found>>()

  function versionOf(apiVersion: string): Promise<Found> {
    const existing = known.get(apiVersion)
    if (existing !== undefined) return existing
    const reading = readVersion(transport, apiVersion)
    known.set(apiVersion, reading)
    // Only what is there is kept; what is missing today may be installed tomorrow.
    void reading.then((found) => {
      if (!found.ok || found.value.size === 0) known.delete(apiVersion)
    })
    return reading
  }

  return {
    async find(ref) {
      const cached = known.has(ref.apiVersion)
      const found = await versionOf(ref.apiVersion)
      if (!found.ok) return found
      const resource = found.value.get(ref.kind)
      if (resource !== undefined) return ok(resource)
      if (!cached) return fail(notServed(ref))
      known.delete(ref.apiVersion)
      const again = await versionOf(ref.apiVersion)
      if (!again.ok) return again
      const late = again.value.get(ref.kind)
      return late === undefined ? fail(notServed(ref)) : ok(late)
    },
    forget: (ref) => void known.delete(ref.apiVersion),
  }
}

/** Path of the collection, or with `name` of the object. */
export function pathOf(resource: Resource, namespace: string | undefined, name?: string): string {
  const root = resource.ref.apiVersion.includes('/') ? '/apis' : '/api'
  const parts = [root, ...resource.ref.apiVersion.split('/').map(encodeURIComponent)]
  if (resource.namespaced && namespace !== undefined) parts.push('namespaces', segment(namespace))
  parts.push(resource.plural)
  if (name !== undefined) parts.push(segment(name))
  return parts.join('/')
}

/** "." and ".." would lead to another object once the address is made whole; no object is called so. */
function segment(text: string): string {
  if (text === '.' || text === '..') throw new Error(`"${text}" is no name of an object`)
  return encodeURIComponent(text)
}

async function readVersion(transport: Transport, apiVersion: string): Promise<Found> {
  const root = apiVersion.includes('/') ? '/apis' : '/api'
  const answer = await transport.send({ method: 'GET', path: `${root}/${apiVersion}` })
  if (!answer.ok) return answer
  const { status, body } = answer.value
  if (status === 404) return ok(new Map())
  if (status !== 200) {
    const ref = { apiVersion, kind: 'APIResourceList' }
    const asked = {
      verb: 'get',
      ref,
      resource: `the API ${apiVersion}`,
      namespace: undefined,
      name: undefined,
    }
    return fail(statusProblem(transport.url, status, body, asked))
  }
  const resources = new Map<string, Resource>()
  for (const entry of listAt(body, 'resources')) {
    const plural = textAt(entry, 'name')
    const kind = textAt(entry, 'kind')
    // "pods/log" and its like are parts of another resource.
    if (kind === '' || plural === '' || plural.includes('/') || resources.has(kind)) continue
    resources.set(kind, {
      ref: { apiVersion, kind },
      plural,
      namespaced: valueAt(entry, 'namespaced') === true,
    })
  }
  return ok(resources)
}
