/** Lists of which only what may be seen counts. */
import type { Result } from '../../shared/problem.ts'
import type { Objects } from './objects.ts'
import type { KindRef, KubeObject } from './service.ts'

/** With rights on single namespaces only, so many of them are looked into at most. */
const maxNamespaces = 50
/** So many at once; when all of them refuse, the rest is taken to refuse as well. */
const atOnce = 4

/** Where to look when the whole cluster may not be listed. */
export interface Places {
  /** Looked into in any case. */
  readonly first: readonly string[]
  /** Looked into as long as it is of use. */
  readonly others: readonly string[]
}

/** The items of a list; none when it could not be read. */
export function items(result: Result<{ readonly items: readonly KubeObject[] }>): readonly KubeObject[] {
  return result.ok ? result.value.items : []
}

/** All of a kind, or what of it can be seen namespace by namespace. */
export async function listEverywhere(
  objects: Objects,
  ref: KindRef,
  { first, others }: Places,
  metadataOnly = false,
): Promise<readonly KubeObject[]> {
  const whole = await objects.list(ref, undefined, { metadataOnly })
  if (whole.ok) return whole.value.items
  if (whole.problem.code !== 'cluster.forbidden') return []
  const look = (names: readonly string[]) =>
    Promise.all(names.map((namespace) => objects.list(ref, namespace, { metadataOnly })))
  const seen = (await look(first)).flatMap(items)
  const rest = others.filter((name) => !first.includes(name)).slice(0, maxNamespaces)
  for (let start = 0; start < rest.length; start += atOnce) {
    const found = await look(rest.slice(start, start + atOnce))
    if (found.every((one) => !one.ok)) break
    seen.push(...found.flatMap(items))
  }
  return seen
}
