import { randomUUID } from 'node:crypto'
import type { Inventory } from '../../shared/inventory/model.ts'
import type { MigrationEvent, MigrationSummary, MigrationView } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import { copiesOn } from '../../shared/migration/scheduler.ts'
import { planConsequences } from '../../shared/plan/consequences.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { fail, ok, ProblemError, type Problem, type Result } from '../../shared/problem.ts'
import type { Provider } from '../../shared/provider/model.ts'
import type { Target } from '../../shared/target/model.ts'
import { Topic } from '../../shared/topic.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import { blocked, readFacts, unknownPlan } from './plans.ts'
import { takeBackLeft, takeBackWhenConnected } from './access-left.ts'
import { planContext } from './plan-context.ts'
import { newRecords } from './records.ts'
import { abandon, resumeWhenConnected } from './resume.ts'
import { storedSummary, storedView } from './stored-view.ts'
import { busyVm, supersede } from './supersede.ts'
import { MigrationRun } from './run.ts'
import type { Migrations, SourceHosts } from './service.ts'
import { createUndriven } from './undriven.ts'
import { createWorld } from './world.ts'

const EVENTS_PER_READ = 500

/** Starts, drives and shows runs; goes on with those that an earlier process left. */
export function createMigrations({
  journal,
  providers,
  hosts,
  resumeRuns,
}: {
  journal: Journal
  providers: Providers
  hosts: SourceHosts
  /** False in a process that ends soon: it would take a run up and leave it again. */
  resumeRuns: boolean
}): Migrations {
  const runs = new Map<string, MigrationRun>()
  const limitsOf = (providerId: string) => (hostId: string) => hosts.copyLimit({ providerId, hostId })
  const summaries = (): MigrationSummary[] =>
    journal.migrations().map((stored) => {
      const run = runs.get(stored.id)
      return run ? toSummary(run.view.value) : storedSummary(journal, stored)
    })
  const topic = new Topic<readonly MigrationSummary[]>([])
  const changed = (): void => topic.set(summaries())
  const elsewhere = createUndriven(journal, (id) => runs.has(id))
  const claims = () => [...runs.values()].flatMap((run) => run.claims())

  const drive = (
    stored: StoredMigration,
    records: VmRecord[],
    source: Provider,
    target: Target,
  ): MigrationRun => {
    const run = new MigrationRun({
      journal,
      stored,
      records,
      world: createWorld({ providers, hosts, plan: stored.plan }),
      context: {
        plan: stored.plan,
        sourceUsername: source.username,
        manifests: planContext(stored, source, target),
      },
      claims,
      onChange: changed,
    })
    runs.set(stored.id, run)
    changed()
    return run
  }

  const start = async (planId: string): Promise<Result<{ migrationId: string }>> => {
    const plan = journal.plan(planId)
    if (!plan) return fail(unknownPlan(planId))
    if (isRunning(runs, planId)) return fail(alreadyRunning(plan.name))
    const facts = await readFacts(providers, plan)
    if (!facts.ok) return facts
    const { inventory, target } = facts.value
    const remaining = withoutMigrated(journal, plan)
    if (remaining.vms.length === 0) return fail(nothingLeft(plan.name))
    const problem = blocked(planConsequences(remaining, inventory, target))
    if (problem) return fail(problem)
    const connection = providers.target(plan.targetId)
    if (!connection.ok) return connection
    const claimants = { journal, drives: (id: string) => runs.has(id), plan: remaining }
    const shutDown = await supersede({ ...claimants, target: connection.value })
    if (!shutDown.ok) return shutDown
    const namespace = await providers.createNamespace(plan.targetId, plan.targetNamespace)
    if (!namespace.ok) return fail({ ...namespace.problem, meaning: 'Nothing was started.' })
    // Asked again: another click may have been faster while the cluster answered.
    if (isRunning(runs, planId)) return fail(alreadyRunning(plan.name))
    const taken = busyVm(claimants)
    if (taken) return fail(taken)
    const stored: StoredMigration = {
      id: randomUUID(),
      plan: remaining,
      state: 'running',
      startedAt: new Date().toISOString(),
      createdNamespace: namespace.value.created,
      ownerPid: process.pid,
    }
    const records = journalStart(journal, stored, inventory, shutDown.value)
    const source = providers.list().find((one) => one.id === plan.sourceId)
    if (!source) throw new Error(`provider ${plan.sourceId} vanished while its plan started`)
    return ok({ migrationId: drive(stored, records, source, target).stored.id })
  }

  const view = (id: string): Result<MigrationView> => {
    const run = runs.get(id)
    if (run) return ok(run.view.value)
    const stored = journal.migration(id)
    if (!stored) return fail(unknownMigration(id))
    return ok(storedView(journal, stored, limitsOf(stored.plan.sourceId)))
  }

  const resumer = resumeRuns ? resumeWhenConnected({ journal, providers, runs, drive }) : undefined
  const left = takeBackWhenConnected({ journal, providers })
  changed()

  return {
    watchAll: (signal) => topic.watch(signal),
    copiesNow: ({ providerId, hostId }, how) =>
      copiesOn({ sourceId: providerId, hostId }, [...claims(), ...elsewhere(how)]),
    start,
    view,
    async *watch(id, signal) {
      // A run that an earlier process left is shown as it stands until somebody takes it up again.
      for await (const _ of topic.watch(signal)) {
        const run = runs.get(id)
        if (run) {
          yield* run.view.watch(signal)
          return
        }
        const stored = unwrap(view(id))
        yield stored
        if (stored.endedAt) return
      }
    },
    async *events(id, after, signal): AsyncGenerator<MigrationEvent> {
      unwrap(view(id))
      let last = after
      const unread = function* (): Generator<MigrationEvent> {
        for (;;) {
          const events = journal.events(id, last, EVENTS_PER_READ)
          for (const event of events) {
            last = event.seq
            yield event
          }
          if (events.length < EVENTS_PER_READ) return
        }
      }
      const run = runs.get(id)
      if (run) for await (const _ of run.lastEvent.watch(signal)) yield* unread()
      yield* unread()
    },
    async cancel(id, vmIds) {
      const run = runs.get(id)
      if (run) return ok({ canceled: await run.cancel(vmIds) })
      const stored = journal.migration(id)
      if (!stored) return fail(unknownMigration(id))
      if (!stored.endedAt) {
        abandon(journal, stored)
        const target = providers.target(stored.plan.targetId)
        if (target.ok) await takeBackLeft(journal, target.value, id)
      }
      changed()
      return ok({ canceled: 0 })
    },
    async close() {
      resumer?.stop()
      await Promise.all([left.stop(), ...[...runs.values()].map((run) => run.stop())])
      topic.close()
    },
  }
}

function isRunning(runs: ReadonlyMap<string, MigrationRun>, planId: string): boolean {
  return [...runs.values()].some((run) => run.stored.plan.id === planId && !run.stored.endedAt)
}

/** The plan without the VMs that an earlier run brought over: a restart must never touch those again. */
function withoutMigrated(journal: Journal, plan: Plan): Plan {
  const migrated = new Set(
    journal
      .migrations()
      .filter((stored) => stored.plan.id === plan.id)
      .flatMap((stored) => journal.vmRecords(stored.id))
      .filter((record) => record.state === 'succeeded')
      .map((record) => record.vmId),
  )
  return { ...plan, vms: plan.vms.filter((vm) => !migrated.has(vm.vmId)) }
}

/** Journals the whole start before anything is touched. */
function journalStart(
  journal: Journal,
  stored: StoredMigration,
  inventory: Inventory,
  shutDown: ReadonlySet<string>,
): VmRecord[] {
  const records = newRecords(stored.plan, inventory)
  for (const record of records) if (shutDown.has(record.vmId)) record.restorePowerState = 'poweredOn'
  journal.putMigration(stored)
  for (const record of records) journal.putVmRecord(stored.id, record)
  return records
}

function toSummary(view: MigrationView): MigrationSummary {
  const { vms: _vms, hosts: _hosts, targetNamespace: _namespace, ...summary } = view
  return summary
}

/** Streams end in the typed error, as calls do; the router cannot unwrap a generator. */
function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new ProblemError(result.problem)
}

function alreadyRunning(name: string): Problem {
  return {
    code: 'migration.already-running',
    message: `${name} runs already.`,
    meaning: 'Nothing was started.',
    remedy: 'Open the run, or cancel it first.',
  }
}

function nothingLeft(name: string): Problem {
  return {
    code: 'migration.nothing-left',
    message: `All VMs of ${name} were migrated by earlier runs.`,
    meaning: 'Nothing was started.',
    remedy: 'Make a new plan for other VMs.',
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
