/** One run of a plan: drives its VMs side by side, cleans up after failures, and tells watchers. */
import type { Experience } from '../../shared/migration/downtime.ts'
import { both, experienceOf } from '../../shared/migration/measured.ts'
import type { ToldEta } from '../../shared/migration/eta.ts'
import { isBeyondCancel } from '../../shared/migration/itinerary.ts'
import type { MigrationState, MigrationView } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import type { HeldSlots } from '../../shared/migration/scheduler.ts'
import type { Problem, Result } from '../../shared/problem.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'
import { ifThereIsRoom, isJournalFull, NO_ROOM, withRoom } from './journal-room.ts'
import { finishRun } from './run-end.ts'
import type { OpenRunEnds } from './run-ends.ts'
import { RunFeed } from './run-feed.ts'
import { LeaseKeeper } from './run-lease.ts'
import { RunSlots } from './run-slots.ts'
import type { Slots } from './slots.ts'
import { driveVm, endVm, failVm, ownMistake, type DrivenRun } from './vm-driver.ts'
import { withdraw } from './withdraw.ts'

export interface RunOptions {
  readonly journal: Journal
  readonly stored: StoredMigration
  readonly records: readonly VmRecord[]
  readonly ends: OpenRunEnds
  readonly context: Omit<DrivenRun['context'], 'ends' | 'experience'>
  /** What VMs of earlier runs took. */
  readonly earlier: Experience
  /** Slots that VMs of the whole process hold now, this run's own included. */
  readonly held: () => readonly HeldSlots[]
  /** Who waits for slots, over all runs of the process. */
  readonly slots: Slots
  /** Called with each view that is published. */
  readonly onView: (view: MigrationView) => void
}

export class MigrationRun {
  readonly feed: RunFeed
  readonly finished: Promise<void>
  #stored: StoredMigration
  readonly #records: readonly VmRecord[]
  readonly #options: RunOptions
  readonly #run: DrivenRun
  readonly #lease: LeaseKeeper
  readonly #slots: RunSlots
  readonly #cancels = new Map<string, AbortController>()
  readonly #stop = new AbortController()
  readonly #experience = (): Experience => both(this.#options.earlier, experienceOf(this.#records))

  constructor(options: RunOptions) {
    const { stored, records, ends } = options
    this.#options = options
    this.#stored = stored
    this.#records = records
    this.#run = this.#driven()
    this.#lease = new LeaseKeeper({
      plan: stored.plan,
      ends,
      stop: this.#stop.signal,
      onHeld: () => this.#noteLease(),
      log: (event) => this.#run.log(event),
      publish: () => this.feed.publishSoon(),
    })
    this.#slots = new RunSlots({
      ...{ stored: () => this.#stored, records, ends, held: options.held, slots: options.slots },
      lease: this.#lease,
      publish: () => this.feed.publishSoon(),
    })
    this.feed = new RunFeed({
      stored: () => this.#stored,
      records,
      limitOf: (hostId) => ends.copyLimit(hostId),
      experience: this.#experience,
      drivenBy: () => ends.lease.drivenBy(),
      now: () => ends.now(),
      onView: options.onView,
      onEta: (eta) => this.#noteEta(eta),
    })
    this.finished = this.#drive()
  }

  get stored(): StoredMigration {
    return this.#stored
  }

  /** Wall clock of the run, in ms. */
  now(): number {
    return this.#options.ends.now()
  }

  /** What this run's VMs hold of their hosts' slots. */
  heldSlots(): HeldSlots[] {
    return this.#slots.held()
  }

  /** The named VMs (all without names) that have not ended. */
  open(vmIds?: readonly string[]): VmRecord[] {
    const open = this.#records.filter((record) => !record.endedAt)
    return open.filter((record) => vmIds === undefined || vmIds.includes(record.vmId))
  }

  /** Journals what a person decided about a VM, and tells watchers. Waits end within a second. */
  decided(record: VmRecord, message: string): void {
    this.#run.save(record)
    this.#run.log({ type: 'step', vm: record.source.name, phase: record.phase, message })
  }

  /** Why this Palletjack only watches the run; undefined where it drives it. */
  watching(): Problem | undefined {
    return this.#options.ends.lease.watching()
  }

  /** The same, as of this moment where the cluster answers. */
  async isLost(): Promise<Problem | undefined> {
    const { lease } = this.#options.ends
    await lease.look()
    // One that was under way may have read the lease before.
    await lease.look()
    return this.watching()
  }

  /** Drives the run from here on, whoever does now. */
  takeOver(): Promise<Result<void>> {
    return this.#options.ends.lease.takeOver()
  }

  /** Holds back VMs that have not begun, or lets them begin. Journaled before it counts. */
  pauseStarts(paused: boolean): void {
    const stored = { ...this.#stored, startsPaused: paused }
    this.#options.journal.putMigration(stored)
    this.#stored = stored
    this.#run.log({
      type: 'migration',
      message: paused ? 'New starts are paused; VMs that began go on.' : 'New starts are allowed again.',
    })
    this.feed.publishSoon()
  }

  /** Cancels the named VMs (all without names) and resolves when their remains are gone. */
  async cancel(vmIds?: readonly string[]): Promise<number> {
    const open = this.open().filter((record) => !isBeyondCancel(record))
    const chosen = open.filter((record) => vmIds === undefined || vmIds.includes(record.vmId))
    const areAll = chosen.length > 0 && chosen.length === open.length
    if (areAll) this.#setState('canceling')
    for (const record of chosen) {
      // Before anything is removed: whatever happens from here on, this VM is not brought over any more.
      record.cancelAskedAt ??= this.#now()
      if (!areAll) ifThereIsRoom(() => this.#options.journal.putVmRecord(this.#stored.id, record))
    }
    for (const record of chosen) this.#cancels.get(record.vmId)?.abort()
    while (chosen.some((record) => !record.endedAt) && !this.#stopped() && !this.watching())
      await this.#options.ends.nextChange(100, this.#stop.signal)
    if (this.#records.every((record) => record.endedAt)) await this.finished
    return chosen.filter((record) => record.state === 'canceled').length
  }

  /** Stops driving without ending anything: the journal holds where each VM stands. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.finished
  }

  async #drive(): Promise<void> {
    // A microtask later, so that the constructor's owner holds the run before its first event.
    await Promise.resolve()
    const { ends } = this.#options
    const fresh = this.#records.every((record) => record.startedAt === undefined)
    const open = this.#records.filter((record) => !record.endedAt)
    ends.tellWarnings(({ text, about }) =>
      ifThereIsRoom(() =>
        this.#run.log({ type: 'warning', message: `The cluster warns (${about}): ${text}` }),
      ),
    )
    await this.#lease.follow()
    if (fresh) await this.#withRoom(open, () => this.#run.log({ type: 'migration', state: 'running' }))
    await Promise.all(open.map((record) => this.#withRoom([record], () => this.#driveOne(record))))
    await this.#withRoom([], () => this.#finish())
    ends.close()
    this.feed.close()
  }

  /** From now on a lease that is gone may have been that of another Palletjack, which ended the run. */
  #noteLease(): void {
    if (this.#stored.leased) return
    this.#stored = { ...this.#stored, leased: true }
    this.#options.journal.putMigration(this.#stored)
  }

  /** Runs `step`, which begins where its records stand, as soon as the journal has room for it. */
  #withRoom(records: readonly VmRecord[], step: () => void | Promise<void>): Promise<void> {
    const { journal, ends } = this.#options
    return withRoom(
      {
        stop: this.#stop,
        now: () => ends.now(),
        onFull: () => {
          for (const record of records) record.waitReason = NO_ROOM
          this.feed.publishSoon()
        },
        save: () => {
          if (records.length === 0) journal.putMigration(this.#stored)
          for (const record of records) journal.putVmRecord(this.#stored.id, record)
        },
      },
      step,
    )
  }

  async #driveOne(record: VmRecord): Promise<void> {
    if (record.endedAt) return
    const cancel = new AbortController()
    this.#cancels.set(record.vmId, cancel)
    // A cancel that was under way when the process ended goes on.
    const isCanceled = this.#stored.state === 'canceling' || record.cancelAskedAt !== undefined
    if (isCanceled && !isBeyondCancel(record)) cancel.abort()
    const signal = AbortSignal.any([cancel.signal, this.#stop.signal])
    try {
      if (!record.problem && (await this.#slots.admitted(record, signal)))
        await driveVm(this.#run, record, signal)
    } catch (error) {
      if (isJournalFull(error)) throw error
      // A bug in a phase must not take the other VMs along.
      failVm(this.#run, record, ownMistake(error))
    }
    this.#slots.leave(record)
    if (this.#stopped() || record.endedAt) return
    // Cleaned up before it is called ended, so that "canceled" means that nothing is left.
    await this.#lease.untilOurs([record])
    record.waitReason = 'removes what was made on the target'
    this.feed.publishSoon()
    await withdraw(this.#run, record, this.#stop.signal)
    if (this.#stopped()) return
    endVm(this.#run, record, record.problem ? 'failed' : 'canceled', this.#now())
  }

  async #finish(): Promise<void> {
    const { journal, ends, context } = this.#options
    await this.#lease.untilOurs([])
    if (this.#stopped()) return
    const ended = await finishRun({
      journal,
      ends,
      stored: () => this.#stored,
      records: this.#records,
      isAccessUsed: context.manifests.conversionAccess === 'privileged',
      release: () => this.#lease.release(),
      log: (event) => this.#run.log(event),
      stop: this.#stop,
    })
    if (!ended) return
    this.#stored = ended
    this.#run.log({ type: 'migration', state: ended.state })
  }

  /** What is first said of the run's end is kept, to be told beside what comes of it. */
  #noteEta(eta: ToldEta): void {
    if (this.#stopped()) return
    this.#stored = { ...this.#stored, eta }
    ifThereIsRoom(() => this.#options.journal.putMigration(this.#stored))
  }

  #driven(): DrivenRun {
    const { journal, stored, ends, context } = this.#options
    return {
      context: { ...context, ends, experience: this.#experience },
      save: (record) => {
        journal.putVmRecord(stored.id, record)
        this.feed.publishSoon()
      },
      admit: (record, urgent) => this.#slots.ask(record, urgent),
      notHeld: () => ends.lease.problem(),
      publish: () => this.feed.publishSoon(),
      log: (event) =>
        this.feed.lastEvent.set(journal.appendEvent(stored.id, { at: this.#now(), ...event }).seq),
    }
  }

  #setState(state: MigrationState): void {
    this.#stored = { ...this.#stored, state }
    this.feed.publishSoon()
    // A cancel must not wait for room; the end of the run is journaled in any case.
    ifThereIsRoom(() => {
      this.#options.journal.putMigration(this.#stored)
      this.#run.log({ type: 'migration', state })
    })
  }

  #stopped(): boolean {
    return this.#stop.signal.aborted
  }

  #now(): string {
    return new Date(this.#options.ends.now()).toISOString()
  }
}
