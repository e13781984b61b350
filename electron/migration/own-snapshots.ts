/** Own snapshots of a source, found by their names: one may have been made in the moment that the run was cut off. */
import { snapshotPrefix } from '../../shared/migration/warm.ts'
import { ok, type Result } from '../../shared/problem.ts'
import type { VsphereSession } from '../vsphere/service.ts'

/** Removes those of all runs of a plan, one after the other, and no others. Merging one can take hours. */
export async function removeOwnSnapshots(
  source: VsphereSession,
  planId: string,
  vmId: string,
): Promise<Result<void>> {
  const there = await source.snapshots(vmId)
  if (!there.ok) return there
  for (const { id, name } of there.value) {
    if (!name.startsWith(snapshotPrefix(planId))) continue
    const removed = await source.removeSnapshot(id)
    if (!removed.ok) return removed
  }
  return ok(undefined)
}
