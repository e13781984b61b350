/** Copies of runs that this process does not drive: the cluster goes on with them whoever looks. */
import type { HeldSlots } from '../../shared/migration/scheduler.ts'
import { copiesNow } from '../../shared/migration/view.ts'
import type { Journal } from '../journal/service.ts'

/** Every host of a page asks; the journal is read at most this often (ms). */
const READ_EVERY_MS = 1_000

interface Undriven {
  readonly migrationId: string
  readonly held: readonly HeldSlots[]
}

/** `drives` tells whether this process drives a run. */
export function createUndriven(
  journal: Pick<Journal, 'migrations' | 'vmRecords'>,
  drives: (migrationId: string) => boolean,
  now: () => number = Date.now,
): (how?: 'fresh') => HeldSlots[] {
  let read: { readonly at: number; readonly runs: readonly Undriven[] } | undefined
  const readRuns = (): Undriven[] =>
    journal
      .migrations()
      .filter(({ id, endedAt }) => !endedAt && !drives(id))
      .map(({ id, plan }) => ({
        migrationId: id,
        held: journal.vmRecords(id).map((record) => ({
          sourceId: plan.sourceId,
          hostId: record.hostId,
          disks: copiesNow(record),
        })),
      }))
  return (how) => {
    if (how === 'fresh' || !read || now() - read.at > READ_EVERY_MS) read = { at: now(), runs: readRuns() }
    // One that was taken up meanwhile counts by itself.
    return read.runs.flatMap(({ migrationId, held }) => (drives(migrationId) ? [] : held))
  }
}
