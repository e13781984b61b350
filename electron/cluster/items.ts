/** Lists of which only what may be seen counts. */
import type { Result } from '../../shared/problem.ts'
import type { Objects } from './objects.ts'
import type { KindRef, KubeObject } from './service.ts'

/** With rights on single namespaces only, so many of them are looked into. */
const maxNamespaces = 50

/** The items of a list; none when it could not be read. */
export function items(result: Result<{ readonly items: readonly KubeObject[] }>): readonly KubeObject[] {
  return result.ok ? result.value.items : []
}

/** All of a kind, or as many as can be seen namespace by namespace. */
export async function listEverywhere(
  objects: Objects,
  ref: KindRef,
  namespaces: readonly string[],
  metadataOnly = false,
): Promise<readonly KubeObject[]> {
  const whole = await objects.list(ref, undefined, { metadataOnly })
  if (whole.ok) return whole.value.items
  if (whole.problem.code !== 'cluster.forbidden') return []
  const parts = await Promise.all(
    namespaces
      .slice(0, maxNamespaces)
      .map(async (namespace) => items(await objects.list(ref, namespace, { metadataOnly }))),
  )
  return parts.flat()
}
