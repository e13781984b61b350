/**
 * Who drives a plan: a Lease in its target namespace, which one Palletjack holds while a run goes on. Every write
 * names the version that it rests on, so of two writers one is told of a conflict. Nobody takes a lease because it
 * ran out, so clocks that differ do no harm: a person takes it, and whoever had it has stopped by the time that the
 * new holder begins (lease-times.ts).
 */
import type { DrivenBy } from '../../shared/migration/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { ClusterConnection, KubeObject } from '../cluster/service.ts'
import { NAMESPACE } from './kinds.ts'
import { cannotBeKept, isLeftBehind, removeOwnLease, type LeasedPlan } from './lease-claims.ts'
import { heldSpec, identityOf, LEASE, leaseName, newLease, readLease } from './lease-object.ts'
import type { Holder, SeenLease } from './lease-object.ts'
import { drivenByOf, type LeaseState } from './lease-state.ts'
import { HOLDS_MS, hear, isQuiet, isWithin, LOOK_MS, RENEW_MS, RETRY_MS, SETTLES_MS } from './lease-times.ts'
import { FRESH_MS, GOOD_FOR_MS, type Heard } from './lease-times.ts'
import {
  forPerson,
  leaseGone,
  notAskedYet,
  notConfirmed,
  notRenewed,
  settles,
  watchesOnly,
} from './lease-words.ts'

export interface LeaseOptions {
  readonly plan: LeasedPlan
  readonly target: () => Result<ClusterConnection>
  readonly holder: Holder
  /** The run had the lease before: when it is gone now, somebody else may have ended the run. */
  readonly wasHeld: boolean
  /** Wall clock in ms. */
  readonly now?: () => number
}

export class PlanLease {
  readonly #options: LeaseOptions
  readonly #now: () => number
  #state: LeaseState = { kind: 'asked' }
  #trouble: Problem | undefined
  #takes = false
  /** A take-over was sent, and its answer has not arrived. */
  #mayHaveTaken = false
  /** Ms; when it was known that the lease was taken from another one. */
  #takenAt: number | undefined
  #looking: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #onLook: () => void = () => undefined
  #isOver = false

  constructor(options: LeaseOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  /** Looks for the first time, and from then on by itself. `onLook` is called after each look. */
  start(onLook: () => void): Promise<void> {
    this.#onLook = onLook
    return this.look()
  }

  /** Why nothing may be done now; undefined while the lease is held, or none can be. A write needs `confirm`, too. */
  problem(): Problem | undefined {
    const state = this.#state
    switch (state.kind) {
      case 'without':
        return undefined
      case 'held':
        if (isWithin(this.#now() - state.sentAt, HOLDS_MS)) return this.isSettling() ? settles() : undefined
        this.#wakeUp()
        return forPerson(this.#trouble) ?? notRenewed(state.sentAt, this.#trouble)
      case 'other':
        return watchesOnly(state.heard.seen, isQuiet(state.heard, this.#now()))
      case 'gone':
        return leaseGone()
      case 'asked':
        return forPerson(this.#trouble) ?? notAskedYet(this.#trouble)
    }
  }

  /** The same, only where this Palletjack just watches: what a person decides about the run is decided elsewhere. */
  watching(): Problem | undefined {
    return this.#state.kind === 'other' || this.#state.kind === 'gone' ? this.problem() : undefined
  }

  /** Why there is no lease where there should be one. */
  missing(): Problem | undefined {
    return this.#state.kind === 'without' ? this.#state.problem : undefined
  }

  isHeld(): boolean {
    return this.#state.kind === 'held'
  }

  drivenBy(): DrivenBy | undefined {
    return drivenByOf(this.#state, this.#options.holder.computer, this.#now())
  }

  /**
   * Before each write: the problem when the lease is not, or no longer, ours, or when nobody could tell just now. What
   * can be written in vSphere while the cluster is away may not be either: the lease may have been taken meanwhile.
   */
  async confirm(): Promise<Problem | undefined> {
    if (this.#state.kind === 'held' && !this.#wasSeen(FRESH_MS)) await this.look()
    const problem = this.problem()
    if (problem || !this.isHeld() || this.#wasSeen(GOOD_FOR_MS)) return problem
    return forPerson(this.#trouble) ?? notConfirmed(this.#trouble)
  }

  /** Just taken: whoever had it may be about to end a write. */
  isSettling(): boolean {
    if (this.#takenAt === undefined) return false
    const ms = this.#now() - this.#takenAt
    // The clock was put back: the time begins anew.
    if (ms < 0) this.#takenAt = this.#now()
    return ms < SETTLES_MS
  }

  /** Takes the lease from whoever has it. */
  async takeOver(): Promise<Result<void>> {
    await this.#looking
    this.#takes = true
    await this.look()
    this.#takes = false
    if (this.isHeld() && !this.#trouble) return ok(undefined)
    return fail(this.#trouble ?? this.problem() ?? notAskedYet(undefined))
  }

  /** Deletes the lease where it is ours; answers with what keeps it there. */
  async release(): Promise<Problem | undefined> {
    this.close()
    await this.#looking
    if (!this.isHeld()) return undefined
    const target = this.#options.target()
    return target.ok ? removeOwnLease(target.value, this.#options.plan, this.#options.holder) : target.problem
  }

  /** No more looks. The lease stays, for the next start of this computer. */
  close(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
  }

  /** One look, and the write that it asks for. Two at once are one. */
  look(): Promise<void> {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = undefined
      this.#plan()
    })
    return this.#looking
  }

  /** The computer slept, or its clock was moved: the next look must not wait for its turn. */
  #wakeUp(): void {
    if (this.#timer && !this.#looking && !this.#trouble && !this.#isOver) void this.look()
  }

  #plan(): void {
    clearTimeout(this.#timer)
    if (this.#isOver) return
    this.#timer = setTimeout(() => void this.look(), this.#trouble ? RETRY_MS : LOOK_MS)
    this.#timer.unref()
  }

  async #lookOnce(): Promise<void> {
    // A lease that was given back must not be made again.
    if (this.#isOver) return
    const target = this.#options.target()
    this.#trouble = target.ok ? await this.#settle(target.value) : target.problem
    this.#onLook()
  }

  async #settle(target: ClusterConnection): Promise<Problem | undefined> {
    const sentAt = this.#now()
    const found = await this.#get(target)
    if (!found.ok) return this.#unless(found.problem)
    const lease = found.value
    const seen = lease && readLease(lease)
    if (!lease || !seen || seen.identity === '') return this.#make(target, lease, sentAt)
    const isOurs = seen.identity === this.#identity()
    if (isOurs && this.#state.kind === 'held' && isWithin(sentAt - this.#state.sentAt, RENEW_MS)) {
      this.#state = { ...this.#state, seenAt: sentAt }
      return undefined
    }
    if (isOurs || this.#takes || this.#isLeftBehind(seen)) return this.#write(target, lease, seen, sentAt)
    this.#state = { kind: 'other', heard: hear(seen, sentAt, this.#heardBefore()) }
    this.#mayHaveTaken = false
    return undefined
  }

  /** Nobody has it. */
  async #make(
    target: ClusterConnection,
    empty: KubeObject | undefined,
    sentAt: number,
  ): Promise<Problem | undefined> {
    if (!this.#takes && !this.#isFree()) {
      // Where the whole namespace is gone, nobody can have ended the run in it.
      const space = await target.get(NAMESPACE, undefined, this.#options.plan.targetNamespace)
      if (!space.ok && space.problem.code !== 'cluster.forbidden') return space.problem
      if (!space.ok || space.value) {
        this.#state = { kind: 'gone' }
        return undefined
      }
    }
    if (empty) return this.#write(target, empty, readLease(empty), sentAt)
    const made = await target.create(newLease(this.#options.plan, this.#options.holder, sentAt))
    if (!made.ok && made.problem.code !== 'cluster.namespace-missing') return this.#unless(made.problem)
    this.#hold(sentAt, sentAt)
    return undefined
  }

  async #write(
    target: ClusterConnection,
    lease: KubeObject,
    seen: SeenLease,
    sentAt: number,
  ): Promise<Problem | undefined> {
    const { plan, holder } = this.#options
    const isOurs = seen.identity === this.#identity()
    const since = isOurs && seen.since !== '' ? Date.parse(seen.since) : sentAt
    const transitions = seen.transitions + (isOurs ? 0 : 1)
    const { resourceVersion } = lease.metadata
    const spec = heldSpec(holder, sentAt, { since, transitions })
    const patch = { metadata: { resourceVersion }, spec }
    const isTaken = !isOurs && seen.identity !== '' && !this.#isLeftBehind(seen)
    this.#mayHaveTaken ||= isTaken
    const written = await target.mergePatch(LEASE, plan.targetNamespace, leaseName(plan.id), patch)
    if (!written.ok) {
      // Not from whoever was faster: that one a person has not seen.
      if (written.problem.code === 'cluster.conflict') this.#takes = false
      return this.#unless(written.problem)
    }
    // An answer may have been lost, and the lease be ours since then.
    if (isTaken || this.#mayHaveTaken) this.#takenAt = this.#now()
    this.#hold(sentAt, since)
    return undefined
  }

  #hold(sentAt: number, since: number): void {
    this.#takes = false
    this.#mayHaveTaken = false
    this.#state = { kind: 'held', since: new Date(since).toISOString(), sentAt, seenAt: sentAt }
  }

  /** Without the right to keep a lease the run goes on as it did before there were any. */
  #unless(problem: Problem): Problem | undefined {
    if (!cannotBeKept(problem) || this.#takes || this.#state.kind === 'other') return problem
    this.#state = { kind: 'without', problem }
    return undefined
  }

  /** Where it was there a moment ago nobody can have taken it, ended the run and removed it since. */
  #isFree(): boolean {
    if (this.#state.kind === 'held') return this.#wasSeen(SETTLES_MS)
    if (this.#state.kind === 'without') return true
    return this.#state.kind === 'asked' && !this.#options.wasHeld
  }

  #wasSeen(ms: number): boolean {
    return this.#state.kind === 'held' && isWithin(this.#now() - this.#state.seenAt, ms)
  }

  #heardBefore(): Heard | undefined {
    return this.#state.kind === 'other' ? this.#state.heard : undefined
  }

  #isLeftBehind(seen: SeenLease): boolean {
    return isLeftBehind(seen, this.#options.holder)
  }

  #identity(): string {
    return identityOf(this.#options.holder)
  }

  #get(target: ClusterConnection) {
    const { id, targetNamespace } = this.#options.plan
    return target.get(LEASE, targetNamespace, leaseName(id))
  }
}
