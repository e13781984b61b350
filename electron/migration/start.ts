/** Starts a run. All that may refuse it comes before it is stored, so a start that is refused stores nothing. */
import { randomUUID } from 'node:crypto'
import { planConsequences } from '../../shared/plan/consequences.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import { chosen, withoutMigrated } from './left-to-migrate.ts'
import { driftAgainst, reviewAfterStart, type Reviews } from './plan-drift.ts'
import { blocked, nameTaken, newPlan, readFacts, storedPlan } from './plans.ts'
import { takeKept } from './kept-disks.ts'
import { holdLease, type HeldLease, type HolderOptions } from './hold-lease.ts'
import { leasedElsewhere } from './lease-claims.ts'
import { unknownMade } from './made-elsewhere.ts'
import { newRecords } from './records.ts'
import type { Drive } from './resume.ts'
import type { MigrationRun } from './run.ts'
import type { Migrations } from './service.ts'
import { busyVm, supersede } from './supersede.ts'

export interface StartOptions extends HolderOptions {
  readonly journal: Journal
  readonly providers: Providers
  readonly runs: ReadonlyMap<string, MigrationRun>
  /** The journal knows more of this ended run than its driver. */
  readonly forget: (migrationId: string) => void
  readonly drive: Drive
  readonly reviews: Reviews
}

export function createStart(options: StartOptions): Migrations['start'] {
  const start = createLeasedStart(options)
  return async (input) => {
    const own: OwnLease = {}
    const started = await start(input, own)
    // The run has it from now on.
    if (started.ok) own.lease?.leave()
    else await own.lease?.release()
    return started
  }
}

/** The lease of the plan, once it was taken from another Palletjack for this start. */
interface OwnLease {
  lease?: HeldLease
}

type Start = Migrations['start']

function createLeasedStart(
  options: StartOptions,
): (input: Parameters<Start>[0], own: OwnLease) => ReturnType<Start> {
  const { journal, providers, runs, drive, holder, forget, reviews } = options
  const drives = (id: string) => runs.has(id)
  /** Asked once more at the end: another click may be faster while the cluster answers. */
  const refusal = (plan: Plan, isNew: boolean): Problem | undefined => {
    if (isRunning(runs, plan.id)) return alreadyRunning(plan.name)
    return busyVm({ journal, drives, plan }) ?? (isNew ? nameTaken(journal, plan.name) : undefined)
  }
  return async (input, own) => {
    const isNew = 'plan' in input
    const known = isNew ? newPlan(journal, input.plan) : storedPlan(journal, input.planId)
    if (!known.ok) return known
    if (known.value.archivedAt !== undefined) return fail(isArchived(known.value.name))
    if (isRunning(runs, known.value.id)) return fail(alreadyRunning(known.value.name))
    const facts = await readFacts(providers, known.value)
    if (!facts.ok) return facts
    const { inventory, target } = facts.value
    const left = withoutMigrated(journal, known.value)
    if (left.vms.length === 0) return fail(nothingLeft(left.name))
    const plan = chosen(left, 'planId' in input ? input.vmIds : undefined)
    if (plan.vms.length === 0) return fail(noneChosen(plan.name))
    const problem = blocked(planConsequences(plan, inventory, target))
    if (problem) return fail(problem)
    const review = isNew ? reviews.get(plan) : journal.planReview(plan.id)
    const accepted = 'planId' in input ? input.acceptedDrift : undefined
    const drifted = driftAgainst({ plan, review, inventory, target }, accepted)
    if (drifted) return fail(drifted)
    const connection = providers.target(plan.targetId)
    if (!connection.ok) return connection
    const takeOver = 'planId' in input && input.takeOver === true
    const elsewhere = isNew ? ok(undefined) : await goneOnElsewhere(options, connection.value, plan, takeOver)
    if (!elsewhere.ok) return elsewhere
    if (elsewhere.value) return fail(elsewhere.value)
    if (takeOver) {
      // Before anything is cleared up: whoever drives the plan works on that until then.
      const held = await holdLease({ plan, holder, takeOver, target: () => providers.target(plan.targetId) })
      if (!held.ok) return fail({ ...held.problem, meaning: 'Nothing was started.' })
      own.lease = held.value
    }
    const from = providers.source(plan.sourceId)
    const shutDown = await supersede({
      ...{ journal, drives, plan, target: connection.value, holder, takeOver },
      source: from.ok ? from.value : undefined,
    })
    if (!shutDown.ok) return shutDown
    const namespace = await providers.createNamespace(plan.targetId, plan.targetNamespace)
    if (!namespace.ok) return fail({ ...namespace.problem, meaning: 'Nothing was started.' })
    const taken = await takeKept(options, plan)
    if (!taken.ok) return taken
    const refused = refusal(plan, isNew)
    if (refused) return fail(refused)
    const source = providers.list().find((one) => one.id === plan.sourceId)
    if (!source) throw new Error(`provider ${plan.sourceId} vanished while its plan started`)
    const migration: StoredMigration = {
      id: randomUUID(),
      plan,
      state: 'running',
      startedAt: new Date().toISOString(),
      createdNamespace: namespace.value.created,
      ownerPid: process.pid,
    }
    const records = newRecords(plan, inventory)
    const wasOn = (vmId: string) => shutDown.value.has(vmId) || taken.value.wasOn.has(vmId)
    for (const record of records) if (wasOn(record.vmId)) record.restorePowerState = 'poweredOn'
    journal.putStart({
      ...(isNew ? { plan } : {}),
      review: reviewAfterStart(review, plan, inventory),
      ...{ migration, records, freed: taken.value.freed },
    })
    for (const { migrationId } of taken.value.freed) forget(migrationId)
    drive(migration, records, source, target)
    return ok({ migrationId: migration.id })
  }
}

export function isRunning(runs: ReadonlyMap<string, MigrationRun>, planId: string): boolean {
  return [...runs.values()].some((run) => run.stored.plan.id === planId && !run.stored.endedAt)
}

/** Why a stored plan is another Palletjack's: that one drives it, or has migrated with it. */
async function goneOnElsewhere(
  { journal, holder }: StartOptions,
  target: ClusterConnection,
  plan: Plan,
  takeOver: boolean,
): Promise<Result<Problem | undefined>> {
  const leased = takeOver ? ok(undefined) : await leasedElsewhere(target, plan, holder)
  if (!leased.ok || leased.value) return leased
  const runs = journal.migrations().map(({ id }) => id)
  return unknownMade(target, plan, runs)
}

function noneChosen(name: string): Problem {
  return {
    code: 'migration.none-chosen',
    message: `None of the chosen VMs of ${name} is left to be migrated.`,
    meaning: 'Nothing was started. VMs that an earlier run brought over are left alone.',
    remedy: 'Choose VMs of the plan that failed, were canceled or were never started.',
  }
}

function isArchived(name: string): Problem {
  return {
    code: 'plan.archived',
    message: `${name} is archived.`,
    meaning: 'Nothing was started.',
    remedy: 'Take it back from the archive, or duplicate it.',
  }
}

export function alreadyRunning(name: string): Problem {
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
