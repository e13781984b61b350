/** What changed since a plan was reviewed: remembered, compared, and refused until a person accepts it. */
import { planDrift } from '../../shared/plan/drift.ts'
import type { PlanInput } from '../../shared/plan/model.ts'
import { reviewOf, type PlanReview } from '../../shared/plan/reviewed.ts'
import { planStamp } from '../../shared/plan/stamp.ts'
import type { Problem } from '../../shared/problem.ts'
import { formatCount } from '../../shared/units.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import type { Target } from '../../shared/target/model.ts'

/** Drafts that were reviewed and are not stored yet: what a person saw last of each. */
export interface Reviews {
  put(draft: PlanInput, review: PlanReview): void
  get(draft: PlanInput): PlanReview | undefined
}

/** Drafts that are reviewed at the same time are few. */
const MOST_DRAFTS = 8

export function createReviews(): Reviews {
  const known = new Map<string, PlanReview>()
  return {
    put(draft, review) {
      const stamp = planStamp(draft)
      known.delete(stamp)
      known.set(stamp, review)
      const [oldest] = known.keys()
      if (known.size > MOST_DRAFTS && oldest !== undefined) known.delete(oldest)
    },
    get: (draft) => known.get(planStamp(draft)),
  }
}

/** What has to be kept once the plan has started: what was accepted, or has not changed, is what was reviewed. */
export function reviewAfterStart(
  before: PlanReview | undefined,
  plan: PlanInput,
  inventory: Inventory,
): PlanReview {
  const now = reviewOf(plan.vms, inventory, new Date().toISOString())
  return { vms: { ...before?.vms, ...now.vms } }
}

interface Compared {
  readonly plan: PlanInput
  readonly review: PlanReview | undefined
  readonly inventory: Inventory
  readonly target: Target
}

/** The problem plan.drifted while there is drift that nobody has accepted. `accepted`: the stamp of what was shown. */
export function driftAgainst(
  { plan, review, inventory, target }: Compared,
  accepted: string | undefined,
): Problem | undefined {
  const { items, stamp } = planDrift(plan, review, inventory, target)
  const isBlocked = items.some(({ kind }) => kind === 'blocking')
  if (!isBlocked && (stamp === undefined || stamp === accepted)) return undefined
  const lines = items.filter(({ kind }) => kind !== 'info').map(({ name, message }) => `${name}: ${message}`)
  return isBlocked
    ? { ...drifted(plan.name, lines, false), remedy: 'Make a new plan, which maps what there is now.' }
    : drifted(plan.name, lines, accepted !== undefined)
}

function drifted(plan: string, lines: readonly string[], isOther: boolean): Problem {
  const [first = '', ...others] = lines
  return {
    code: 'plan.drifted',
    message: `${plan} is no longer what was reviewed. ${first}`,
    meaning: [
      'Nothing was started.',
      ...(isOther ? ['More has changed since the changes were accepted.'] : []),
      ...(others.length > 0
        ? [`There ${others.length === 1 ? 'is' : 'are'} ${formatCount(others.length, 'more change')}.`]
        : []),
    ].join(' '),
    remedy: 'Look at what has changed, and start again if the plan is still right.',
    ...(others.length > 0 && { detail: lines.join('\n') }),
  }
}
