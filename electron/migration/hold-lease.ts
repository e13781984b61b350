/** The lease of a plan for a piece of work outside of its runs: a start that clears up before it, a discard. */
import { setTimeout as sleep } from 'node:timers/promises'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Providers } from '../providers/service.ts'
import { leasedElsewhere, type LeasedPlan } from './lease-claims.ts'
import { gateSource, gateTarget } from './lease-gate.ts'
import type { Holder } from './lease-object.ts'
import { PlanLease, type LeaseOptions } from './lease.ts'

/** While whoever had the lease gets the time to notice (ms). */
const LOOK_AGAIN_MS = 250

export type HoldOptions = Omit<LeaseOptions, 'wasHeld'> & {
  /** Takes it from whoever has it; their last write is waited for. */
  readonly takeOver?: boolean
}

export interface HeldLease {
  /** Before each write, as PlanLease.confirm. */
  readonly confirm: () => Promise<Problem | undefined>
  /** Nothing is written any more. The lease stays for a run of this process that takes it up. */
  readonly leave: () => void
  /** The same, and the lease goes; one that cannot be removed now keeps nobody out on this computer. */
  readonly release: () => Promise<void>
}

/**
 * Problem migration.leased where another Palletjack has it. Where no lease can be kept, the work goes on without one,
 * as a run does.
 */
export async function holdLease({ takeOver = false, ...options }: HoldOptions): Promise<Result<HeldLease>> {
  const target = options.target()
  if (!target.ok) return target
  if (!takeOver) {
    const elsewhere = await leasedElsewhere(target.value, options.plan, options.holder)
    if (!elsewhere.ok) return elsewhere
    if (elsewhere.value) return fail(elsewhere.value)
  }
  const lease = new PlanLease({ ...options, wasHeld: false })
  const taken = takeOver ? await lease.takeOver() : await lease.look().then(() => ok(undefined))
  while (lease.isSettling()) await sleep(LOOK_AGAIN_MS)
  const problem = taken.ok ? await lease.confirm() : taken.problem
  if (!problem)
    return ok({
      confirm: () => lease.confirm(),
      leave: () => lease.close(),
      release: async () => {
        await lease.release()
      },
    })
  await lease.release()
  return fail(problem)
}

export interface HolderOptions {
  readonly providers: Ends
  readonly holder: Holder
  /** Whether a run of this process has the lease of a plan now. */
  readonly drivesPlan: (planId: string) => boolean
}

type Ends = Pick<Providers, 'source' | 'target'>

/** Does `work` on ends that are written to only while the lease of the plan is held here. */
export async function whileLeased<T>(
  { providers, holder, drivesPlan }: HolderOptions,
  plan: LeasedPlan & { readonly targetId: string },
  work: (ends: Ends) => Promise<Result<T>>,
): Promise<Result<T>> {
  if (drivesPlan(plan.id)) return work(providers)
  const held = await holdLease({ plan, holder, target: () => providers.target(plan.targetId) })
  if (!held.ok) return held
  const { confirm, release } = held.value
  const gated = <E>(end: Result<E>, gate: (one: E) => E): Result<E> => (end.ok ? ok(gate(end.value)) : end)
  const done = await work({
    source: (id) => gated(providers.source(id), (one) => gateSource(one, confirm)),
    target: (id) => gated(providers.target(id), (one) => gateTarget(one, confirm)),
  })
  await release()
  return done
}
