/**
 * Who drives a plan: a Lease in its target namespace, which one Palletjack holds while a run goes on. Every write
 * names the version that it rests on, so of two writers one is told of a conflict.
 */
import type { DrivenBy } from '../../shared/migration/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Plan } from '../../shared/plan/model.ts'
import type { ClusterConnection, KubeObject } from '../cluster/service.ts'
import { isOtherAlive } from '../is-alive.ts'
import { NAMESPACE } from './kinds.ts'
import {
  heldSpec,
  identityOf,
  LEASE,
  LEASE_MS,
  leaseName,
  newLease,
  readLease,
  type Holder,
  type SeenLease,
} from './lease-object.ts'
import { leased, leaseGone, notAskedYet, notRenewed, settles, watchesOnly } from './lease-words.ts'

/** Renewed this often, and looked at this often where another one holds it (ms). */
const RENEW_MS = 15_000
/** After trouble (ms). */
const RETRY_MS = 2_000
/** A look at the lease is good for so long (ms) before a write needs another. */
const CONFIRMED_MS = 1_000
/** Whoever was driving until a take-over is told by its next look. */
const SETTLES_MS = 2 * CONFIRMED_MS

type State =
  /** Not known yet. */
  | { readonly kind: 'asked' }
  /** Ours. `sentAt`: ms, of the last renewal; `seenAt`: of the last look. */
  | { readonly kind: 'held'; readonly since: string; readonly sentAt: number; readonly seenAt: number }
  /** This login may not keep leases, or the cluster has none. */
  | { readonly kind: 'without'; readonly problem: Problem }
  | { readonly kind: 'other'; readonly seen: SeenLease }
  | { readonly kind: 'gone' }

export interface LeaseOptions {
  readonly plan: Pick<Plan, 'id' | 'name' | 'targetNamespace'>
  readonly target: () => Result<ClusterConnection>
  readonly holder: Holder
  /** The run had the lease before: when it is gone now, somebody else may have ended the run. */
  readonly wasHeld: boolean
  /** The first look takes the lease from whoever has it. */
  readonly takeOver: boolean
  /** Wall clock in ms. */
  readonly now?: () => number
}

export class PlanLease {
  readonly #options: LeaseOptions
  readonly #now: () => number
  #state: State = { kind: 'asked' }
  #trouble: Problem | undefined
  #takes: boolean
  /** Ms; after a take-over nothing is written before. */
  #writesFrom = 0
  #looking: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #onLook: () => void = () => undefined
  #isOver = false

  constructor(options: LeaseOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#takes = options.takeOver
  }

  /** Looks for the first time, and from then on by itself. `onLook` is called after each look. */
  start(onLook: () => void): Promise<void> {
    this.#onLook = onLook
    return this.look()
  }

  /** Why nothing may be written now; undefined while the lease is held, or none can be. */
  problem(): Problem | undefined {
    const state = this.#state
    switch (state.kind) {
      case 'without':
        return undefined
      case 'held':
        if (isWithin(this.#now() - state.sentAt, LEASE_MS))
          return this.#now() < this.#writesFrom ? settles() : undefined
        this.#wakeUp()
        return forPerson(this.#trouble) ?? notRenewed(state.sentAt, this.#trouble)
      case 'other':
        return watchesOnly(state.seen, isExpired(state.seen, this.#now()))
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
    const state = this.#state
    switch (state.kind) {
      case 'held':
        return { state: 'us', computer: this.#options.holder.computer, since: state.since }
      case 'other': {
        const { computer, since, heard } = state.seen
        return {
          state: isExpired(state.seen, this.#now()) ? 'quiet' : 'other',
          computer,
          ...(since !== '' && { since }),
          ...(heard !== '' && { lastHeard: heard }),
        }
      }
      case 'gone':
        return { state: 'nobody', computer: '' }
      default:
        return undefined
    }
  }

  /** Before each write: the problem when the lease is not, or no longer, ours. */
  async confirm(): Promise<Problem | undefined> {
    const state = this.#state
    const isFresh = state.kind === 'held' && isWithin(this.#now() - state.seenAt, CONFIRMED_MS)
    if (state.kind === 'held' && !isFresh) await this.look()
    return this.problem()
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
    const target = this.#options.target()
    if (this.#state.kind !== 'held') return undefined
    if (!target.ok) return target.problem
    const found = await this.#get(target.value)
    if (!found.ok) return found.problem
    if (!found.value || readLease(found.value).identity !== this.#identity()) return undefined
    const resourceVersion = found.value.metadata.resourceVersion
    const { id, targetNamespace } = this.#options.plan
    const gone = await target.value.delete(LEASE, targetNamespace, leaseName(id), {
      ...(resourceVersion !== undefined && { resourceVersion }),
    })
    return gone.ok ? undefined : gone.problem
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
    this.#timer = setTimeout(() => void this.look(), this.#trouble ? RETRY_MS : RENEW_MS)
    this.#timer.unref()
  }

  async #lookOnce(): Promise<void> {
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
    if (isOurs && this.#state.kind === 'held' && isWithin(sentAt - this.#state.sentAt, RENEW_MS / 2)) {
      this.#state = { ...this.#state, seenAt: sentAt }
      return undefined
    }
    if (isOurs || this.#takes || this.#isLeftBehind(seen)) return this.#write(target, lease, seen, sentAt)
    this.#state = { kind: 'other', seen }
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
    const written = await target.mergePatch(LEASE, plan.targetNamespace, leaseName(plan.id), patch)
    if (!written.ok) return this.#unless(written.problem)
    if (!isOurs && seen.identity !== '' && !this.#isLeftBehind(seen)) this.#writesFrom = sentAt + SETTLES_MS
    this.#hold(sentAt, since)
    return undefined
  }

  #hold(sentAt: number, since: number): void {
    this.#takes = false
    this.#state = { kind: 'held', since: new Date(since).toISOString(), sentAt, seenAt: sentAt }
  }

  /** Without the right to keep a lease the run goes on as it did before there were any. */
  #unless(problem: Problem): Problem | undefined {
    if (!WITHOUT.has(problem.code) || this.#takes || this.#state.kind === 'other') return problem
    this.#state = { kind: 'without', problem }
    return undefined
  }

  #isFree(): boolean {
    if (this.#state.kind === 'held') return isWithin(this.#now() - this.#state.sentAt, LEASE_MS)
    if (this.#state.kind === 'without') return true
    return this.#state.kind === 'asked' && !this.#options.wasHeld
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

/**
 * The problem migration.leased where another Palletjack has the lease of a plan, alive or not. A lease that nobody may
 * read is none.
 */
export async function leasedElsewhere(
  target: ClusterConnection,
  plan: LeaseOptions['plan'],
  holder: Holder,
  now: number = Date.now(),
): Promise<Result<Problem | undefined>> {
  const found = await target.get(LEASE, plan.targetNamespace, leaseName(plan.id))
  if (!found.ok) return WITHOUT.has(found.problem.code) ? ok(undefined) : found
  const seen = found.value && readLease(found.value)
  const isFree = !seen || seen.identity === '' || seen.identity === identityOf(holder)
  if (isFree || isLeftBehind(seen, holder)) return ok(undefined)
  return ok(leased(plan.name, seen, isExpired(seen, now)))
}

/** Problems that no waiting clears. */
const WITHOUT = new Set([
  'cluster.denied',
  'cluster.forbidden',
  'cluster.invalid',
  'cluster.kind-not-served',
  'cluster.quota-exceeded',
])

/** Of an earlier process of this computer that is gone. */
function isLeftBehind({ computer, pid }: SeenLease, holder: Holder): boolean {
  return computer === holder.computer && pid !== undefined && !isOtherAlive(pid)
}

function isExpired({ heard }: SeenLease, now: number): boolean {
  return !(now - Date.parse(heard) <= LEASE_MS)
}

/** A clock that was put back has measured nothing. */
function isWithin(ms: number, limit: number): boolean {
  return ms >= 0 && ms < limit
}

/** What only a person can clear is said as it is. */
function forPerson(trouble: Problem | undefined): Problem | undefined {
  return trouble?.code === 'vault.locked' || trouble?.code === 'provider.needs-credentials'
    ? trouble
    : undefined
}
