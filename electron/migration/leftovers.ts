/** Everything a run made for one VM on the target, found by its labels and removed. */
import { ownership, planSelector } from '../../shared/manifests/labels.ts'
import { ok, type Result } from '../../shared/problem.ts'
import type { ClusterConnection, KindRef, KubeObject } from '../cluster/service.ts'
import { CLAIM, DATA_VOLUME, NAMESPACE, POD, SECRET, VIRTUAL_MACHINE } from './kinds.ts'

/** The target VM first, so that nothing holds the claims; claims last: CDI takes its own along. */
const ORDER: readonly KindRef[] = [VIRTUAL_MACHINE, POD, DATA_VOLUME, CLAIM, SECRET]

/** How long one object may take to go, in ms; an importer pod gets its grace period of 30 s. */
const GONE_WITHIN_MS = 90_000

/** Removes all objects of this VM of this plan, whichever run made them, and waits until they are gone. */
export async function removeLeftovers(
  target: ClusterConnection,
  namespace: string,
  planId: string,
  vmId: string,
  kinds: readonly KindRef[] = ORDER,
): Promise<Result<void>> {
  for (const kind of kinds) {
    const found = await target.list(kind, namespace, ownership(planId, vmId))
    if (!found.ok) return found
    const removed = await Promise.all(found.value.map((object) => removeOne(target, kind, namespace, object)))
    const problem = removed.find((one) => !one.ok)
    if (problem) return problem
  }
  return ok(undefined)
}

/**
 * Removes the helpers of a finished VM: secrets and conversion pod. The VM and its claims stay. The login
 * secret owns the pod and the secret with passphrases, so the cluster removes both with it; `secretUid` is unknown for
 * runs of an earlier version.
 */
export async function removeHelpers(
  target: ClusterConnection,
  namespace: string,
  names: { readonly secret: string; readonly luks: string; readonly pod: string },
  secretUid: string | undefined,
): Promise<Result<void>> {
  const secret = await target.delete(SECRET, namespace, names.secret, { propagation: 'Background' })
  if (!secret.ok || secretUid !== undefined) return secret
  const luks = await target.delete(SECRET, namespace, names.luks)
  if (!luks.ok) return luks
  return target.delete(POD, namespace, names.pod)
}

/** The VMs of a plan of which anything is left on the target, by the value of their label vmID. */
export async function findLeftovers(
  target: ClusterConnection,
  namespace: string,
  planId: string,
): Promise<Result<ReadonlySet<string>>> {
  const found = await Promise.all(ORDER.map((kind) => target.list(kind, namespace, planSelector(planId))))
  const left = new Set<string>()
  for (const list of found) {
    if (!list.ok) return list
    for (const object of list.value) left.add(object.metadata.labels?.['vmID'] ?? '')
  }
  return ok(left)
}

function removeOne(
  target: ClusterConnection,
  kind: KindRef,
  namespace: string,
  object: KubeObject,
): Promise<Result<void>> {
  return target.delete(kind, namespace, object.metadata.name ?? '', {
    propagation: 'Foreground',
    wait: true,
    timeoutMs: GONE_WITHIN_MS,
  })
}

/** Kinds that show that somebody lives in a namespace. */
const INHABITANTS = [VIRTUAL_MACHINE, POD, DATA_VOLUME, CLAIM]

/** Removes a namespace that the run made, unless something lives there. Best effort: an empty one does no harm. */
export async function removeEmptyNamespace(target: ClusterConnection, namespace: string): Promise<void> {
  for (const kind of INHABITANTS) {
    const found = await target.list(kind, namespace)
    if (!found.ok || found.value.length > 0) return
  }
  await target.delete(NAMESPACE, undefined, namespace, { wait: true, timeoutMs: 60_000 })
}
