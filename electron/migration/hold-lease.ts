/** The lease of a plan for a piece of work outside of its runs: a start that clears up before it, a discard. */
import { setTimeout as sleep } from 'node:timers/promises'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { leasedElsewhere } from './lease-claims.ts'
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
