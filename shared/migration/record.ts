/** The journaled state of one VM in a run: all that is needed to go on after a restart. */
import type { Vm } from '../inventory/model.ts'
import type { Problem } from '../problem.ts'
import type { DiskView, Downtime, Phase, Precopy, Question, StepView, VmState } from './model.ts'

/** How the cluster reads the disks of a VM. */
export type DiskWay =
  | { readonly kind: 'vcenter' }
  /** From the host itself, over its migration network. */
  | {
      readonly kind: 'host'
      readonly hostId: string
      readonly hostName: string
      readonly address: string
      /** "https://10.21.0.11/sdk" */
      readonly url: string
      readonly username: string
      /** SHA-1 of the host's certificate. */
      readonly thumbprint: string
    }

/** A round, and what the next one needs of it. */
export interface PrecopyRecord extends Precopy {
  /** Of vSphere; its snapshot may be gone by now. */
  readonly snapshotId: string
  /** Change id of each disk in the snapshot, by device key. Empty until they are read. */
  changeIds: Readonly<Record<string, string>>
  endedAt?: string
  bytes: number
  /** Of each disk, in the order of the record's disks. */
  diskBytes: readonly number[]
  full: boolean
}

export interface WarmRecord {
  /** Oldest first. At most the last one's snapshot is still there. */
  precopies: PrecopyRecord[]
  /** ISO 8601. */
  nextPrecopyAt?: string
  /** Why the last delta could not be begun; it is tried again. */
  putOff?: string
  /** Change tracking was switched on, and the VM may not have been stunned since, from when on it tracks. */
  needsStun?: true
  /** ISO 8601; as a person set it last. */
  cutoverAt?: string
  /** The cutover has begun: it can no longer be moved. ISO 8601. */
  cutoverStartedAt?: string
  /** What was forecast when it began; left out where nothing could be said. */
  forecast?: Downtime
}

/** How the guest is shut down. All times ISO 8601. */
export interface ShutdownRecord {
  /** When the guest was asked; left out: it was off already, or cannot be asked. */
  askedAt?: string
  /** When it was seen off after it had been on. */
  offAt?: string
  /** It was powered off hard. */
  hard?: boolean
  /** What a person is asked now. */
  question?: Question | undefined
  /** What a person decided once and for all. */
  decision?: 'power-off' | 'give-up'
  /** A person gave it until then. */
  waitUntil?: string
}

/** What a withdrawal could not do. */
export interface LeftWork {
  /** Objects on the target to be removed, own snapshots to be removed, the source to be powered on again. */
  readonly what: readonly ('target' | 'snapshots' | 'power')[]
  /** The last that went wrong, and what to do by hand. */
  readonly problem: Problem
}

export interface VmRecord {
  readonly vmId: string
  /**
   * The source as it was when the run began, since shutting it down blanks what Tools told. Only what its disks
   * lie on is read anew before the copy. Its disks are in the order of the target (orderedDisks).
   */
  source: Vm
  readonly targetName: string
  /** Where the VM is; it may have been moved between the start of the run and its copy. */
  hostId: string
  hostName: string
  /** Time zone of the host, for the target's clock; empty when unknown. */
  readonly timeZone: string
  phase: Phase
  /** When the current phase began; limits of waits count from here. */
  phaseStartedAt?: string
  /** ISO 8601: since when it waits for the vault to be unlocked. */
  lockedSince?: string | undefined
  /** Ms of this phase that it waited for that before, or in which nobody could look at all. */
  lockedMs?: number | undefined
  state: VmState
  waitReason: string
  steps: Omit<StepView, 'description'>[]
  disks: DiskView[]
  /** Power state before the run touched it; decides what is put back and what the target starts as. */
  restorePowerState?: 'poweredOn' | 'poweredOff' | 'suspended'
  shutdown?: ShutdownRecord
  /** It waits for an answer, and holds no slot of its host until it has asked for them again. */
  gaveSlots?: true
  /** Its run has ended, and its copied disks are on the target: a later run may go on in this phase. */
  kept?: { readonly phase: 'CreateGuestConversionPod' | 'CreateVM'; readonly at: string }
  /** Its run has ended, and this could not be done about it: tried again, and said until it is done. */
  left?: LeftWork
  /** Its VM on the target was asked for: from then on it may stand there, and run. */
  mayRun?: true
  /** Chosen when the first disk is prepared, and kept: a copy goes on the way that it began. */
  diskWay?: DiskWay
  /** Of the login secret on the target, which owns the conversion pod. */
  secretUid?: string
  /** Of each disk: restarts of its importer that count for nothing, from earlier stages or while vCenter was away. */
  restarts?: number[]
  /** What only a warm migration has. */
  warm?: WarmRecord
  problem?: Problem
  /** A person canceled this VM, and others of its run go on: it is withdrawn, by whichever process. ISO 8601. */
  cancelAskedAt?: string
  startedAt?: string
  endedAt?: string
}
