/** The first phase: clear what an earlier run left, and see that the target name is free. */
import { isOwned } from '../../../shared/manifests/labels.ts'
import { VIRTUAL_MACHINE } from '../kinds.ts'
import { done, failed, outcomeOf, type PhaseFn } from '../context.ts'
import { removeLeftovers } from '../leftovers.ts'

export const started: PhaseFn = async ({ world, record, plan }) => {
  const target = world.target()
  if (!target.ok) return outcomeOf(target.problem)
  const existing = await target.value.get(VIRTUAL_MACHINE, plan.targetNamespace, record.targetName)
  if (!existing.ok) return outcomeOf(existing.problem)
  if (existing.value && !isOwned(existing.value.metadata.labels, plan.id, record.vmId))
    return failed({
      code: 'migration.target-exists',
      message: `A virtual machine ${record.targetName} stands in namespace ${plan.targetNamespace} already.`,
      meaning: 'Nothing was changed on either side.',
      remedy: 'Give this VM another target name, or delete the existing one.',
    })
  const removed = await removeLeftovers(target.value, plan.targetNamespace, plan.id, record.vmId)
  return removed.ok ? done : outcomeOf(removed.problem)
}
