import type { MigrationEvent, MigrationSummary, MigrationView } from '../../shared/migration/model.ts'
import { experienceOf } from '../../shared/migration/measured.ts'
import { copiesOn } from '../../shared/migration/scheduler.ts'
import { fail, ok, ProblemError, type Problem, type Result } from '../../shared/problem.ts'
import { Topic } from '../../shared/topic.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import { takeBackLeft, takeBackWhenConnected } from './access-left.ts'
import { planContext } from './plan-context.ts'
import { giveUp, resumeWhenConnected, type Drive } from './resume.ts'
import { answerQuestion, copyNow, pauseStarts, setCutover } from './cutover.ts'
import { discardKept } from './kept-disks.ts'
import type { Reviews } from './plan-drift.ts'
import { finishLeft, finishWhenConnected } from './left-work.ts'
import { createRetry } from './retry.ts'
import { MigrationRun } from './run.ts'
import { openRunEnds } from './run-ends.ts'
import { PlanLease } from './lease.ts'
import { leasedElsewhere, removeOwnLease } from './lease-claims.ts'
import { thisStart } from './lease-object.ts'
import type { Migrations, SourceHosts } from './service.ts'
import { createSlots } from './slots.ts'
import { createStart } from './start.ts'
import { storedSummary, storedView, type KnownRuns } from './stored-view.ts'
import { createUndriven } from './undriven.ts'

const EVENTS_PER_READ = 500
const CANCEL_LOST = 'The run was taken over before it was canceled, and goes on there.'
/** So many runs back tell how long things take. */
const EARLIER_RUNS = 10

export interface MigrationsOptions {
  readonly journal: Journal
  readonly providers: Providers
  readonly hosts: SourceHosts
  /** False in a process that ends soon: it would take a run up and leave it again. */
  readonly resumeRuns: boolean
  /** Wall clock in ms. */
  readonly now: () => number
  /** Name of this computer. */
  readonly computer: string
  /** As Holder.seat. */
  readonly seat: string
  readonly reviews: Reviews
}

/** Starts, drives and shows runs; goes on with those that an earlier process left. */
export function createMigrations({
  journal,
  providers,
  hosts,
  resumeRuns,
  now,
  computer,
  seat,
  reviews,
}: MigrationsOptions): Migrations {
  const runs = new Map<string, MigrationRun>()
  const knownRuns = () => ({ journal, providers: providers.list() })
  const list = createRunList(knownRuns, runs)
  const elsewhere = createUndriven(journal, (id) => runs.has(id))
  const slots = createSlots()
  const held = () => [...runs.values()].flatMap((run) => run.heldSlots())
  const holder = thisStart(computer, seat)
  const drive: Drive = (stored, records, source, target) => {
    const { plan } = stored
    const lease = new PlanLease({
      plan,
      target: () => providers.target(plan.targetId),
      holder,
      wasHeld: stored.leased === true && records.some((record) => !record.endedAt),
      now,
    })
    const ends = openRunEnds({ providers, hosts, plan, lease, now })
    const context = {
      plan,
      sourceUsername: source.username,
      manifests: planContext(stored, source, target),
    }
    runs.set(
      stored.id,
      new MigrationRun({
        ...{ journal, stored, records, ends, context, held, slots, onView: list.replace },
        earlier: earlierRuns(journal, stored),
      }),
    )
    list.read()
  }
  const view = (id: string): Result<MigrationView> => {
    const run = runs.get(id)
    if (run) return ok(run.feed.view.value)
    const stored = journal.migration(id)
    if (!stored) return fail(unknownMigration(id))
    const { sourceId: providerId } = stored.plan
    return ok(storedView(knownRuns(), stored, (hostId) => hosts.copyLimit({ providerId, hostId })))
  }
  /** A run that this process drives: another one's records are not ours to change. */
  const driven = <T>(id: string, fn: (run: MigrationRun) => Result<T>): Result<T> => {
    const run = runs.get(id)
    const watching = run?.watching()
    if (watching) return fail({ ...watching, meaning: 'Nothing was changed.' })
    if (run) return fn(run)
    return fail(journal.migration(id) ? notDriven() : unknownMigration(id))
  }
  const resumer = resumeRuns
    ? resumeWhenConnected({ journal, providers, runs, drive, onUndriven: list.read })
    : undefined
  const forget = (id: string) => void runs.delete(id)
  const drivesPlan = (planId: string): boolean =>
    [...runs.values()].some((run) => run.stored.plan.id === planId && !run.stored.endedAt && !run.watching())
  const starting = { journal, providers, runs, forget, drive, holder, drivesPlan, reviews }
  const discard = async (isMeant: (stored: StoredMigration) => boolean, vmIds?: readonly string[]) => {
    let discarded = 0
    for (const stored of journal.migrations().filter((one) => one.endedAt && isMeant(one))) {
      const gone = await discardKept(starting, stored, vmIds)
      if (gone.ok && gone.value.discarded === 0) continue
      forget(stored.id)
      list.read()
      if (!gone.ok) return gone
      discarded += gone.value.discarded
    }
    return ok({ discarded })
  }
  const finishing = {
    ...{ journal, providers, holder, now },
    onChange: (id: string) => {
      forget(id)
      list.read()
    },
  }
  const background = [
    takeBackWhenConnected({ journal, providers }),
    ...(resumeRuns ? [finishWhenConnected(finishing)] : []),
  ]

  return {
    watchAll: (signal) => list.topic.watch(signal),
    copiesNow: ({ providerId, hostId }, how) =>
      copiesOn({ sourceId: providerId, hostId }, [...held(), ...elsewhere(how)]),
    start: createStart(starting),
    view,
    async *watch(id, signal) {
      // A run that an earlier process left is shown as it stands until somebody takes it up again.
      for await (const _ of list.topic.watch(signal)) {
        const run = runs.get(id)
        if (run) {
          yield* run.feed.view.watch(signal)
          return
        }
        const stored = unwrap(view(id))
        yield stored
        if (stored.endedAt) return
      }
    },
    async *events(id, after, signal) {
      unwrap(view(id))
      const unread = readEvents(journal, id, after)
      const run = runs.get(id)
      if (run) for await (const _ of run.feed.lastEvent.watch(signal)) yield* unread()
      yield* unread()
    },
    setCutover: (id, vmIds, at) => driven(id, (run) => setCutover(run, vmIds, at)),
    copyNow: (id, vmIds) => driven(id, (run) => copyNow(run, vmIds)),
    answer: (id, vmId, answer) => driven(id, (run) => answerQuestion(run, vmId, answer)),
    pauseStarts: (id, paused) => driven(id, (run) => pauseStarts(run, paused)),
    retryConversion: createRetry(starting),
    async discard(id, vmIds) {
      const gone = await discard((stored) => stored.id === id, vmIds)
      const stored = journal.migration(id)
      if (!gone.ok || !stored?.left) return gone
      const rest = await finishLeft(finishing, stored, 'asked', vmIds)
      return rest.ok ? ok({ discarded: gone.value.discarded + rest.value.finished }) : rest
    },
    discardPlan: (planId) => discard((stored) => stored.plan.id === planId),
    async takeOver(id) {
      const run = runs.get(id)
      if (!run) return fail(journal.migration(id) ? notDriven() : unknownMigration(id))
      const taken = await run.takeOver()
      return taken.ok ? ok({ taken: true }) : taken
    },
    async cancel(id, vmIds) {
      const run = runs.get(id)
      const watching = await run?.isLost()
      if (watching) return fail({ ...watching, meaning: 'Nothing was canceled.' })
      if (run) {
        const canceled = await run.cancel(vmIds)
        const lost = run.watching()
        return lost && canceled === 0 ? fail({ ...lost, meaning: CANCEL_LOST }) : ok({ canceled })
      }
      const stored = journal.migration(id)
      if (!stored) return fail(unknownMigration(id))
      if (!stored.endedAt) {
        const end = providers.target(stored.plan.targetId)
        const leased = end.ok ? await leasedElsewhere(end.value, stored.plan, holder) : ok(undefined)
        if (!leased.ok) return leased
        if (leased.value) return fail({ ...leased.value, meaning: 'Nothing was canceled.' })
        giveUp(journal, stored)
        const target = providers.target(stored.plan.targetId)
        if (target.ok) await takeBackLeft(journal, target.value, id)
        // What cannot be done now is told with the run, and done once both ends are connected.
        await finishLeft(finishing, journal.migration(id) ?? stored, 'asked')
      }
      const end = providers.target(stored.plan.targetId)
      if (end.ok && !drivesPlan(stored.plan.id)) await removeOwnLease(end.value, stored.plan, holder)
      list.read()
      return ok({ canceled: 0 })
    },
    async close() {
      resumer?.stop()
      await Promise.all([...background, ...runs.values()].map((one) => one.stop()))
      list.topic.close()
    },
  }
}

/** What VMs took in the last runs to the same cluster. */
function earlierRuns(journal: Journal, { id, plan }: StoredMigration) {
  const last = journal
    .migrations()
    .filter((one) => one.id !== id && one.plan.targetId === plan.targetId)
    .slice(0, EARLIER_RUNS)
  return experienceOf(last.flatMap((one) => journal.vmRecords(one.id)))
}

/**
 * All runs, newest first. The journal is read when a run comes, and when one that nobody drives changes; what a run publishes replaces its
 * own entry.
 */
function createRunList(knownRuns: () => KnownRuns, runs: ReadonlyMap<string, MigrationRun>) {
  const summaries = (): MigrationSummary[] => {
    const known = knownRuns()
    return known.journal.migrations().map((stored) => {
      const run = runs.get(stored.id)
      return run ? toSummary(run.feed.view.value) : storedSummary(known, stored)
    })
  }
  const topic = new Topic<readonly MigrationSummary[]>(summaries())
  return {
    topic,
    read: () => topic.set(summaries()),
    replace: (view: MigrationView) =>
      topic.set(topic.value.map((one) => (one.id === view.id ? toSummary(view) : one))),
  }
}

function toSummary(view: MigrationView): MigrationSummary {
  const {
    vms: _vms,
    hosts: _hosts,
    targetNamespace: _namespace,
    drivenBy: _drivenBy,
    eta: _eta,
    ...summary
  } = view
  return summary
}

/** Each call answers with the events since the one before, from position `last` on. */
function readEvents(journal: Journal, id: string, last: number): () => Generator<MigrationEvent> {
  return function* () {
    for (;;) {
      const events = journal.events(id, last, EVENTS_PER_READ)
      for (const event of events) {
        last = event.seq
        yield event
      }
      if (events.length < EVENTS_PER_READ) return
    }
  }
}

/** Streams end in the typed error, as calls do; the router cannot unwrap a generator. */
function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new ProblemError(result.problem)
}

function notDriven(): Problem {
  return {
    code: 'migration.not-driven',
    message: 'This Palletjack does not drive this run at the moment.',
    meaning: 'Nothing was changed.',
    remedy: 'Connect its source and target, so that it goes on, or use the window that drives it.',
  }
}

function unknownMigration(id: string): Problem {
  return {
    code: 'migration.unknown',
    message: `There is no run ${id}.`,
    meaning: 'Nothing was changed.',
    remedy: 'Look at the list of runs under Activity.',
  }
}
