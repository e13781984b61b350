/** The target of a VM was made by this run, but not from here: another Palletjack drove it meanwhile. */
import { labelValue, ownership, planSelector } from '../../shared/manifests/labels.ts'
import { ITINERARIES } from '../../shared/migration/itinerary.ts'
import { ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Plan } from '../../shared/plan/model.ts'
import type { ClusterConnection, KubeObject } from '../cluster/service.ts'
import type { PhaseContext } from './context.ts'
import { VIRTUAL_MACHINE } from './kinds.ts'

type OfVm = Pick<PhaseContext, 'plan' | 'manifests' | 'record'>

/** True for a virtual machine of this very run whose making the record knows nothing of. */
export function isMadeElsewhere({ plan, manifests, record }: OfVm, vm: KubeObject): boolean {
  const phases = ITINERARIES[plan.type].map(({ phase }) => phase)
  const isBefore = phases.indexOf(record.phase) < phases.indexOf('CreateVM')
  return isBefore && vm.metadata.labels?.['migration'] === labelValue(manifests.migrationId)
}

/** The problem of a VM whose target must stay as it is; undefined where there is none. */
export async function madeElsewhere(
  target: ClusterConnection,
  of: OfVm,
): Promise<Result<Problem | undefined>> {
  const { plan, record } = of
  const found = await target.list(VIRTUAL_MACHINE, plan.targetNamespace, ownership(plan.id, record.vmId))
  if (!found.ok) return found
  return ok(found.value.some((vm) => isMadeElsewhere(of, vm)) ? vmMadeElsewhere(of) : undefined)
}

/**
 * Before a plan starts: a virtual machine of it that a run made which the journal here does not know. To a new run it
 * would look like something half made.
 */
export async function unknownMade(
  target: ClusterConnection,
  plan: Plan,
  knownRuns: readonly string[],
): Promise<Result<Problem | undefined>> {
  const found = await target.list(VIRTUAL_MACHINE, plan.targetNamespace, planSelector(plan.id))
  if (!found.ok) return found
  const known = new Set(knownRuns.map((id) => labelValue(id)))
  const made = found.value.find(({ metadata }) => !known.has(metadata.labels?.['migration'] ?? ''))
  return ok(made && unknownRun(plan, made.metadata.name ?? ''))
}

function unknownRun({ name, targetNamespace }: Plan, made: string): Problem {
  return {
    code: 'migration.made-elsewhere',
    message: `Another Palletjack has migrated with ${name}: ${made} is in namespace ${targetNamespace} already.`,
    meaning: 'Nothing was started. That virtual machine may run.',
    remedy: `Go on with the plan on the other computer, or make a new plan for the other VMs. If it came to nothing: kubectl -n ${targetNamespace} delete vm ${made}`,
  }
}

export function vmMadeElsewhere({ plan, record }: OfVm): Problem {
  const { targetName } = record
  return {
    code: 'migration.made-elsewhere',
    message: `Another Palletjack that drove this run has made ${targetName} in namespace ${plan.targetNamespace} already.`,
    meaning: 'It may run, so it was left as it is, and so was the source VM.',
    remedy: `Look at the run on the other computer. Where it came to nothing: kubectl -n ${plan.targetNamespace} delete vm ${targetName}`,
  }
}
