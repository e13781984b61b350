/** The slots of ESXi hosts, as the VMs of one run hold and ask for them. */
import type { VmRecord } from '../../shared/migration/record.ts'
import type { Admission, HeldSlots } from '../../shared/migration/scheduler.ts'
import { copiesNow } from '../../shared/migration/view.ts'
import type { StoredMigration } from '../journal/service.ts'
import { pause } from './pause.ts'
import type { OpenRunEnds } from './run-ends.ts'
import type { LeaseKeeper } from './run-lease.ts'
import type { Slots } from './slots.ts'

export interface RunSlotsOptions {
  readonly stored: () => StoredMigration
  readonly records: readonly VmRecord[]
  readonly ends: Pick<OpenRunEnds, 'copyLimit' | 'isBeingEdited'>
  /** Slots that VMs of the whole process hold now, this run's own included. */
  readonly held: () => readonly HeldSlots[]
  /** Who waits for slots, over all runs of the process. */
  readonly slots: Slots
  readonly lease: Pick<LeaseKeeper, 'untilHeld'>
  /** Tells watchers why a VM waits. */
  readonly publish: () => void
}

/** A VM that waits for a slot looks again this often (ms). */
const ADMISSION_EVERY_MS = 500
const PAUSED: Admission = { admitted: false, reason: 'waits: new starts are paused' }

export class RunSlots {
  readonly #options: RunSlotsOptions
  /** VMs that were let in: they count from that moment on, before anything else can happen. */
  readonly #admittedIds = new Set<string>()

  constructor(options: RunSlotsOptions) {
    this.#options = options
  }

  /** What the VMs of the run hold. */
  held(): HeldSlots[] {
    const { stored, records } = this.#options
    const { sourceId } = stored().plan
    return records.map((record) => {
      const isStarting = !record.startedAt && this.#admittedIds.has(record.vmId)
      return { sourceId, hostId: record.hostId, disks: isStarting ? record.disks.length : copiesNow(record) }
    })
  }

  /** Waits until a VM may begin: for the lease, and for a slot on its host. False when canceled meanwhile. */
  async admitted(record: VmRecord, signal: AbortSignal): Promise<boolean> {
    const { lease, stored, publish } = this.#options
    while (!signal.aborted) {
      if (!(await lease.untilHeld([record], signal))) return false
      if (record.startedAt) return true
      // Without a disk to copy there is no slot to wait for.
      const copies = record.disks.some((disk) => disk.state !== 'completed')
      const admission = stored().startsPaused
        ? PAUSED
        : copies
          ? this.ask(record)
          : { admitted: true as const }
      if (admission.admitted) {
        this.#admittedIds.add(record.vmId)
        return true
      }
      record.waitReason = admission.reason
      publish()
      await pause(ADMISSION_EVERY_MS, signal)
    }
    return false
  }

  /** Asks for the slots of a VM that holds none. */
  ask(record: VmRecord, urgent = false): Admission {
    const { held, ends, slots, stored } = this.#options
    const { hostId, hostName, disks } = record
    const { sourceId } = stored().plan
    const now = { limit: ends.copyLimit(hostId).limit, isBeingEdited: ends.isBeingEdited(hostId) }
    const request = { sourceId, hostId, hostName, disks: disks.length }
    return slots.ask({ key: this.#keyOf(record), request, urgent }, held(), now)
  }

  /** A VM that asks no more. */
  leave(record: VmRecord): void {
    this.#options.slots.leave(this.#keyOf(record))
  }

  #keyOf(record: VmRecord): string {
    return `${this.#options.stored().id}/${record.vmId}`
  }
}
