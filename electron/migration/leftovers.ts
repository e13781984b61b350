/** Everything a run made for one VM on the target, found by its labels and removed. */
import { ownership } from '../../shared/manifests/labels.ts'
import { ok, type Result } from '../../shared/problem.ts'
import type { ClusterConnection, KindRef, KubeObject } from '../cluster/service.ts'
import { CLAIM, DATA_VOLUME, POD, SECRET, VIRTUAL_MACHINE } from './kinds.ts'

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
): Promise<Result<void>> {
  for (const kind of ORDER) {
    const found = await target.list(kind, namespace, ownership(planId, vmId))
    if (!found.ok) return found
    const removed = await Promise.all(found.value.map((object) => removeOne(target, kind, namespace, object)))
    const problem = removed.find((one) => !one.ok)
    if (problem) return problem
  }
  return ok(undefined)
}

/** Removes the helpers of a finished VM: login secret and conversion pod. The VM and its claims stay. */
export async function removeHelpers(
  target: ClusterConnection,
  namespace: string,
  planId: string,
  vmId: string,
): Promise<Result<void>> {
  for (const kind of [POD, SECRET]) {
    const found = await target.list(kind, namespace, ownership(planId, vmId))
    if (!found.ok) return found
    for (const object of found.value.filter((one) => !isGuest(one))) {
      const removed = await removeOne(target, kind, namespace, object)
      if (!removed.ok) return removed
    }
  }
  return ok(undefined)
}

/** KubeVirt hands a VM's labels down to the pod that runs it; that pod must live. */
function isGuest(object: KubeObject): boolean {
  return object.metadata.ownerReferences?.some((owner) => owner.kind === 'VirtualMachineInstance') ?? false
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
