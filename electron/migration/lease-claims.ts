/** Whose the lease of a plan is, for those who do not hold it. */
import { ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Plan } from '../../shared/plan/model.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import { isOtherAlive } from '../is-alive.ts'
import { identityOf, LEASE, leaseName, readLease, type Holder, type SeenLease } from './lease-object.ts'
import { hear, isQuiet } from './lease-times.ts'
import { leased } from './lease-words.ts'

export type LeasedPlan = Pick<Plan, 'id' | 'name' | 'targetNamespace'>

/**
 * The problem migration.leased where another Palletjack has the lease of a plan, alive or not. A lease that nobody may
 * read is none.
 */
export async function leasedElsewhere(
  target: ClusterConnection,
  plan: LeasedPlan,
  holder: Holder,
  now: number = Date.now(),
): Promise<Result<Problem | undefined>> {
  const found = await target.get(LEASE, plan.targetNamespace, leaseName(plan.id))
  if (!found.ok) return cannotBeKept(found.problem) ? ok(undefined) : found
  const seen = found.value && readLease(found.value)
  if (!seen || seen.identity === '' || isOwn(seen, holder)) return ok(undefined)
  return ok(leased(plan.name, seen, isQuiet(hear(seen, now), now)))
}

/**
 * Removes the lease of a plan that is done with, where this process or an earlier one of its state directory has it.
 * Answers with what keeps it there.
 */
export async function removeOwnLease(
  target: ClusterConnection,
  { id, targetNamespace }: LeasedPlan,
  holder: Holder,
): Promise<Problem | undefined> {
  const found = await target.get(LEASE, targetNamespace, leaseName(id))
  if (!found.ok) return cannotBeKept(found.problem) ? undefined : found.problem
  if (!found.value || !isOwn(readLease(found.value), holder)) return undefined
  const { resourceVersion } = found.value.metadata
  const gone = await target.delete(LEASE, targetNamespace, leaseName(id), {
    ...(resourceVersion !== undefined && { resourceVersion }),
  })
  return gone.ok ? undefined : gone.problem
}

/** Without that right, or that kind, a run goes on as it did before there were leases. No waiting clears these. */
export function cannotBeKept({ code }: Problem): boolean {
  return CANNOT_BE_KEPT.has(code)
}

const CANNOT_BE_KEPT = new Set([
  'cluster.denied',
  'cluster.forbidden',
  'cluster.invalid',
  'cluster.kind-not-served',
  'cluster.quota-exceeded',
])

/** Of an earlier process that is gone. Computers may share a name, and a process id of one means nothing on another. */
export function isLeftBehind({ computer, pid, start }: SeenLease, holder: Holder): boolean {
  const isSameSeat = computer === holder.computer && start?.startsWith(`${holder.seat}-`) === true
  return isSameSeat && pid !== undefined && !isOtherAlive(pid)
}

function isOwn(seen: SeenLease, holder: Holder): boolean {
  return seen.identity === identityOf(holder) || isLeftBehind(seen, holder)
}
