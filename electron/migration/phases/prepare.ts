/** The first phase: clear what an earlier run left, see that the target name is free, and try all with a dry run. */
import { isOwned, labelValue } from '../../../shared/manifests/labels.ts'
import { VIRTUAL_MACHINE } from '../kinds.ts'
import { done, failed, outcomeOf, type PhaseFn } from '../context.ts'
import { removeLeftovers } from '../leftovers.ts'
import { isMadeElsewhere, vmMadeElsewhere } from '../made-elsewhere.ts'
import { namespaceGone } from '../namespace-gone.ts'
import { dryRun } from '../dry-run.ts'
import { targetExists } from './target-exists.ts'

export const started: PhaseFn = async (context) => {
  const { ends, record, plan } = context
  const target = ends.target()
  if (!target.ok) return outcomeOf(target.problem)
  const existing = await target.value.get(VIRTUAL_MACHINE, plan.targetNamespace, record.targetName)
  if (!existing.ok) return outcomeOf(existing.problem)
  if (existing.value && !isOwned(existing.value.metadata.labels, plan.id, record.vmId))
    return failed(
      targetExists(record.targetName, plan.targetNamespace, 'Nothing was changed on either side.'),
    )
  if (existing.value && isMadeElsewhere(context, existing.value)) return failed(vmMadeElsewhere(context))
  const left = await ends.leftovers()
  if (!left.ok) return outcomeOf(left.problem)
  if (left.value.has(labelValue(record.vmId))) {
    const removed = await removeLeftovers(target.value, plan.targetNamespace, plan.id, record.vmId)
    if (!removed.ok) return outcomeOf(removed.problem)
  }
  // While the source still runs: what the cluster would refuse later is better known now.
  const problem = await dryRun(context, target.value)
  return problem ? namespaceGone(context, problem) : done
}
