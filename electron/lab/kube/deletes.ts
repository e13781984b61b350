import { timestamp } from '../clock.ts'
import { asArray, asObject, asString, at } from './json.ts'
import type { ApiObject, Json } from './json.ts'
import type { KindSpec } from './kinds/kind.ts'
import { nextGenerationAfterDelete } from './prepare.ts'
import { badRequest, conflict } from './status.ts'
import type { KubeState } from './kube-state.ts'
import { isHeld, withFinalizers } from './writes.ts'

type Propagation = 'Background' | 'Foreground' | 'Orphan'

export interface DeleteOptions {
  readonly propagation?: Propagation
  readonly uid?: string
  readonly resourceVersion?: string
  readonly dryRun: boolean
}

/** The finalizers through which Kubernetes carries a propagation policy. */
export const FOREGROUND = 'foregroundDeletion'
export const ORPHAN = 'orphan'

/** Reads DeleteOptions from the body and the query; the body wins. Throws a 400 Status. */
export function readDeleteOptions(body: Json | undefined, query: URLSearchParams): DeleteOptions {
  const policy =
    asString(at(body, 'propagationPolicy')) ??
    query.get('propagationPolicy') ??
    (at(body, 'orphanDependents') === true || query.get('orphanDependents') === 'true' ? 'Orphan' : undefined)
  if (policy !== undefined && policy !== 'Background' && policy !== 'Foreground' && policy !== 'Orphan')
    throw badRequest(
      `propagationPolicy is one of Background, Foreground, Orphan, not ${JSON.stringify(policy)}`,
    )
  const preconditions = asObject(at(body, 'preconditions'))
  return {
    propagation: policy,
    uid: asString(preconditions['uid']),
    resourceVersion: asString(preconditions['resourceVersion']),
    dryRun: asArray(at(body, 'dryRun')).includes('All') || query.get('dryRun') === 'All',
  }
}

function checkPreconditions(kind: KindSpec, object: ApiObject, options: DeleteOptions): void {
  const { name, uid, resourceVersion } = object.metadata
  for (const [what, wanted, is] of [
    ['UID', options.uid, uid],
    ['ResourceVersion', options.resourceVersion, resourceVersion],
  ] as const)
    if (wanted !== undefined && wanted !== is)
      throw conflict(
        kind,
        name,
        `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${is ?? ''})`,
      )
}

function policyFinalizers(object: ApiObject, propagation: Propagation | undefined): readonly string[] {
  const all = object.metadata.finalizers ?? []
  if (propagation === undefined) return all
  const others = all.filter((one) => one !== FOREGROUND && one !== ORPHAN)
  if (propagation === 'Background') return others
  return [...others, propagation === 'Orphan' ? ORPHAN : FOREGROUND]
}

/**
 * Deletes an object: at once when nothing holds it, else it gets its deletionTimestamp and stays until its last
 * finalizer is gone. Grace periods are not waited for. Throws a 409 Status when a precondition fails.
 */
export function deleteObject(
  kube: KubeState,
  kind: KindSpec,
  object: ApiObject,
  options: DeleteOptions,
): { readonly object: ApiObject; readonly gone: boolean } {
  checkPreconditions(kind, object, options)
  if (object.metadata.deletionTimestamp !== undefined) return { object, gone: false }
  const marked = withFinalizers(object, policyFinalizers(object, options.propagation))
  if (!isHeld(kind, marked))
    return { object: options.dryRun ? object : kube.store.remove(kind, marked), gone: true }
  const leaving: ApiObject = {
    ...marked,
    metadata: {
      ...marked.metadata,
      deletionTimestamp: timestamp(kube.clock),
      deletionGracePeriodSeconds: 0,
      generation: nextGenerationAfterDelete(kind, marked),
    },
  }
  const next = kind.onDelete === undefined ? leaving : kind.onDelete(leaving)
  return { object: options.dryRun ? next : kube.store.put(kind, next), gone: false }
}
