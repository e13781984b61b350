import { randomUUID } from 'node:crypto'
import type { Inventory } from '../../shared/inventory/model.ts'
import { blockers, planConsequences } from '../../shared/plan/consequences.ts'
import { planDrift } from '../../shared/plan/drift.ts'
import { suggestMappings } from '../../shared/plan/mapping.ts'
import type { Consequences, Plan, PlanInput } from '../../shared/plan/model.ts'
import { reviewOf } from '../../shared/plan/reviewed.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Target } from '../../shared/target/model.ts'
import type { Journal } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import { chosen, withoutMigrated } from './left-to-migrate.ts'
import type { Reviews } from './plan-drift.ts'
import type { Migrations, Plans } from './service.ts'

export interface PlansOptions {
  readonly journal: Journal
  readonly providers: Providers
  /** Removes what failed conversions of a plan left on the target. */
  readonly discardKept: Migrations['discardPlan']
  readonly reviews: Reviews
}

const KEEPS_DISKS =
  'The plan stays: disks that its failed conversions left on the target could not be removed, or their source not powered on.'

/** Plans: suggested, reviewed, stored. */
export function createPlans({ journal, providers, discardKept, reviews }: PlansOptions): Plans {
  const recentTarget = createRecentTarget(providers)
  const runs = (id: string) => journal.migrations().some((run) => run.plan.id === id && !run.endedAt)
  return {
    list: () => journal.plans(),
    get: (id) => storedPlan(journal, id),
    async suggestMappings({ vmIds, ...ends }) {
      const facts = await readFacts(providers, ends)
      if (!facts.ok) return facts
      const { inventory, target } = facts.value
      const chosen = new Set(vmIds)
      const vms = inventory.vms.filter((vm) => chosen.has(vm.id))
      return ok(suggestMappings(vms, inventory, target, ends.targetNamespace))
    },
    async review({ targetId, planId, ...whole }) {
      const draft = planId === undefined ? whole : withoutMigrated(journal, { ...whole, id: planId })
      const inventory = await providers.inventory(draft.sourceId)
      if (!inventory.ok) return inventory
      const target = targetId === undefined ? undefined : await recentTarget(targetId, draft.targetNamespace)
      if (target && !target.ok) return target
      const plan = { ...draft, targetId: targetId ?? '' }
      if (target) reviews.put(plan, reviewOf(plan.vms, inventory.value, new Date().toISOString()))
      return ok(planConsequences(plan, inventory.value, target?.value))
    },
    async create(input) {
      const facts = await readFacts(providers, input)
      if (!facts.ok) return facts
      const { inventory, target } = facts.value
      const problem = blocked(planConsequences(input, inventory, target))
      if (problem) return fail(problem)
      const review = reviews.get(input) ?? reviewOf(input.vms, inventory, new Date().toISOString())
      const plan = newPlan(journal, input)
      if (plan.ok) journal.putPlan(plan.value, review)
      return plan
    },
    async drift({ id, vmIds }) {
      const known = storedPlan(journal, id)
      if (!known.ok) return known
      const plan = chosen(withoutMigrated(journal, known.value), vmIds)
      const facts = await readFacts(providers, plan)
      if (!facts.ok) return facts
      return ok(planDrift(plan, journal.planReview(id), facts.value.inventory, facts.value.target))
    },
    archive(id, archived) {
      const known = storedPlan(journal, id)
      if (!known.ok) return known
      if (runs(id)) return fail(running())
      const { archivedAt, ...rest } = known.value
      const plan = archived ? { ...rest, archivedAt: archivedAt ?? new Date().toISOString() } : rest
      journal.putPlan(plan)
      return ok(plan)
    },
    duplicate(id, name) {
      const known = storedPlan(journal, id)
      if (!known.ok) return known
      const { archivedAt: _archivedAt, ...rest } = known.value
      const plan = newPlan(journal, { ...rest, name })
      if (plan.ok) journal.putPlan(plan.value, journal.planReview(id))
      return plan
    },
    async remove(id) {
      if (runs(id)) return fail(running())
      const discarded = await discardKept(id)
      if (!discarded.ok) return fail({ ...discarded.problem, meaning: KEEPS_DISKS })
      const known = journal.plan(id) !== undefined
      if (known) journal.removePlan(id)
      return ok({ removed: known })
    },
  }
}

/** The problem that keeps a plan from running: its first blocker, and how many more there are. */
export function blocked(consequences: Consequences): Problem | undefined {
  const [first, ...others] = blockers(consequences)
  if (!first) return undefined
  return {
    code: `plan.${first.rule}`,
    message: `${first.object.name}: ${first.message}`,
    meaning:
      others.length === 0
        ? 'Nothing was changed.'
        : `Nothing was changed. ${others.length === 1 ? '1 more finding blocks' : `${others.length} more findings block`} the plan.`,
    remedy: first.remedy,
    detail:
      others.length === 0 ? undefined : others.map((one) => `${one.object.name}: ${one.message}`).join('\n'),
  }
}

function running(): Problem {
  return {
    code: 'plan.running',
    message: 'This plan runs right now.',
    meaning: 'The plan stays as it is.',
    remedy: 'Wait for the run to end, or cancel it first.',
  }
}

/** A draft is judged at each keystroke; what a cluster offers does not change that fast. */
const TARGET_AGE_MS = 3_000

interface RecentTarget {
  readonly at: number
  readonly namespace: string
  readonly described: Promise<Result<Target>>
}

function createRecentTarget(providers: Providers) {
  const known = new Map<string, RecentTarget>()
  return async (id: string, namespace: string): Promise<Result<Target>> => {
    const connection = providers.target(id)
    if (!connection.ok) return connection
    const last = known.get(id)
    if (last && performance.now() - last.at < TARGET_AGE_MS && (await serves(last, namespace)))
      return last.described
    const described = providers.describe(id, namespace)
    known.set(id, { at: performance.now(), namespace, described })
    return described
  }
}

/** Another namespace is worth another look; one that is not there, or not yet typed in full, is not. */
async function serves({ namespace, described }: RecentTarget, wanted: string): Promise<boolean> {
  if (namespace === wanted) return true
  const target = await described
  return !target.ok || !target.value.namespaces.includes(wanted)
}

/** Source and target as they are now. */
export async function readFacts(
  providers: Providers,
  { sourceId, targetId, targetNamespace }: Pick<PlanInput, 'sourceId' | 'targetId' | 'targetNamespace'>,
): Promise<Result<{ inventory: Inventory; target: Target }>> {
  const [inventory, target] = await Promise.all([
    providers.inventory(sourceId),
    providers.describe(targetId, targetNamespace),
  ])
  if (!inventory.ok) return inventory
  if (!target.ok) return target
  return ok({ inventory: inventory.value, target: target.value })
}

export function storedPlan(journal: Journal, id: string): Result<Plan> {
  const plan = journal.plan(id)
  if (plan) return ok(plan)
  return fail({
    code: 'plan.unknown',
    message: `There is no plan ${id}.`,
    meaning: 'Nothing was changed.',
    remedy: 'Look at the list of plans; it may have been removed.',
  })
}

/** A plan as it will be stored; plan.name-taken when there is one of that name. */
export function newPlan(journal: Journal, input: PlanInput): Result<Plan> {
  const taken = nameTaken(journal, input.name)
  return taken ? fail(taken) : ok({ ...input, id: randomUUID(), createdAt: new Date().toISOString() })
}

export function nameTaken(journal: Journal, name: string): Problem | undefined {
  if (!journal.plans().some((plan) => plan.name === name)) return undefined
  return {
    code: 'plan.name-taken',
    message: `A plan named ${name} exists already.`,
    meaning: 'Nothing was saved.',
    remedy: 'Choose another name.',
  }
}
