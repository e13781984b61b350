import { shapeList } from './forms.ts'
import type { Shape } from './forms.ts'
import type { ApiObject, JsonObject } from './json.ts'
import type { KindSpec } from './kinds/kind.ts'
import type { Selector } from './selectors.ts'
import { badRequest, expired, revisionTooNew } from './status.ts'
import { readRevision } from './watch.ts'
import type { KubeState } from './kube-state.ts'

/** Where a list in pieces goes on: at which revision it began, and after which object. */
interface Continuation {
  readonly revision: number
  readonly after: string
}

function encode(continuation: Continuation): string {
  return Buffer.from(JSON.stringify({ v: 'lab/v1', ...continuation })).toString('base64url')
}

function decode(token: string): Continuation {
  try {
    const value = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Partial<Continuation>
    if (typeof value.revision === 'number' && typeof value.after === 'string')
      return { revision: value.revision, after: value.after }
  } catch {
    // Falls through: whatever it is, it is not a token of this server.
  }
  throw badRequest('continue key is not valid')
}

function keyOf(object: ApiObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`
}

/** The objects at the revision that the query asks for. Throws 410 or 504 Statuses for revisions out of reach. */
function itemsAt(
  kube: KubeState,
  kind: KindSpec,
  namespace: string | undefined,
  query: URLSearchParams,
  from: Continuation | undefined,
): { readonly items: readonly ApiObject[]; readonly revision: number } {
  const asked = readRevision(query)
  const current = kube.store.revision()
  if (asked !== undefined && asked > current) throw revisionTooNew(asked, current)
  const exact = query.get('resourceVersionMatch') === 'Exact' ? asked : undefined
  const revision = from?.revision ?? exact
  if (revision === undefined) return { items: kube.store.list(kind, namespace), revision: current }
  const items = kube.store.listAt(kind, namespace, revision)
  if (items === undefined)
    throw expired(
      from === undefined
        ? `too old resource version: ${revision}`
        : 'The provided continue parameter is too old to display a consistent list result. Start a new list without the continue parameter.',
    )
  return { items, revision }
}

function readLimit(query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? '0')
  if (!Number.isInteger(limit) || limit < 0) throw badRequest('limit is a whole number')
  return limit === 0 ? Infinity : limit
}

/** A list, in one piece or in the pieces that `limit` and `continue` ask for, all of one revision. */
export function listObjects(
  kube: KubeState,
  kind: KindSpec,
  namespace: string | undefined,
  selector: Selector,
  query: URLSearchParams,
  shape: Shape,
): JsonObject {
  const token = query.get('continue') ?? ''
  const from = token === '' ? undefined : decode(token)
  const { items, revision } = itemsAt(kube, kind, namespace, query, from)
  const rest = items.filter(
    (object) => selector(object) && (from === undefined || keyOf(object) > from.after),
  )
  const page = rest.slice(0, readLimit(query))
  const last = page.at(-1)
  const more = page.length < rest.length && last !== undefined
  return shapeList(
    kind,
    page,
    {
      resourceVersion: String(revision),
      continue: more ? encode({ revision, after: keyOf(last) }) : undefined,
      remainingItemCount: more ? rest.length - page.length : undefined,
    },
    shape,
  )
}
