/** One request about one kind: finds its path, sends, and turns error statuses into problems. */
import { fail, ok, type Result } from '../../shared/problem.ts'
import { notKubernetes } from './connection-problems.ts'
import { createDiscovery, pathOf, type Resource } from './discovery.ts'
import { textAt, valueAt } from './read.ts'
import type { ApiWarning, KindRef, KubeObject } from './service.ts'
import { groupOf, notServed, statusProblem, subject, type Asked } from './status-problems.ts'
import type { Request, Transport } from './transport.ts'

const notFoundStatus = 404

/** What one call is about. Without a name it is about the collection. */
export interface Call {
  readonly verb: string
  readonly ref: KindRef
  readonly namespace: string | undefined
  readonly name?: string | undefined
  /** Name of an object that is not part of the path: one that is being created. */
  readonly subject?: string | undefined
}

/** The rest of the request: the path follows from the kind. */
export type Sent = Omit<Request, 'path'>

export interface Caller {
  readonly url: string
  /** The answer's body; a bug in the call (no name, no namespace) throws. */
  call(about: Call, sent: Sent): Promise<Result<unknown>>
  callForObject(about: Call, sent: Sent): Promise<Result<KubeObject>>
  resource(ref: KindRef): Promise<Result<Resource>>
}

/** `onWarning` is told of each warning header. */
export function createCaller(transport: Transport, onWarning: (warning: ApiWarning) => void): Caller {
  const discovery = createDiscovery(transport)
  const { url } = transport

  async function call(about: Call, sent: Sent): Promise<Result<unknown>> {
    const resource = await discovery.find(about.ref)
    if (!resource.ok) return resource
    if (about.name === '') throw new Error(`${about.verb} of a ${about.ref.kind} without a name`)
    if (resource.value.namespaced && about.namespace === undefined && about.verb !== 'list') {
      throw new Error(`${about.verb} of a ${about.ref.kind} without a namespace`)
    }
    const path = pathOf(resource.value, about.namespace, about.name)
    const answer = await transport.send({ ...sent, path })
    if (!answer.ok) return answer
    const { status, body, warnings } = answer.value
    const what = asked(about, resource.value)
    // A webhook may quote what it was given, and warnings are kept.
    const told = about.ref.kind === 'Secret' ? [] : warnings
    for (const text of told) onWarning({ text, about: `${about.verb} ${subject(what)}` })
    if (status >= 200 && status < 300) {
      return typeof body === 'object' ? ok(body) : fail(notKubernetes(url, 'the answer is not JSON'))
    }
    if (status === notFoundStatus && textAt(body, 'kind') !== 'Status') {
      // The path itself is gone, and with it the operator that served it.
      discovery.forget(about.ref)
      return fail(notServed(about.ref))
    }
    return fail(statusProblem(url, status, body, what))
  }

  return {
    url,
    call,
    async callForObject(about, sent) {
      const answer = await call(about, sent)
      return answer.ok ? toObject(url, answer.value, about.ref) : answer
    },
    resource: (ref) => discovery.find(ref),
  }
}

/** Items of a list do not say their kind, so the kind that was asked for is written in. */
export function toObject(url: string, value: unknown, ref: KindRef): Result<KubeObject> {
  if (typeof valueAt(value, 'metadata') !== 'object' || valueAt(value, 'metadata') === null) {
    return fail(notKubernetes(url, `a ${ref.kind} was asked for, something else came`))
  }
  return ok({ ...(value as KubeObject), apiVersion: ref.apiVersion, kind: ref.kind })
}

/** The same call in the words of a problem. */
export function asked(about: Call, resource?: Resource): Asked {
  const group = groupOf(about.ref.apiVersion)
  const plural = resource?.plural ?? about.ref.kind
  return {
    verb: about.verb,
    ref: about.ref,
    resource: group === '' ? plural : `${plural}.${group}`,
    namespace: about.namespace,
    name: about.name ?? about.subject,
  }
}
