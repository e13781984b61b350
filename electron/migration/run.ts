/** One run of a plan: drives its VMs side by side, cleans up after failures, and tells watchers. */
import { addSample, estimate, type Sample } from '../../shared/migration/estimate.ts'
import type { MigrationState } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import { admit, type Claim } from '../../shared/migration/scheduler.ts'
import { bytesCopied, bytesTotal, copiesNow, viewOf, type RunFacts } from '../../shared/migration/view.ts'
import { problemLine } from '../../shared/problem.ts'
import { Topic } from '../../shared/topic.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'
import { accessNote } from './access-left.ts'
import { ifThereIsRoom, isJournalFull } from './journal-room.ts'
import { isNeededElsewhere, notTakenBack, revokeConversion } from './conversion-access.ts'
import { pause } from './pause.ts'
import { removeEmptyNamespace, tries, withdraw } from './withdraw.ts'
import { driveVm, endVm, failVm, type DriverHost } from './vm-driver.ts'
import type { LiveWorld } from './world.ts'

export interface RunOptions {
  readonly journal: Journal
  readonly stored: StoredMigration
  readonly records: readonly VmRecord[]
  readonly world: LiveWorld
  readonly context: Omit<DriverHost['context'], 'world'>
  /** Disk copies that run now in the whole process, this run's own included. */
  readonly claims: () => readonly Claim[]
  /** Called after each change, for whoever lists all runs. */
  readonly onChange: () => void
}

/** Views are sent at most this often (ms): four times a second. */
const PUBLISH_EVERY_MS = 250
/** A VM that waits for a slot looks again this often (ms). */
const ADMISSION_EVERY_MS = 500
/** A run whose journal has no room tries again this often, and gives up after this long (ms). */
const ROOM_EVERY_MS = 1_000
const ROOM_LIMIT_MS = 30 * 60_000
const NO_ROOM = 'waits for room on the disk of the journal: nothing goes on that cannot be noted there'

export class MigrationRun {
  readonly view: Topic<ReturnType<typeof viewOf>>
  /** Rises with each event of the log. */
  readonly lastEvent: Topic<number>
  readonly finished: Promise<void>
  #stored: StoredMigration
  readonly #records: readonly VmRecord[]
  readonly #options: RunOptions
  readonly #cancels = new Map<string, AbortController>()
  readonly #stop = new AbortController()
  /** VMs that were let in: they count from that moment on, before anything else can happen. */
  readonly #admittedIds = new Set<string>()
  #samples: Sample[] = []
  #publishing: NodeJS.Timeout | undefined

  constructor(options: RunOptions) {
    this.#options = options
    this.#stored = options.stored
    this.#records = options.records
    this.view = new Topic(this.#currentView())
    this.lastEvent = new Topic(0)
    this.finished = this.#drive()
  }

  get stored(): StoredMigration {
    return this.#stored
  }

  /** What this run's VMs hold of their hosts' copy slots. */
  claims(): Claim[] {
    const { sourceId } = this.#stored.plan
    return this.#records.map((record) => {
      const isStarting = !record.startedAt && this.#admittedIds.has(record.vmId)
      return { sourceId, hostId: record.hostId, disks: isStarting ? record.disks.length : copiesNow(record) }
    })
  }

  /** Cancels the named VMs (all without names) and resolves when their remains are gone. */
  async cancel(vmIds?: readonly string[]): Promise<number> {
    const chosen = this.#records.filter(
      (record) => !record.endedAt && (vmIds === undefined || vmIds.includes(record.vmId)),
    )
    if (chosen.length > 0 && chosen.length === this.#records.filter((record) => !record.endedAt).length)
      this.#setState('canceling')
    for (const record of chosen) this.#cancels.get(record.vmId)?.abort()
    while (chosen.some((record) => !record.endedAt) && !this.#stop.signal.aborted)
      await this.#options.world.nextChange(100, this.#stop.signal)
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
    const fresh = this.#records.every((record) => record.startedAt === undefined)
    const open = this.#records.filter((record) => !record.endedAt)
    this.#options.world.tellWarnings(({ text, about }) =>
      this.#note({ type: 'warning', message: `The cluster warns (${about}): ${text}` }),
    )
    if (fresh) await this.#withRoom(open, () => this.#log({ type: 'migration', state: 'running' }))
    await Promise.all(open.map((record) => this.#withRoom([record], () => this.#driveOne(record))))
    if (!this.#stopped()) await this.#withRoom([], () => this.#finish())
    this.#options.world.close()
    this.#flush()
    this.view.close()
    this.lastEvent.close()
    this.#options.onChange()
  }

  /**
   * Runs `step`, and runs it again from where its records stand while the journal has no room: nothing goes on
   * that could not be journaled. Without room for long, the run stops as if the process had ended.
   */
  async #withRoom(records: readonly VmRecord[], step: () => void | Promise<void>): Promise<void> {
    let since: number | undefined
    while (!this.#stopped()) {
      try {
        for (const record of records) this.#options.journal.putVmRecord(this.#stored.id, record)
        if (records.length > 0) since = undefined
        await step()
        return
      } catch (error) {
        if (!isJournalFull(error)) throw error
        for (const record of records) record.waitReason = NO_ROOM
        this.#publishSoon()
        const now = this.#options.world.now()
        since ??= now
        if (now - since > ROOM_LIMIT_MS) this.#stop.abort()
        await pause(ROOM_EVERY_MS, this.#stop.signal)
      }
    }
  }

  async #driveOne(record: VmRecord): Promise<void> {
    if (record.endedAt) return
    const cancel = new AbortController()
    this.#cancels.set(record.vmId, cancel)
    // A cancel that was under way when the process ended goes on.
    if (this.#stored.state === 'canceling') cancel.abort()
    const signal = AbortSignal.any([cancel.signal, this.#stop.signal])
    try {
      if (!record.problem && (await this.#admitted(record, signal))) await driveVm(this.#host, record, signal)
    } catch (error) {
      if (isJournalFull(error)) throw error
      // A bug in a phase must not take the other VMs along.
      failVm(this.#host, record, bug(error))
    }
    if (this.#stopped() || record.endedAt) return
    // Cleaned up before it is called ended, so that "canceled" means that nothing is left.
    record.waitReason = 'removes what was made on the target'
    this.#publishSoon()
    await withdraw(this.#host, record, this.#stop.signal)
    if (this.#stopped()) return
    endVm(this.#host, record, record.problem ? 'failed' : 'canceled', this.#now())
  }

  /** Waits for a slot on the VM's ESXi host. False when canceled meanwhile. */
  async #admitted(record: VmRecord, signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      if (record.startedAt) return true
      const { hostId, hostName, disks } = record
      const { claims, world } = this.#options
      const { sourceId } = this.#stored.plan
      const now = { limit: world.copyLimit(hostId).limit, isBeingEdited: world.isBeingEdited(hostId) }
      const admission = admit({ sourceId, hostId, hostName, disks: disks.length }, claims(), now)
      if (admission.admitted) {
        this.#admittedIds.add(record.vmId)
        return true
      }
      record.waitReason = admission.reason
      this.#publishSoon()
      await pause(ADMISSION_EVERY_MS, signal)
    }
    return false
  }

  async #finish(): Promise<void> {
    const states = new Set(this.#records.map((record) => record.state))
    const state = states.has('failed') ? 'failed' : states.has('canceled') ? 'canceled' : 'succeeded'
    const left = this.#stored.plan.options.privilegedConversion ? await this.#takeAccessBack() : {}
    if (!states.has('succeeded') && this.#stored.createdNamespace) await this.#removeNamespace()
    const ended: StoredMigration = { ...this.#stored, ...left, state, endedAt: this.#now() }
    this.#options.journal.putMigration(ended)
    this.#stored = ended
    this.#log({ type: 'migration', state })
  }

  /** What the plan's consent gave to conversion pods goes with the last run that needs it. */
  async #takeAccessBack(): Promise<Pick<StoredMigration, 'accessLeft'>> {
    const { journal, world } = this.#options
    const { targetNamespace } = this.#stored.plan
    // Two runs may end at once and each see the other: the note lets the next connection look again.
    if (isNeededElsewhere(journal, this.#stored)) return accessNote(journal, this.#stored)
    const access = { isGone: false }
    const problem = await tries(this.#stop.signal, async () => {
      const target = world.target()
      const revoked = target.ok ? await revokeConversion(target.value, targetNamespace) : target
      if (revoked.ok) access.isGone = revoked.value.isGone
      return revoked.ok ? undefined : revoked.problem
    })
    // A consent that was never used gave nothing, so there is nothing to worry about.
    if (problem && this.#options.context.manifests.conversionAccess === 'privileged') {
      const told = notTakenBack(targetNamespace, problem)
      this.#log({ type: 'problem', message: problemLine(told), problem: told })
    }
    return access.isGone ? {} : accessNote(journal, this.#stored)
  }

  /** Only a namespace that this run made, and only while nothing else moved in. */
  async #removeNamespace(): Promise<void> {
    const target = this.#options.world.target()
    if (target.ok) await removeEmptyNamespace(target.value, this.#stored.plan.targetNamespace)
  }

  get #host(): DriverHost {
    return {
      context: { ...this.#options.context, world: this.#options.world },
      save: (record) => {
        this.#options.journal.putVmRecord(this.#stored.id, record)
        this.#publishSoon()
      },
      publish: () => this.#publishSoon(),
      log: (event) => this.#log(event),
      nextChange: (ms, signal) => this.#options.world.nextChange(ms, signal),
    }
  }

  #log(event: Parameters<DriverHost['log']>[0]): void {
    const stored = this.#options.journal.appendEvent(this.#stored.id, { at: this.#now(), ...event })
    this.lastEvent.set(stored.seq)
  }

  #setState(state: MigrationState): void {
    this.#stored = { ...this.#stored, state }
    this.#publishSoon()
    // A cancel must not wait for room; the end of the run is journaled in any case.
    ifThereIsRoom(() => {
      this.#options.journal.putMigration(this.#stored)
      this.#log({ type: 'migration', state })
    })
  }

  /** Logs what is good to know and nothing rests on. */
  #note(event: Parameters<DriverHost['log']>[0]): void {
    ifThereIsRoom(() => this.#log(event))
  }

  #publishSoon(): void {
    this.#publishing ??= setTimeout(() => this.#flush(), PUBLISH_EVERY_MS)
  }

  #flush(): void {
    clearTimeout(this.#publishing)
    this.#publishing = undefined
    const copied = this.#records.reduce((sum, record) => sum + bytesCopied(record), 0)
    const copying = this.#records.some((record) => record.phase === 'CopyDisks' && !record.endedAt)
    if (copying) this.#samples = addSample(this.#samples, { at: this.#options.world.now(), bytes: copied })
    this.view.set(this.#currentView())
    this.#options.onChange()
  }

  #currentView(): ReturnType<typeof viewOf> {
    const { id, plan, state, startedAt, endedAt } = this.#stored
    const total = this.#records.reduce((sum, record) => sum + bytesTotal(record), 0)
    const facts: RunFacts = {
      id,
      planId: plan.id,
      planName: plan.name,
      targetNamespace: plan.targetNamespace,
      state,
      startedAt,
      endedAt,
      estimate: estimate(this.#samples, total),
    }
    return viewOf(facts, this.#records, (hostId) => this.#options.world.copyLimit(hostId))
  }

  #stopped(): boolean {
    return this.#stop.signal.aborted
  }

  #now(): string {
    return new Date(this.#options.world.now()).toISOString()
  }
}

function bug(error: unknown): NonNullable<VmRecord['problem']> {
  return {
    code: 'migration.internal',
    message: 'Palletjack made a mistake of its own while it migrated this VM.',
    meaning: 'The source disks were only read; what was copied is removed from the target.',
    remedy: 'Start again; if it happens twice, report the detail.',
    detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  }
}
