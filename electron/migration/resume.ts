/** Goes on with runs that an earlier process left unfinished, once both ends are connected again. */
import type { LeftWork, VmRecord } from '../../shared/migration/record.ts'
import { problemLine, ProblemError, type Problem } from '../../shared/problem.ts'
import type { Provider } from '../../shared/provider/model.ts'
import type { Target } from '../../shared/target/model.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'
import { isOtherAlive } from '../is-alive.ts'
import type { Providers } from '../providers/service.ts'
import { accessNote } from './access-left.ts'
import type { MigrationRun } from './run.ts'
import { leftOf } from './withdraw.ts'

/** Drives a run that the journal knows. */
export type Drive = (
  stored: StoredMigration,
  records: readonly VmRecord[],
  source: Provider,
  target: Target,
) => void

export interface ResumeOptions {
  readonly journal: Journal
  readonly providers: Providers
  readonly runs: ReadonlyMap<string, MigrationRun>
  readonly drive: Drive
  /** Runs that nobody drives have ended, or wait for something else than before. */
  readonly onUndriven: () => void
}

/** Looks at the providers until stopped. */
export function resumeWhenConnected(options: ResumeOptions): { stop(): void } {
  const stop = new AbortController()
  void follow(options, stop.signal)
  return { stop: () => stop.abort() }
}

async function follow(options: ResumeOptions, signal: AbortSignal): Promise<void> {
  let waitedFor = ''
  for await (const list of options.providers.watch(signal)) {
    const locked = list.flatMap(({ id, status }) => (status.state === 'locked' ? [id] : [])).join()
    if (locked !== waitedFor) options.onUndriven()
    waitedFor = locked
    for (const stored of options.journal.migrations()) {
      if (stored.endedAt || options.runs.has(stored.id) || isOtherAlive(stored.ownerPid)) continue
      // A journal without room must not end the process; the next change of a provider tries again.
      await takeUp(options, stored, list).catch((error: unknown) => {
        if (!(error instanceof ProblemError)) throw error
      })
    }
  }
}

async function takeUp(
  options: ResumeOptions,
  stored: StoredMigration,
  list: readonly Provider[],
): Promise<void> {
  const source = list.find((one) => one.id === stored.plan.sourceId)
  const target = list.find((one) => one.id === stored.plan.targetId)
  if (!source || !target) {
    abandon(options.journal, stored)
    options.onUndriven()
    return
  }
  if (source.status.state !== 'connected' || target.status.state !== 'connected') return
  const described = await options.providers.describe(target.id, stored.plan.targetNamespace)
  if (!described.ok || options.runs.has(stored.id)) return
  const mine = { ...stored, ownerPid: process.pid }
  options.journal.putMigration(mine)
  options.drive(mine, options.journal.vmRecords(stored.id), source, described.value)
}

/** Ends a run that nobody drives, since its providers are gone (the demo lab's end with it): nothing more can be done. */
function abandon(journal: Journal, stored: StoredMigration): void {
  const problem: Problem = {
    code: 'migration.abandoned',
    message: 'The process that drove this run ended before the run did.',
    meaning: 'What was half made on the target may still be there.',
    remedy: 'Add the providers again and make a new plan; runs of the demo lab end with the lab.',
  }
  endRecords(journal, stored, journal.vmRecords(stored.id), problem)
}

/** Ends a run that nobody drives because a person gave it up: what is left of it is removed once its ends are connected. */
export function giveUp(journal: Journal, stored: StoredMigration): void {
  const problem: Problem = {
    code: 'migration.abandoned',
    message: 'This run was canceled while nobody drove it.',
    meaning:
      'What was half made on the target may still be there, snapshots of the source too, and the source may be powered off.',
    remedy: 'Connect the source and the target of this run: it is then taken back by itself.',
  }
  const { restoreSourcePower } = stored.plan.options
  endRecords(journal, stored, journal.vmRecords(stored.id), problem, (record) =>
    leftOf(record, restoreSourcePower),
  )
}

/**
 * Ends those of `records` that have not ended, each with `problem`; the run too when none is left. `leftOver`: what is
 * still to be done about each.
 */
export function endRecords(
  journal: Journal,
  stored: StoredMigration,
  records: readonly VmRecord[],
  problem: Problem,
  leftOver: (record: VmRecord) => LeftWork['what'] = () => [],
): void {
  const at = new Date().toISOString()
  for (const record of records.filter((one) => !one.endedAt)) {
    const what = leftOver(record)
    journal.putVmRecord(stored.id, {
      ...{ ...record, state: 'failed', waitReason: '', problem, endedAt: at },
      ...(what.length > 0 && { left: { what, problem } }),
    })
    journal.appendEvent(stored.id, {
      at,
      type: 'problem',
      vm: record.source.name,
      message: problemLine(problem),
      problem,
    })
  }
  const all = journal.vmRecords(stored.id)
  if (all.some((record) => !record.endedAt)) return
  const left = all.some((record) => record.left) ? ({ left: true } as const) : {}
  journal.putMigration({ ...stored, ...accessNote(journal, stored), ...left, state: 'failed', endedAt: at })
  journal.appendEvent(stored.id, { at, type: 'migration', state: 'failed' })
}
