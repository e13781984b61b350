/** The demo: the main job on the lab, in the terminal, while the application shows the same run. */
import { fail, type Result } from '../../shared/problem.ts'
import { startLabEnds } from './connect.ts'
import type { Outcome } from './follow-run.ts'
import { preparePlan } from './prepare-plan.ts'
import { startAndFollow } from './start-and-follow.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { bugProblem, exitCodeOf, INTERRUPTED, problemOf } from './outcome.ts'
import { createHumanReporter, type Reporter } from './reporter.ts'
import { isSuccess } from './run-text.ts'
import { timeStamp } from './time-stamp.ts'
import type { CliBackend, Output } from './command-context.ts'

export interface DemoOptions {
  readonly stdout: Output
  /** Bars that redraw, or plain lines. */
  readonly isTTY: boolean
  /** Cancels the run; the demo ends when the clean-up is done. */
  readonly signal: AbortSignal
  readonly onStarted?: (migrationId: string) => void
}

export interface DemoResult {
  /** Empty when the run did not begin. */
  readonly migrationId: string
  readonly exitCode: ExitCode
}

export const DEMO_VMS = ['web-01', 'app-01', 'db-01'] as const
const DEMO_NAMESPACE = 'demo'

/** Migrates three VMs with five disks from the lab's vCenter to its cluster and compares every byte. */
export async function runDemo(
  backend: Pick<CliBackend, 'client'>,
  { stdout, isTTY, signal, onStarted }: DemoOptions,
): Promise<DemoResult> {
  const reporter = createHumanReporter({ stdout, stderr: stdout }, isTTY)
  let outcome: Outcome | undefined
  try {
    const run = await demo(backend, reporter, signal, onStarted)
    if (!run.ok) {
      reporter.problem(run.problem)
      return { migrationId: '', exitCode: exitCodeOf(run.problem) }
    }
    outcome = run.value
    const ended = isSuccess(outcome) ? EXIT.ok : EXIT.failed
    return { migrationId: outcome.migrationId, exitCode: outcome.interrupted ? EXIT.interrupted : ended }
  } catch (error) {
    const problem = problemOf(error) ?? bugProblem(error)
    reporter.problem(problem)
    return { migrationId: '', exitCode: exitCodeOf(problem) }
  } finally {
    reporter.end(outcome)
  }
}

async function demo(
  { client }: Pick<CliBackend, 'client'>,
  reporter: Reporter,
  signal: AbortSignal,
  onStarted: DemoOptions['onStarted'],
): Promise<Result<Outcome>> {
  if (signal.aborted) return fail(INTERRUPTED)
  reporter.say('Starting the lab: a vCenter, ESXi hosts and an OpenShift cluster on this computer.')
  const ends = await startLabEnds(client, signal)
  if (!ends.ok) return ends
  const plan = await preparePlan(
    client,
    ends.value,
    {
      vms: DEMO_VMS,
      targetNames: new Map(),
      type: 'cold',
      namespace: DEMO_NAMESPACE,
      // Plans of earlier demos stay in the journal, and their names with them.
      planName: `demo-${timeStamp(new Date())}`,
      networks: [],
      storage: [],
      options: { onShutdownTimeout: 'give-up' },
    },
    signal,
  )
  if (!plan.ok) return plan
  reporter.say(`Migrating ${DEMO_VMS.join(', ')} into namespace ${DEMO_NAMESPACE}.`)
  const never = new AbortController().signal
  return startAndFollow(
    client,
    ends.value,
    plan.value,
    reporter,
    { first: signal, second: never },
    { ...(onStarted && { onStarted }) },
  )
}
