/** `palletjack migrate`: the whole job without a window. */
import type { Client } from '../../shared/contract/contract.ts'
import { blockers } from '../../shared/plan/consequences.ts'
import type { PlanInput } from '../../shared/plan/model.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { formatCount } from '../../shared/units.ts'
import { prepareHome, resolveHome } from '../home.ts'
import { askToGoOn, canAsk } from './ask.ts'
import { connectRealEnds, loadEnds, startLabEnds, type Ends, type LoadedEnds } from './connect.ts'
import { followRun, type Outcome } from './follow-run.ts'
import { preparePlan } from './prepare-plan.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt, bugProblem, exitCodeOf, inputFault, problemOf, INTERRUPTED } from './outcome.ts'
import { createHumanReporter, createJsonReporter, type Reporter } from './reporter.ts'
import { migrateRequest, type MigrateRequest, type RawMigrateOptions } from './migrate-request.ts'
import { consequencesText, isSuccess } from './run-text.ts'
import { loadSubjects, type LoadedSubject } from './load-subjects.ts'
import { openEnds } from './subjects.ts'
import { reportFileOf, writeReport, type ReportFile } from './run-report.ts'
import { listenForKeys } from './run-keys.ts'
import { steer, type Steering } from './steer-run.ts'
import { timeStamp } from './time-stamp.ts'
import { withBackend } from './with-backend.ts'
import type { Interrupts } from '../interrupts.ts'
import type { CommandContext } from './command-context.ts'

/** Runs the job and answers with the exit code. Everything is told through the reporter, nothing thrown. */
export async function migrate(context: CommandContext, raw: RawMigrateOptions): Promise<ExitCode> {
  const reporter =
    raw.json === true ? createJsonReporter(context, () => context.now()) : createHumanReporter(context)
  const interrupts = context.listen()
  let outcome: Outcome | undefined
  try {
    const run = await prepareAndRun(context, raw, reporter, interrupts)
    if (!run.ok) {
      reporter.problem(run.problem)
      return exitCodeOf(run.problem)
    }
    outcome = run.value
    return exitCodeOfRun(outcome)
  } catch (error) {
    const problem = problemOf(error) ?? bugProblem(error)
    reporter.problem(problem)
    return exitCodeOf(problem)
  } finally {
    reporter.end(outcome)
    interrupts.stop()
  }
}

function exitCodeOfRun(outcome: Outcome): ExitCode {
  if (outcome.interrupted) return EXIT.interrupted
  return isSuccess(outcome) && outcome.reportFailed !== true ? EXIT.ok : EXIT.failed
}

async function prepareAndRun(
  context: CommandContext,
  raw: RawMigrateOptions,
  reporter: Reporter,
  interrupts: Interrupts,
): Promise<Result<Outcome>> {
  const request = migrateRequest(raw, {
    now: context.now(),
    canAsk: canAsk(context, raw.json === true),
  })
  if (!request.ok) return request
  const { ends } = request.value
  const report = reportFileOf(raw.report)
  if (!report.ok) return report
  const loaded = loadedEnds(ends)
  if (!loaded.ok) return loaded
  if (raw.yes !== true && !canAsk(context, raw.json === true)) return cannotAsk
  const home = prepareHome(resolveHome(raw.home))
  if (!home.ok) return home
  const lab = ends.kind === 'lab' ? { lab: ends.settings } : {}
  return withBackend(context, { home: home.value, resumeRuns: true, ...lab }, interrupts, ({ client }) =>
    connectAndRun(context, client, request.value, loaded.value, reporter, {
      ask: raw.yes !== true,
      json: raw.json === true,
      report: report.value,
      interrupts,
    }),
  )
}

/** Undefined: the lab's. */
type Loaded = LoadedEnds | readonly LoadedSubject[] | undefined

function loadedEnds(ends: MigrateRequest['ends']): Result<Loaded> {
  if (ends.kind === 'lab') return ok(undefined)
  return ends.kind === 'real' ? loadEnds(ends) : loadSubjects(ends.subjects)
}

function connectEnds(
  context: CommandContext,
  client: Client,
  loaded: Loaded,
  stamp: string,
  signal: AbortSignal,
): Promise<Result<Ends>> {
  if (loaded === undefined) return startLabEnds(client, signal)
  return 'target' in loaded
    ? connectRealEnds(client, loaded, stamp, context, signal)
    : openEnds(context, client, loaded, signal)
}

async function connectAndRun(
  context: CommandContext,
  client: Client,
  request: MigrateRequest,
  loaded: Loaded,
  reporter: Reporter,
  {
    ask,
    json,
    report,
    interrupts,
  }: { ask: boolean; json: boolean; report: ReportFile | undefined; interrupts: Interrupts },
): Promise<Result<Outcome>> {
  const stamp = timeStamp(context.now())
  const { ends: wanted } = request
  if (wanted.kind === 'lab') reporter.say('Starting the lab.')
  const ends = await connectEnds(context, client, loaded, stamp, interrupts.first)
  if (!ends.ok) return ends
  const job = { ...request, planName: request.planName ?? `cli-${stamp}` }
  const plan = await preparePlan(client, ends.value, job, interrupts.first)
  const agreed = plan.ok
    ? await agree(context, client, plan.value, vmWords(request, plan.value), reporter, ask, interrupts)
    : plan
  if (!agreed.ok) {
    await ends.value.forget()
    return agreed
  }
  return startAndFollow(client, ends.value, agreed.value, reporter, interrupts, {
    terminal: context,
    ...(report && { report }),
    steer: () => steering(context, client, request, { reporter, json }),
  })
}

/** The steps that were asked for, and the keys of a person. */
function steering(
  context: CommandContext,
  client: Client,
  { steps }: MigrateRequest,
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
  }: {
    /** What acts on the run while it is followed; made once it is started. */
    readonly steer?: () => Steering
    readonly onStarted?: (migrationId: string) => void
    /** As in followRun. */
    readonly terminal?: Pick<CommandContext, 'stdin' | 'stderr'>
    readonly report?: ReportFile
  } = {},
): Promise<Result<Outcome>> {
  // Not raced against the interrupt: once it is asked for, the run has to be known to be canceled.
  const started = interrupts.first.aborted
    ? fail(INTERRUPTED)
    : await attempt(client.migrations.start({ plan }))
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
    await forgetAll(client, ends, outcome.value.view.planId)
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

/** The VMs as typed; where a query chose them too, only how many there are. */
function vmWords({ vms, where }: MigrateRequest, plan: PlanInput): readonly string[] {
  return where === undefined ? vms : [formatCount(plan.vms.length, 'VM')]
}

function leftText(plan: PlanInput): string {
  return [
    `Left before the clean-up was done. In namespace ${plan.targetNamespace} may be left what the plan ${plan.name} made.`,
    `  See it with: kubectl -n ${plan.targetNamespace} get vm,dv,pvc,pods,secrets -l plan-name=${plan.name}`,
    '  Open Palletjack and connect both ends again to let it finish the clean-up.',
  ].join('\n')
}

/** Says what will happen and, if wanted, asks. */
async function agree(
  context: CommandContext,
  client: Client,
  plan: PlanInput,
  names: readonly string[],
  reporter: Reporter,
  ask: boolean,
  interrupts: Interrupts,
): Promise<Result<PlanInput>> {
  const review = await attempt(client.plans.review(plan), interrupts.first)
  if (!review.ok) return review
  reporter.say(consequencesText(review.value, names, plan).trimEnd())
  // What blocks the plan is refused with its reason at the start; there is nothing to ask.
  if (!ask || blockers(review.value).length > 0) return ok(plan)
  const agreed = await askToGoOn(context, 'Start the migration?', interrupts.first)
  return agreed.ok ? ok(plan) : agreed
}

const cannotAsk = inputFault(
  'yes',
  'A migration shuts source VMs down, and there is nobody to ask here.',
  'Add --yes to start without a question.',
)
