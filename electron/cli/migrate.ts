/** `palletjack migrate`: the whole job without a window. */
import type { Client } from '../../shared/contract/contract.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { prepareHome, resolveHome } from '../home.ts'
import { canAsk } from './ask.ts'
import { connectRealEnds, loadEnds, startLabEnds, type Ends, type LoadedEnds } from './connect.ts'
import type { Outcome } from './follow-run.ts'
import { preparePlan } from './prepare-plan.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { bugProblem, exitCodeOf, problemOf } from './outcome.ts'
import { createHumanReporter, createJsonReporter, type Reporter } from './reporter.ts'
import { migrateRequest, type MigrateRequest, type RawMigrateOptions } from './migrate-request.ts'
import { isSuccess } from './run-text.ts'
import { loadSubjects, type LoadedSubject } from './load-subjects.ts'
import { openEnds } from './subjects.ts'
import { reportFileOf, type ReportFile } from './run-report.ts'
import { startAndFollow, steering } from './start-and-follow.ts'
import { timeStamp } from './time-stamp.ts'
import { withBackend } from './with-backend.ts'
import { agree, CANNOT_ASK } from './agree.ts'
import { migratePlan } from './migrate-plan.ts'
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
  const around = { now: context.now(), canAsk: canAsk(context, raw.json === true) }
  const report = reportFileOf(raw.report)
  if (!report.ok) return report
  if (raw.plan !== undefined)
    return migratePlan(context, { raw, plan: raw.plan, around, report: report.value }, reporter, interrupts)
  const request = migrateRequest(raw, around)
  if (!request.ok) return request
  const { ends } = request.value
  const loaded = loadedEnds(ends)
  if (!loaded.ok) return loaded
  if (raw.yes !== true && !around.canAsk) return CANNOT_ASK
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
  const refused = async (problem: Problem) => {
    await ends.value.forget()
    return fail(problem)
  }
  if (!plan.ok) return refused(plan.problem)
  // Where a query chose VMs, too, they may be many.
  const names = request.where === undefined ? { names: request.vms } : {}
  const agreed = await agree(context, client, { plan: plan.value, ask, ...names }, reporter, interrupts)
  if (!agreed.ok) return refused(agreed.problem)
  return startAndFollow(client, ends.value, plan.value, reporter, interrupts, {
    terminal: context,
    ...(report && { report }),
    steer: () => steering(context, client, request.steps, { reporter, json }),
  })
}
