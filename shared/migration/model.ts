/** What a run looks like from outside: the view that screens and the CLI show, and its event log. */
import * as z from 'zod'
import { planInputSchema } from '../plan/model.ts'
import { problemSchema } from '../problem.ts'

/** Phases of MTV's itineraries that this engine goes through (see itinerary.ts). */
export const phaseSchema = z.enum([
  'Started',
  'EnableChangeTracking',
  'CreateInitialSnapshot',
  'StoreInitialSnapshotDeltas',
  'StorePowerState',
  'PowerOffSource',
  'WaitForPowerOff',
  'CreateDataVolumes',
  'CopyDisks',
  'CopyingPaused',
  'RemovePreviousSnapshot',
  'CreateSnapshot',
  'StoreSnapshotDeltas',
  'AddCheckpoint',
  'RemovePenultimateSnapshot',
  'CreateFinalSnapshot',
  'AddFinalCheckpoint',
  'Finalize',
  'CreateGuestConversionPod',
  'ConvertGuest',
  'CreateVM',
  'WaitForFinalSnapshotRemoval',
  'Completed',
])

/** Pipeline steps, the words an MTV user knows. */
export const stepNameSchema = z.enum([
  'Initialize',
  'DiskTransfer',
  'Cutover',
  'ImageConversion',
  'VirtualMachineCreation',
  'WaitForFinalSnapshotConsolidation',
])

/** One round of a warm migration: the full copy, or what changed since the round before. */
const precopySchema = z.object({
  /** 1 is the full copy. */
  number: z.number().int(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  /** What had to be copied, over all disks. */
  bytes: z.number(),
  /** Copied whole: the first round, or one whose history of changes was lost. */
  full: z.boolean(),
})

const progressStateSchema = z.enum(['pending', 'running', 'completed', 'failed', 'canceled'])

const diskViewSchema = z.object({
  key: z.number().int(),
  label: z.string(),
  file: z.string(),
  bytesCopied: z.number(),
  bytesTotal: z.number(),
  state: progressStateSchema,
  /** Why it waits, while it waits. */
  reason: z.string(),
  /** Name of the claim on the target once it is known. */
  claim: z.string(),
})

const stepViewSchema = z.object({
  name: stepNameSchema,
  description: z.string(),
  state: progressStateSchema,
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
})

/** A span of time, how good it is, and what it rests on. */
const downtimeSchema = z.object({
  /** ms. */
  lowMs: z.number(),
  highMs: z.number(),
  quality: z.enum(['rough', 'fair', 'good']),
  /** What it rests on, in words. */
  basis: z.string(),
})

export const answerSchema = z.enum(['power-off', 'wait', 'give-up'])

/** What a VM cannot go on without: a person answers with migrations.answer. */
const questionSchema = z.object({
  kind: z.enum(['shutdown-timeout', 'no-tools']),
  /** "the guest did not shut down within 5 min: power it off, wait 5 min longer, or give up" */
  text: z.string(),
  answers: z.array(answerSchema),
  /** ISO 8601. */
  askedAt: z.string(),
})

/** What a VM took, ms. */
const measuredSchema = z.object({
  /** From the request to the guest to its power-off; left out where it was off before, or was powered off hard. */
  shutdownMs: z.number().optional(),
  conversionMs: z.number().optional(),
  /** From the moment that the guest was off (or the cutover began, where it was off before) to the new VM. */
  downtimeMs: z.number().optional(),
})

const vmStateSchema = z.enum(['waiting', 'running', 'succeeded', 'failed', 'canceled'])

const vmViewSchema = z.object({
  vmId: z.string(),
  name: z.string(),
  targetName: z.string(),
  hostName: z.string(),
  /** How the cluster reads its disks, in words; empty until that is chosen. */
  diskWay: z.string(),
  phase: phaseSchema,
  state: vmStateSchema,
  /** Why nothing moves right now, in words; empty when something does. */
  waitReason: z.string(),
  steps: z.array(stepViewSchema),
  /** In the order of the target. */
  disks: z.array(diskViewSchema),
  problem: problemSchema.optional(),
  bytesCopied: z.number(),
  bytesTotal: z.number(),
  /** Warm only, oldest first. */
  precopies: z.array(precopySchema).optional(),
  /** Warm: when the next delta is due, while it waits for it. ISO 8601. */
  nextPrecopyAt: z.string().optional(),
  /** Warm: when the cutover is to begin; left out: nobody said. ISO 8601. */
  cutoverAt: z.string().optional(),
  /** It stands still until somebody answers. */
  question: questionSchema.optional(),
  /** Warm: how long it is down when its cutover begins now; left out before the first copy and after the cutover. */
  downtime: downtimeSchema.optional(),
  /** Warm: what `downtime` said when the cutover began, beside what really happened (`measured`). */
  forecast: downtimeSchema.optional(),
  measured: measuredSchema.optional(),
  /**
   * How far the measured downtime lies outside `forecast`, as a share of its nearer end: 0 within it, 0.5 where it took
   * half as long again as the worst that was said, -0.5 where it took half of the best. Left out until both are known.
   */
  forecastError: z.number().optional(),
  /**
   * It has ended, and something of it is left that could not be removed, or its source could not be powered on again:
   * what, and what to do by hand. Tried again by itself once both ends are connected, and by migrations.discard.
   */
  left: problemSchema.optional(),
  /** It failed after its disks were copied, and they are kept on the target: migrations.retryConversion, or discard. */
  canRetryConversion: z.boolean().optional(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
})

const estimateSchema = z.object({
  bytesPerSecond: z.number(),
  /** Left out while nothing can be said. */
  remainingMs: z.number().optional(),
  /** The span around it, conversions counted. */
  remainingLowMs: z.number().optional(),
  remainingHighMs: z.number().optional(),
  quality: z.enum(['rough', 'fair', 'good']),
  /** What the estimate rests on, in words. */
  basis: z.string(),
})

const migrationStateSchema = z.enum(['running', 'canceling', 'succeeded', 'failed', 'canceled'])

export const migrationSummarySchema = z.object({
  id: z.string(),
  planId: z.string(),
  planName: z.string(),
  type: planInputSchema.shape.type,
  state: migrationStateSchema,
  vmCount: z.number().int(),
  bytesCopied: z.number(),
  bytesTotal: z.number(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  estimate: estimateSchema,
  /** A VM of it stands still until the vault is unlocked; left out where none does. */
  waitsForVault: z.boolean().optional(),
  /** Warm: VMs that could cut over now, and nobody has said when. Left out where none can. */
  readyForCutover: z.number().int().optional(),
  /** VMs that stand still until somebody answers (VmView.question). Left out where none does. */
  questions: z.number().int().optional(),
  /** No VM of it begins until that is taken back; those that run go on. */
  startsPaused: z.boolean().optional(),
  /** Goes on in this process, and would stand still without it. Left out where it does not. */
  drivenHere: z.boolean().optional(),
  /** Nothing of it moves until a person unlocks the vault, answers, or lets VMs start. Left out where something does. */
  standsStill: z.boolean().optional(),
  /** VMs of it that failed. Left out where none did. */
  failedVms: z.number().int().optional(),
})

/** Which Palletjack drives a run. */
const drivenBySchema = z.object({
  /**
   * `us`: this one. `other`: another one, and this one only watches. `quiet`: so, but it was not heard of for longer
   * than its lease holds. `nobody`: the lease that this run had is gone, so that somebody may have ended the run.
   */
  state: z.enum(['us', 'other', 'quiet', 'nobody']),
  /** Its name; empty for nobody. */
  computer: z.string(),
  /** ISO 8601. */
  since: z.string().optional(),
  /** ISO 8601, by the clock of this computer. */
  lastHeard: z.string().optional(),
})

/** How long it takes until all VMs are on the target, as it was said once, and what came of it. */
const etaSchema = downtimeSchema.extend({
  /** When it was said; the span counts from here. ISO 8601. */
  at: z.string(),
  /** Ms from then on to the last VM on the target; left out until the run has ended, and where none arrived. */
  reallyMs: z.number().optional(),
  /** As VmView.forecastError, of that. */
  error: z.number().optional(),
})

export const migrationViewSchema = migrationSummarySchema.extend({
  targetNamespace: z.string(),
  vms: z.array(vmViewSchema),
  /** Cold: said once its copies had run for a while. Warm: when the last of its cutovers began. Left out before. */
  eta: etaSchema.optional(),
  /** Warm: the same for all that are ready for their cutover together; left out while none is. */
  downtime: downtimeSchema.optional(),
  /** Disk copies per ESXi host against its limit. */
  hosts: z.array(
    z.object({
      hostId: z.string(),
      name: z.string(),
      copies: z.number().int(),
      limit: z.number().int(),
      /** What the limit rests on: one sentence. */
      because: z.string(),
    }),
  ),
  /** Left out where nobody drives it, where that is not known yet, and where no lease can be kept. */
  drivenBy: drivenBySchema.optional(),
})

/** One line of the append-only event log; also one line of `palletjack migrate --json`. */
export const migrationEventSchema = z.object({
  /** Position in the log of this migration, from 1. */
  seq: z.number().int(),
  at: z.string(),
  type: z.enum(['migration', 'phase', 'step', 'progress', 'wait', 'warning', 'problem', 'vm']),
  vm: z.string().optional(),
  phase: phaseSchema.optional(),
  step: stepNameSchema.optional(),
  /** Disk label for progress of one disk; left out for a VM as a whole. */
  disk: z.string().optional(),
  bytesCopied: z.number().optional(),
  bytesTotal: z.number().optional(),
  state: z.string().optional(),
  message: z.string().optional(),
  problem: problemSchema.optional(),
})

export type Phase = z.infer<typeof phaseSchema>
export type StepName = z.infer<typeof stepNameSchema>
export type ProgressState = z.infer<typeof progressStateSchema>
export type DiskView = z.infer<typeof diskViewSchema>
export type Precopy = z.infer<typeof precopySchema>
export type StepView = z.infer<typeof stepViewSchema>
export type Downtime = z.infer<typeof downtimeSchema>
export type Answer = z.infer<typeof answerSchema>
export type Question = z.infer<typeof questionSchema>
export type Measured = z.infer<typeof measuredSchema>
export type VmState = z.infer<typeof vmStateSchema>
export type VmView = z.infer<typeof vmViewSchema>
export type Estimate = z.infer<typeof estimateSchema>
export type MigrationState = z.infer<typeof migrationStateSchema>
export type MigrationSummary = z.infer<typeof migrationSummarySchema>
export type MigrationView = z.infer<typeof migrationViewSchema>
export type Eta = z.infer<typeof etaSchema>
export type DrivenBy = z.infer<typeof drivenBySchema>
export type MigrationEvent = z.infer<typeof migrationEventSchema>
