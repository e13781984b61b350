/** The lease of a plan within its run: waiting for it, and what is noted and told about it. */
import type { VmRecord } from '../../shared/migration/record.ts'
import { problemLine, type Problem } from '../../shared/problem.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { outcomeOf, waitOut, type NewEvent } from './context.ts'
import { ifThereIsRoom } from './journal-room.ts'
import { leaseLeft } from './lease-words.ts'
import type { OpenRunEnds } from './run-ends.ts'
import { pause } from './pause.ts'

export interface LeasedRun {
  readonly plan: Plan
  readonly ends: OpenRunEnds
  /** The run is no longer driven. */
  readonly stop: AbortSignal
  /** The lease is ours: noted while there is room for it. */
  readonly onHeld: () => void
  readonly log: (event: NewEvent) => void
  readonly publish: () => void
}

/** A run that has to wait for the lease looks again this often (ms). */
const LOOK_EVERY_MS = 500
/** The lease of a run that is over is tried to be removed this often, and for so long where a cluster is away (ms). */
const RELEASE_EVERY_MS = 2_000
const RELEASE_LIMIT_MS = 30 * 60_000
const WITHOUT = 'Palletjack keeps no lease for this plan, so two desktops could drive it at once.'

export class LeaseKeeper {
  readonly #run: LeasedRun
  /** What was told last. */
  #told = ''
  #wasLost = false

  constructor(run: LeasedRun) {
    this.#run = run
  }

  /** Looks for the first time, so that it is known who drives the plan, and follows the lease from then on. */
  async follow(): Promise<void> {
    const { ends, stop } = this.#run
    const first = ends.lease.start(() => {
      this.#run.publish()
      ifThereIsRoom(() => this.#tell())
    })
    await unlessAborted(first, stop)
  }

  /** Waits until the lease is held; false when `signal` aborts. `records` say why. */
  untilHeld(records: readonly VmRecord[], signal: AbortSignal): Promise<boolean> {
    return this.#while(() => this.#run.ends.lease.problem(), records, signal)
  }

  /** The same, only while another Palletjack drives the plan: what cannot be cleaned up has its own limits. */
  untilOurs(records: readonly VmRecord[]): Promise<boolean> {
    return this.#while(() => this.#run.ends.lease.watching(), records, this.#run.stop)
  }

  /**
   * At the end of the run, which waits for a cluster that is away: nobody would remove the lease later. False when it
   * is not known to be gone as Palletjack is closed: the next process does it.
   */
  async release(): Promise<boolean> {
    const { ends, stop, plan, log } = this.#run
    const since = ends.now()
    let isTold = false
    for (;;) {
      const left = await ends.lease.release()
      if (!left) return true
      if (stop.aborted) return false
      const outcome = outcomeOf(left)
      const isLimited = outcome.kind !== 'wait' || outcome.trouble !== undefined
      if (outcome.kind !== 'wait' || (isLimited && ends.now() - since > RELEASE_LIMIT_MS)) {
        const problem = leaseLeft(left, plan)
        log({ type: 'problem', message: problemLine(problem), problem })
        return true
      }
      if (!isTold)
        log({ type: 'wait', message: `The lease of the plan cannot be removed yet: ${outcome.reason}` })
      isTold = true
      await pause(RELEASE_EVERY_MS, stop)
    }
  }

  async #while(
    lostNow: () => Problem | undefined,
    records: readonly VmRecord[],
    signal: AbortSignal,
  ): Promise<boolean> {
    for (let lost = lostNow(); lost && !signal.aborted; lost = lostNow()) {
      const { reason } = waitOut(lost)
      for (const record of records) record.waitReason = reason
      this.#run.publish()
      await this.#run.ends.nextChange(LOOK_EVERY_MS, signal)
    }
    return !signal.aborted
  }

  /** Once each. */
  #tell(): void {
    const { ends, log, onHeld } = this.#run
    const lost = ends.lease.watching()
    const missing = ends.lease.missing()
    const isHeld = ends.lease.isHeld()
    const now =
      (lost && `lost to ${ends.lease.drivenBy()?.computer ?? ''}`) ??
      missing?.message ??
      (isHeld ? 'held' : this.#told)
    if (now === this.#told) return
    if (lost) log(warning(`${lost.message} This one only watches.`))
    if (missing) log(warning(`${WITHOUT} ${missing.message}`))
    if (isHeld && this.#wasLost) log(warning('This Palletjack has taken the run over.'))
    if (isHeld) onHeld()
    this.#wasLost = lost !== undefined || (this.#wasLost && !isHeld)
    this.#told = now
  }
}

function warning(message: string): NewEvent {
  return { type: 'warning', message }
}
