/** Starts a plan from the command line, and follows it to its end. */
import type { Client } from '../../shared/contract/contract.ts'
import { CLUSTER_GOES_ON } from '../../shared/migration/courtesy.ts'
import type { PlanInput } from '../../shared/plan/model.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { Interrupts } from '../interrupts.ts'
import { canAsk } from './ask.ts'
import type { CommandContext } from './command-context.ts'
import type { Ends } from './connect.ts'
import { followRun, type Outcome } from './follow-run.ts'
import { attempt, INTERRUPTED } from './outcome.ts'
import type { Reporter } from './reporter.ts'
import { listenForKeys } from './run-keys.ts'
import type { Steps } from './run-options.ts'
import { writeReport, type ReportFile } from './run-report.ts'
import { steer, type Steering } from './steer-run.ts'

/** The steps that were asked for, and the keys of a person. */
export function steering(
  context: CommandContext,
  client: Client,
  steps: Steps | undefined,
  { reporter, json }: { readonly reporter: Reporter; readonly json: boolean },
): Steering {
  const all = [
    ...(steps ? [steer(client, steps, reporter, () => context.now())] : []),
    ...(canAsk(context, json) ? [listenForKeys(client, context, reporter)] : []),
  ]
  return {
    view: (view) => all.forEach((one) => one.view(view)),
    stop: () => all.forEach((one) => one.stop()),
  }
}

/** Starts the plan and follows it to the end; real ends are forgotten when nothing needs them any more. */
export async function startAndFollow(
  client: Client,
  ends: Ends,
  plan: PlanInput,
  reporter: Reporter,
  interrupts: Pick<Interrupts, 'first' | 'second'>,
  {
    steer,
    onStarted,
    terminal,
    report,
    stored,
  }: {
    /** What acts on the run while it is followed; made once it is started. */
    readonly steer?: () => Steering
    readonly onStarted?: (migrationId: string) => void
    /** As in followRun. */
    readonly terminal?: Pick<CommandContext, 'stdin' | 'stderr'>
    readonly report?: ReportFile
    /** The plan is stored already: it stays, and it may start with these changes. */
    readonly stored?: { readonly planId: string; readonly acceptedDrift: string | undefined }
  } = {},
): Promise<Result<Outcome>> {
  // Not raced against the interrupt: once it is asked for, the run has to be known to be canceled.
  const started = interrupts.first.aborted
    ? fail(INTERRUPTED)
    : await attempt(client.migrations.start(stored ?? { plan }))
  if (!started.ok) {
    await ends.forget()
    return started
  }
  const { migrationId } = started.value
  onStarted?.(migrationId)
  const steering = steer?.()
  const how = { ...(terminal && { terminal }), ...(steering && { steering }) }
  const outcome = await followRun(client, migrationId, ends.lab, reporter, interrupts, how).finally(() =>
    steering?.stop(),
  )
  const written = outcome.ok && report ? await writeReport(client, migrationId, report) : ok(undefined)
  // A run that was left half way needs its providers when Palletjack takes it up again.
  if (outcome.ok && outcome.value.view?.endedAt !== undefined)
    await (stored ? ends.forget() : forgetAll(client, ends, outcome.value.view.planId))
  else reporter.say(leftText(plan))
  if (written.ok || !outcome.ok) return outcome
  reporter.problem(written.problem)
  return ok({ ...outcome.value, reportFailed: true })
}

/** The run keeps a copy of its plan; the plan itself would keep the providers from being forgotten. */
async function forgetAll(client: Client, ends: Ends, planId: string): Promise<void> {
  if (!ends.lab) await attempt(client.plans.remove({ id: planId }))
  await ends.forget()
}

function leftText(plan: PlanInput): string {
  return [
    `Left before the clean-up was done. ${CLUSTER_GOES_ON}`,
    `In namespace ${plan.targetNamespace} may be left what the plan ${plan.name} made.`,
    `  See it with: kubectl -n ${plan.targetNamespace} get vm,dv,pvc,pods,secrets -l plan-name=${plan.name}`,
    '  Open Palletjack and connect both ends again to let it finish the clean-up.',
  ].join('\n')
}
