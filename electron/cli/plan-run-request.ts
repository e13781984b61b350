/** From the options of `palletjack migrate --plan` to a checked request. Contacts nothing and reads no file. */
import type { PlanInput } from '../../shared/plan/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import type { RawMigrateOptions } from './migrate-request.ts'
import { inputFault } from './outcome.ts'
import { planSubject } from './preflight-request.ts'
import { runOptions, type Steps, type Surroundings } from './run-options.ts'
import type { Subject } from './subject-request.ts'

export interface PlanRunRequest {
  /** Name of the plan. */
  readonly plan: string
  readonly subjects: readonly Subject[]
  /** Whatever has changed since the plan was reviewed is fine. */
  readonly acceptDrift: boolean
}

/** What the plan says itself. */
const OF_THE_PLAN = {
  vm: '--vm',
  where: '--where',
  type: '--type',
  targetNamespace: '--target-namespace',
  targetName: '--target-name',
  planName: '--plan-name',
  network: '--network',
  storage: '--storage',
  transferNetwork: '--transfer-network',
  privilegedConversion: '--privileged-conversion',
  onShutdownTimeout: '--on-shutdown-timeout',
  hardPowerOff: '--hard-power-off',
  interval: '--interval',
  enableChangeTracking: '--enable-change-tracking',
  crashConsistent: '--crash-consistent',
} as const

export function planRunRequest(raw: RawMigrateOptions, plan: string): Result<PlanRunRequest> {
  const extra = (Object.keys(OF_THE_PLAN) as (keyof typeof OF_THE_PLAN)[]).find(
    (key) => raw[key] !== undefined,
  )
  if (extra !== undefined)
    return inputFault(
      'plan-and-named',
      `--plan tells what is migrated and how, so ${OF_THE_PLAN[extra]} does not go with it.`,
      `Leave out --plan or ${OF_THE_PLAN[extra]}.`,
    )
  const subjects = planSubject(plan, raw)
  if (!subjects.ok) return subjects
  return ok({ plan, subjects: subjects.value, acceptDrift: raw.acceptDrift === true })
}

/** When the VMs of the plan cut over, as typed; nothing of a cold one. */
export function stepsOfPlan(
  raw: RawMigrateOptions,
  type: PlanInput['type'],
  around: Surroundings,
): Result<Steps | undefined> {
  const stray = raw.cutover !== undefined ? '--cutover' : raw.deltas !== undefined ? '--deltas' : undefined
  if (type === 'cold' && stray !== undefined)
    return inputFault(
      'type',
      `${stray} is for warm migrations, and this plan is cold.`,
      `Leave ${stray} out.`,
    )
  const options = runOptions({ ...raw, type }, around)
  return options.ok ? ok(options.value.steps) : options
}
