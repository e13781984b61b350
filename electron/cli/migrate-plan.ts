/** `palletjack migrate --plan`: starts a stored plan, as it was reviewed or with what has changed accepted. */
import type { Client } from '../../shared/contract/contract.ts'
import type { Drift } from '../../shared/plan/drift-model.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { prepareHome, resolveHome } from '../home.ts'
import type { Interrupts } from '../interrupts.ts'
import { agree, CANNOT_ASK } from './agree.ts'
import type { CommandContext } from './command-context.ts'
import type { Outcome } from './follow-run.ts'
import { findPlan } from './known-plan.ts'
import { loadSubjects } from './load-subjects.ts'
import type { RawMigrateOptions } from './migrate-request.ts'
import { attempt } from './outcome.ts'
import { planRunRequest, stepsOfPlan } from './plan-run-request.ts'
import type { Reporter } from './reporter.ts'
import type { Steps, Surroundings } from './run-options.ts'
import type { ReportFile } from './run-report.ts'
import { startAndFollow, steering } from './start-and-follow.ts'
import { openEnds } from './subjects.ts'
import { withBackend } from './with-backend.ts'

interface PlanCommand {
  readonly raw: RawMigrateOptions
  /** Name of the plan. */
  readonly plan: string
  readonly around: Surroundings
  readonly report: ReportFile | undefined
}

export async function migratePlan(
  context: CommandContext,
  command: PlanCommand,
  reporter: Reporter,
  interrupts: Interrupts,
): Promise<Result<Outcome>> {
  const { raw, around, report } = command
  const request = planRunRequest(raw, command.plan)
  if (!request.ok) return request
  const loaded = loadSubjects(request.value.subjects)
  if (!loaded.ok) return loaded
  const ask = raw.yes !== true
  if (ask && !around.canAsk) return CANNOT_ASK
  const home = prepareHome(resolveHome(raw.home))
  if (!home.ok) return home
  return withBackend(context, { home: home.value, resumeRuns: true }, interrupts, async ({ client }) => {
    const ends = await openEnds(context, client, loaded.value, interrupts.first)
    if (!ends.ok) return ends
    const job = await readStoredJob(client, command, interrupts.first)
    if (!job.ok) return job
    const { plan, drift, steps } = job.value
    const asked = { plan, stored: { id: plan.id, drift }, ask }
    const agreed = await agree(context, client, asked, reporter, interrupts)
    if (!agreed.ok) return agreed
    const accepts = request.value.acceptDrift || agreed.value.saidYes
    const outcome = await startAndFollow(client, ends.value, plan, reporter, interrupts, {
      terminal: context,
      stored: { planId: plan.id, acceptedDrift: accepts ? drift.stamp : undefined },
      ...(report && { report }),
      steer: () => steering(context, client, steps, { reporter, json: raw.json === true }),
    })
    return outcome.ok ? outcome : fail(inTerminal(outcome.problem, accepts))
  })
}

/** What to do where something has changed and nobody said yes to it. */
function inTerminal(problem: Problem, accepts: boolean): Problem {
  if (problem.code !== 'plan.drifted' || accepts) return problem
  return {
    ...problem,
    remedy: 'Read what has changed, above. If the plan is still right, add --accept-drift.',
  }
}

interface StoredJob {
  readonly plan: Plan
  readonly drift: Drift
  readonly steps: Steps | undefined
}

/** The stored plan, and what has changed about it. Changes nothing. */
async function readStoredJob(
  client: Client,
  { raw, plan: name, around }: PlanCommand,
  signal: AbortSignal,
): Promise<Result<StoredJob>> {
  const plan = await findPlan(client, name, signal)
  if (!plan.ok) return plan
  const steps = stepsOfPlan(raw, plan.value.type, around)
  if (!steps.ok) return steps
  const drift = await attempt(client.plans.drift({ id: plan.value.id }), signal)
  return drift.ok ? ok({ plan: plan.value, drift: drift.value, steps: steps.value }) : drift
}
