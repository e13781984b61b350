/** What a person decides while a warm run goes on: when it cuts over, and that a delta is to be copied now. */
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { warmOf } from '../../shared/migration/warm.ts'
import type { MigrationRun } from './run.ts'

export function setCutover(
  run: MigrationRun,
  vmIds: readonly string[] | undefined,
  at: string | undefined,
): Result<{ changed: number }> {
  if (run.stored.plan.type !== 'warm') return fail(notWarm(run.stored.plan.name))
  const movable = run.open(vmIds).filter((record) => record.warm?.cutoverStartedAt === undefined)
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
    warmOf(record).nextPrecopyAt = new Date().toISOString()
    run.decided(record, 'The next delta is copied now.')
  }
  return ok({ changed: idle.length })
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
