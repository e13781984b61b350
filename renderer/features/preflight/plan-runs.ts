import type { Plan, PlanInput } from '../../../shared/plan/model.ts'
import { planStamp } from '../../../shared/plan/stamp.ts'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'

/** A plan, stored or not yet. */
export type SomePlan = PlanInput & Partial<Pick<Plan, 'id'>>

export interface PlanRun {
  readonly run: PreflightSummary
  /** The plan is another one now: what was found need not hold. */
  readonly isChanged: boolean
}

/** The newest run about this plan, or about one of the same name and source that was made anew since. */
export function newestRunOf(plan: SomePlan, runs: readonly PreflightSummary[]): PlanRun | undefined {
  const run = runs.find((one) =>
    one.planId === plan.id && plan.id !== undefined
      ? true
      : one.providerId === plan.sourceId && plan.name !== '' && one.plan?.name === plan.name,
  )
  if (!run) return undefined
  // What an earlier version judged cannot be compared; its plan is the one with the same id.
  const isChanged = run.plan === undefined ? false : run.plan.stamp !== planStamp(plan)
  return { run, isChanged }
}

/** The newest run about the whole source, or about another plan of it. */
export function newestOfSource(
  { sourceId }: SomePlan,
  runs: readonly PreflightSummary[],
): PreflightSummary | undefined {
  return runs.find((one) => one.providerId === sourceId && one.planId === undefined)
}
