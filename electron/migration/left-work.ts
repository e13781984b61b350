/** What the withdrawal of a VM could not do, because an end was away: done later, by itself or when it is asked for. */
import { problemLine, ProblemError, fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { LeftWork, VmRecord } from '../../shared/migration/record.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import { isOtherAlive } from '../is-alive.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import { powerOnAgain, removeKept } from './kept-disks.ts'
import { leasedElsewhere } from './lease-claims.ts'
import type { Holder } from './lease-object.ts'
import { removeOwnSnapshots } from './own-snapshots.ts'

/** A source that went off longer ago (ms) is powered on when somebody asks for it only: much may have happened since. */
const POWER_WITHIN_MS = 24 * 60 * 60_000

export interface LeftWorkOptions {
  readonly journal: Journal
  readonly providers: Pick<Providers, 'source' | 'target' | 'watch'>
  readonly holder: Holder
  /** Wall clock in ms. */
  readonly now: () => number
  /** The records of an ended run have changed. */
  readonly onChange: (migrationId: string) => void
}

/** Tries what is left of an ended run; `vmIds` (all without) chooses. Answers with how many VMs have nothing left now. */
export async function finishLeft(
  options: LeftWorkOptions,
  stored: StoredMigration,
  how: 'asked' | 'by itself',
  vmIds?: readonly string[],
): Promise<Result<{ readonly finished: number }>> {
  const { journal } = options
  const records = journal.vmRecords(stored.id).filter(({ left }) => left !== undefined)
  const chosen = records.filter(({ vmId }) => vmIds === undefined || vmIds.includes(vmId))
  let finished = 0
  let problem: Problem | undefined
  for (const record of chosen) {
    const { left, problem: met } = await finishOne(options, stored, record, how)
    note(options, stored, record, left, met)
    problem ??= met
    if (!left) finished++
  }
  const now = journal.migration(stored.id)
  if (now?.left && journal.vmRecords(stored.id).every(({ left }) => !left)) {
    const { left: _left, ...rest } = now
    journal.putMigration(rest)
  }
  if (chosen.length > 0) options.onChange(stored.id)
  return problem ? fail(problem) : ok({ finished })
}

interface Rest {
  readonly left: LeftWork['what'] | undefined
  /** Why it is not less. */
  readonly problem?: Problem
}

/** Each step may be done twice, and none is done for a VM that a later run has taken up. */
async function finishOne(
  { journal, providers, holder, now }: LeftWorkOptions,
  stored: StoredMigration,
  record: VmRecord,
  how: 'asked' | 'by itself',
): Promise<Rest> {
  const { plan } = stored
  let what = record.left?.what ?? []
  const later = takenUp(journal, stored, record)
  // Snapshots of the same plan go with its next run.
  if (later) what = later.plan.id === plan.id ? [] : what.filter((one) => one === 'snapshots')
  const target = providers.target(plan.targetId)
  const source = providers.source(plan.sourceId)
  const rest = (problem?: Problem): Rest => ({
    left: what.length > 0 ? what : undefined,
    ...(problem && { problem }),
  })
  if (what.length === 0) return rest()
  if (!target.ok) return rest(target.problem)
  const leased = await leasedElsewhere(target.value, plan, holder)
  if (!leased.ok) return rest(leased.problem)
  if (leased.value) return rest(leased.value)
  if (what.includes('target') || what.includes('power')) {
    // Nothing is removed that may run by now, and its source must not run beside it.
    const gone = await withoutVm(target.value, stored, record)
    if (!gone.ok) return rest(gone.problem)
    what = what.filter((one) => one !== 'target')
  }
  if (what.length === 0) return rest()
  if (!source.ok) return rest(source.problem)
  if (what.includes('snapshots')) {
    const removed = await removeOwnSnapshots(source.value, plan.id, record.vmId)
    if (!removed.ok) return rest(removed.problem)
    what = what.filter((one) => one !== 'snapshots')
  }
  const since = Date.parse(record.endedAt ?? stored.startedAt)
  if (what.length === 0 || (how === 'by itself' && now() - since > POWER_WITHIN_MS)) return rest()
  const on = await powerOnAgain(source.value, record.vmId)
  if (!on.ok) return rest(on.problem)
  what = []
  return rest()
}

function withoutVm(target: ClusterConnection, { plan }: StoredMigration, record: VmRecord) {
  return removeKept(target, plan, record)
}

/** A run that began later with the same VM of the same vCenter. */
function takenUp(journal: Journal, stored: StoredMigration, record: VmRecord): StoredMigration | undefined {
  const urlOf = (id: string) => journal.providers().find((one) => one.id === id)?.source?.url ?? id
  const url = urlOf(stored.plan.sourceId)
  return journal
    .migrations()
    .find(
      ({ id, startedAt, plan }) =>
        id !== stored.id &&
        startedAt > stored.startedAt &&
        plan.vms.some(({ vmId }) => vmId === record.vmId) &&
        urlOf(plan.sourceId) === url,
    )
}

function note(
  { journal, now }: LeftWorkOptions,
  stored: StoredMigration,
  record: VmRecord,
  what: LeftWork['what'] | undefined,
  problem: Problem | undefined,
): void {
  const { left: before, ...without } = record
  if (!before) return
  const at = new Date(now()).toISOString()
  const vm = record.source.name
  if (!what) {
    journal.putVmRecord(stored.id, without)
    const message = `Nothing of the run of ${vm} is left any more.`
    journal.appendEvent(stored.id, { at, type: 'step', vm, message })
    return
  }
  // What is to be done by hand stays as it was said first; what keeps it from being done may be something else now.
  const message = problem?.message ?? before.problem.message
  const isNew = message !== before.problem.message
  if (!isNew && what.length === before.what.length) return
  journal.putVmRecord(stored.id, { ...without, left: { what, problem: { ...before.problem, message } } })
  if (isNew && problem)
    journal.appendEvent(stored.id, { at, type: 'problem', vm, message: problemLine(problem), problem })
}

/** Does what is left each time that an end is connected anew. `stop` waits for what is under way. */
export function finishWhenConnected(options: LeftWorkOptions): { stop(): Promise<void> } {
  const stop = new AbortController()
  const ended = follow(options, stop.signal)
  return {
    async stop() {
      stop.abort()
      await ended
    },
  }
}

async function follow(options: LeftWorkOptions, signal: AbortSignal): Promise<void> {
  const { journal, providers } = options
  let known: ReadonlyMap<string, string> = new Map()
  for await (const list of providers.watch(signal)) {
    const connected = new Map(
      list.flatMap(({ id, status }) => (status.state === 'connected' ? [[id, status.since] as const] : [])),
    )
    const isFresh = (id: string): boolean =>
      connected.get(id) !== undefined && connected.get(id) !== known.get(id)
    const due = journal
      .migrations()
      .filter(({ endedAt, left, ownerPid }) => endedAt && left && !isOtherAlive(ownerPid))
      .filter(({ plan }) => isFresh(plan.sourceId) || isFresh(plan.targetId))
    known = connected
    for (const stored of due)
      // A journal without room must not end the process; the next connection tries again.
      await finishLeft(options, stored, 'by itself').catch((error: unknown) => {
        if (!(error instanceof ProblemError)) throw error
      })
  }
}
