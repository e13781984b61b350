/** What a person decides while a run goes on. */
import type { Answer } from '../../shared/migration/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { warmOf } from '../../shared/migration/warm.ts'
import type { MigrationRun } from './run.ts'

export function setCutover(
  run: MigrationRun,
  vmIds: readonly string[] | undefined,
  at: string | undefined,
): Result<{ changed: number }> {
  if (run.stored.plan.type !== 'warm') return fail(notWarm(run.stored.plan.name))
  const movable = run
    .open(vmIds)
    .filter((one) => one.warm?.cutoverStartedAt === undefined && !one.problem && !one.cancelAskedAt)
  if (movable.length === 0) return fail(begun())
  for (const record of movable) {
    const warm = warmOf(record)
    if (at === undefined) delete warm.cutoverAt
    else warm.cutoverAt = at
    run.decided(record, at === undefined ? 'The cutover was withdrawn.' : `The cutover begins at ${at}.`)
  }
  return ok({ changed: movable.length })
}

export function copyNow(
  run: MigrationRun,
  vmIds: readonly string[] | undefined,
): Result<{ changed: number }> {
  if (run.stored.plan.type !== 'warm') return fail(notWarm(run.stored.plan.name))
  const idle = run.open(vmIds).filter((record) => record.phase === 'CopyingPaused')
  for (const record of idle) {
    warmOf(record).nextPrecopyAt = new Date(run.now()).toISOString()
    run.decided(record, 'The next delta is copied now.')
  }
  return ok({ changed: idle.length })
}

/** Until the next second nothing else asks, so that two windows cannot answer one question twice. */
export function answerQuestion(
  run: MigrationRun,
  vmId: string,
  answer: Answer,
): Result<{ answered: boolean }> {
  const [record] = run.open([vmId])
  const { shutdown } = record ?? {}
  if (!record || record.problem || record.cancelAskedAt || !shutdown?.question?.answers.includes(answer))
    return fail(noQuestion())
  delete shutdown.question
  if (answer === 'wait')
    shutdown.waitUntil = new Date(run.now() + run.stored.plan.options.shutdownTimeoutMs).toISOString()
  else shutdown.decision = answer
  record.waitReason = ''
  run.decided(record, ANSWERED[answer])
  return ok({ answered: true })
}

const ANSWERED: Readonly<Record<Answer, string>> = {
  'power-off': 'Answered: power the guest off hard.',
  wait: 'Answered: wait longer for the guest to shut down.',
  'give-up': 'Answered: give this VM up.',
}

export function pauseStarts(run: MigrationRun, paused: boolean): Result<{ paused: boolean }> {
  if (run.stored.endedAt) return fail(ended(run.stored.plan.name))
  if ((run.stored.startsPaused ?? false) !== paused) run.pauseStarts(paused)
  return ok({ paused })
}

function ended(name: string): Problem {
  return {
    code: 'migration.ended',
    message: `This run of ${name} has ended.`,
    meaning: 'Nothing was changed.',
    remedy: 'Start the plan again; that is a new run.',
  }
}

function noQuestion(): Problem {
  return {
    code: 'migration.no-question',
    message: 'This VM asks nothing now, or nothing that this would answer.',
    meaning: 'Nothing was changed. It may have gone on by itself, or somebody else answered.',
    remedy: 'Look at the run.',
  }
}

function notWarm(name: string): Problem {
  return {
    code: 'migration.not-warm',
    message: `${name} is a cold migration: it has no cutover.`,
    meaning: 'Nothing was changed.',
    remedy: 'Make a warm plan where the source shall run while it is copied.',
  }
}

function begun(): Problem {
  return {
    code: 'migration.cutover-begun',
    message: 'The cutover of these VMs has begun or is over.',
    meaning: 'Nothing was changed.',
    remedy: 'Cancel the VM if it must not go on: its source is then powered on again.',
  }
}
