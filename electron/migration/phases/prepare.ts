/** The first phase: clear what an earlier run left, and see that the target name is free. */
import { isOwned } from '../../../shared/manifests/labels.ts'
import { VIRTUAL_MACHINE } from '../kinds.ts'
import { done, failed, outcomeOf, type PhaseFn } from '../context.ts'
import { removeLeftovers } from '../leftovers.ts'
import { targetExists } from './target-exists.ts'

export const started: PhaseFn = async ({ world, record, plan }) => {
  const target = world.target()
  if (!target.ok) return outcomeOf(target.problem)
  const existing = await target.value.get(VIRTUAL_MACHINE, plan.targetNamespace, record.targetName)
  if (!existing.ok) return outcomeOf(existing.problem)
  if (existing.value && !isOwned(existing.value.metadata.labels, plan.id, record.vmId))
    return failed(
      targetExists(record.targetName, plan.targetNamespace, 'Nothing was changed on either side.'),
    )
  const removed = await removeLeftovers(target.value, plan.targetNamespace, plan.id, record.vmId)
  return removed.ok ? done : outcomeOf(removed.problem)
}
