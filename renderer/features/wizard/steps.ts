import type { HostOverLimit } from '../../../shared/esxi/hosts-over-limit.ts'
import type { Plan, PlanInput, Suggestion } from '../../../shared/plan/model.ts'
import { planNameFault } from '../../../shared/plan/names.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { namespaceProblem } from '../cluster/namespaces.ts'
import type { Draft } from './draft.ts'

export const STEPS = [
  { id: 'connect', to: '/wizard/connect', label: 'Connect' },
  { id: 'vms', to: '/wizard/vms', label: 'Virtual machines' },
  { id: 'mapping', to: '/wizard/mapping', label: 'Mapping' },
  /** Only where a host is asked for more copies than it bears. */
  { id: 'hosts', to: '/wizard/hosts', label: 'Hosts' },
  { id: 'review', to: '/wizard/review', label: 'Review' },
] as const

export type StepId = (typeof STEPS)[number]['id']

type Step = (typeof STEPS)[number]

/** The steps that this draft has; `current` is one of them in any case, since somebody is on it. */
export function stepsOf({ overLimit = [] }: Pick<StepFacts, 'overLimit'>, current?: StepId): readonly Step[] {
  return STEPS.filter(({ id }) => id !== 'hosts' || overLimit.length > 0 || id === current)
}

/** The step to go back to; undefined on the first. */
export function stepBefore(step: StepId, facts: Pick<StepFacts, 'overLimit'>): Step | undefined {
  const steps = stepsOf(facts, step)
  return steps[steps.findIndex((one) => one.id === step) - 1]
}

export function stepAfter(step: StepId, facts: Pick<StepFacts, 'overLimit'>): Step | undefined {
  const steps = stepsOf(facts, step)
  return steps[steps.findIndex((one) => one.id === step) + 1]
}

/** What the steps are judged by, besides the draft. */
export interface StepFacts {
  readonly providers: readonly Provider[]
  readonly plans: readonly Plan[]
  readonly plan: PlanInput
  readonly suggestion: Suggestion | undefined
  /** Namespaces of the target that are being deleted; none while that is not known. */
  readonly terminating?: readonly string[]
  /** Hosts that are asked for more copies than they bear at once; none while that is not known. */
  readonly overLimit?: readonly HostOverLimit[]
}

export interface StepFault {
  /** Id of the element that gets the focus. */
  readonly field: string
  readonly message: string
}

/** What keeps a step from being left forwards, first things first; empty when it is complete. */
export function stepFaults(step: StepId, draft: Draft, facts: StepFacts): StepFault[] {
  switch (step) {
    case 'connect':
      return [
        ...endFault('source', 'vCenter', draft.sourceId, facts.providers),
        ...endFault('target', 'cluster', draft.targetId, facts.providers),
      ]
    case 'vms':
      return draft.vmIds.length > 0 ? [] : [{ field: 'vms', message: 'Choose at least one VM.' }]
    case 'mapping':
      return mappingFaults(draft, facts)
    // Taking turns always works, so nothing has to be decided there.
    case 'hosts':
    case 'review':
      return []
  }
}

/** The first step that is not complete: steps behind it cannot be judged yet. */
export function firstOpenStep(draft: Draft, facts: StepFacts): StepId {
  return STEPS.find((step) => stepFaults(step.id, draft, facts).length > 0)?.id ?? 'review'
}

/** The first step before `step` that is not complete, and what it lacks; undefined when `step` can be worked on. */
export function missingBefore(
  step: StepId,
  draft: Draft,
  facts: StepFacts,
): { readonly step: (typeof STEPS)[number]; readonly message: string } | undefined {
  for (const before of STEPS) {
    if (before.id === step) return undefined
    const fault = stepFaults(before.id, draft, facts)[0]
    if (fault) return { step: before, message: fault.message }
  }
  return undefined
}

/** Connected, or about to be again: what is known of it is shown meanwhile, and the start judges it anew. */
export function isUsable({ status }: Provider): boolean {
  return status.state === 'connected' || status.state === 'reconnecting'
}

function endFault(
  field: string,
  what: string,
  id: string | undefined,
  providers: readonly Provider[],
): StepFault[] {
  const provider = providers.find((one) => one.id === id)
  if (!provider) return [{ field, message: `Choose or add the ${what}.` }]
  if (isUsable(provider)) return []
  if (provider.status.state === 'offline')
    return [
      {
        field,
        message: `${provider.name} is an inventory file; nothing can be migrated from it. Choose a ${what} that is connected.`,
      },
    ]
  return [{ field, message: `${provider.name} is not connected. Connect it first.` }]
}

function mappingFaults(draft: Draft, { plan, plans, suggestion, terminating = [] }: StepFacts): StepFault[] {
  const name = planNameFault(draft.name)
  const namespace = namespaceProblem(draft.targetNamespace, terminating)
  const faults: StepFault[] = []
  if (name) faults.push({ field: 'plan-name', message: name.message })
  else if (plans.some((one) => one.name === draft.name))
    faults.push({
      field: 'plan-name',
      message: `There is a plan called ${draft.name} already. Choose another name.`,
    })
  if (namespace) faults.push({ field: 'namespace', message: namespace })
  if (!suggestion)
    faults.push({
      field: 'maps',
      message: 'The networks and datastores of the chosen VMs are still being read.',
    })
  const unmapped = plan.storageMap.find((pair) => pair.storageClass === '')
  if (unmapped)
    faults.push({
      field: `storage-${unmapped.sourceId}`,
      message: 'Choose a storage class for each datastore.',
    })
  return faults
}
