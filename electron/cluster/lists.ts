/** Lists, page by page. */
import { fail, ok, type Result } from '../../shared/problem.ts'
import { toObject, type Caller, type Sent } from './caller.ts'
import { notKubernetes } from './connection-problems.ts'
import { listAt, textAt } from './read.ts'
import type { KindRef, KubeObject } from './service.ts'

const pageSize = 500
const maxPages = 2000

/** A complete list and the version that a watch can go on from. */
export interface Listing {
  readonly items: readonly KubeObject[]
  readonly resourceVersion: string
}

export interface ListOptions {
  readonly labels?: Readonly<Record<string, string>>
  /** Fields that the server can select by, as "metadata.name" or, for events, "involvedObject.uid". */
  readonly fields?: Readonly<Record<string, string>>
  /** Names and labels only, where the server can: specifications of thousands of VMs are megabytes. */
  readonly metadataOnly?: boolean
  readonly signal?: AbortSignal
}

const metadataAccept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json'

/** All pages. When the server has forgotten the first page's version meanwhile, it begins again, once. */
export async function listAll(
  caller: Caller,
  ref: KindRef,
  namespace: string | undefined,
  options: ListOptions,
): Promise<Result<Listing>> {
  let items: KubeObject[] = []
  let next = ''
  let restarted = false
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await caller.call({ verb: 'list', ref, namespace }, pageRequest(options, next))
    if (!answer.ok) {
      if (restarted || next === '' || answer.problem.code !== 'cluster.version-gone') return answer
      restarted = true
      items = []
      next = ''
      continue
    }
    const kind = textAt(answer.value, 'kind')
    if (!kind.endsWith('List'))
      return fail(notKubernetes(caller.url, `a list was asked for, ${kind || 'nothing'} came`))
    for (const item of listAt(answer.value, 'items')) {
      const object = toObject(caller.url, item, ref)
      if (!object.ok) return object
      items.push(object.value)
    }
    next = textAt(answer.value, 'metadata', 'continue')
    if (next === '')
      return ok({ items, resourceVersion: textAt(answer.value, 'metadata', 'resourceVersion') })
  }
  return fail(notKubernetes(caller.url, `the list of ${ref.kind} does not end`))
}

function pageRequest(options: ListOptions, next: string): Sent {
  return {
    method: 'GET',
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.metadataOnly === true ? { accept: metadataAccept } : {}),
    query: {
      limit: String(pageSize),
      ...(next === '' ? {} : { continue: next }),
      ...(options.fields === undefined ? {} : { fieldSelector: selectorText(options.fields) }),
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
