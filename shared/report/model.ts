/** What a report is made of, and the JSON document that it can be saved as. */
import * as z from 'zod'
import { vmTagSchema, type Inventory } from '../inventory/model.ts'
import { diskEstimateSchema, forecastSchema } from '../preflight/estimate-model.ts'
import {
  acknowledgementSchema,
  CATEGORIES,
  objectSchema,
  preflightFindingSchema,
  preflightSummarySchema,
  ruleInfoSchema,
  type Scope,
  VERDICTS,
  verdictSchema,
} from '../preflight/model.ts'

/** Raised when a field changes its meaning or goes away; new fields do not raise it. */
export const REPORT_VERSION = 1
export const REPORT_FORMAT = 'palletjack-preflight'

/** A finding of the run before that this run does not have any more. */
const goneFindingSchema = z.object({
  id: z.string(),
  rule: z.string(),
  object: objectSchema,
  category: z.enum(CATEGORIES),
  message: z.string(),
})

export const OS_TIERS = ['certified', 'vendor', 'community', 'none', 'unsupported', 'unknown'] as const

/** Whether the guest of a VM is supported as a guest of the target, and whether it can be converted. */
const guestSupportSchema = z.object({
  /** The guest in words, for example "Red Hat Enterprise Linux 9". */
  name: z.string(),
  tier: z.enum(OS_TIERS),
  converts: z.enum(['yes', 'no', 'unknown']),
  why: z.string(),
  /** Release to upgrade to for better support. */
  upgrade: z.string().optional(),
})

const reportVmSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Folder path. */
  path: z.string(),
  /** Name of the ESXi host; empty where the source does not tell. */
  host: z.string(),
  powerState: z.string(),
  guest: guestSupportSchema,
  cpus: z.number().int(),
  memoryMiB: z.number().int(),
  disks: z.number().int(),
  diskBytes: z.number(),
  /** vSphere tags; left out where the source does not tell. */
  tags: z.array(vmTagSchema).optional(),
  cold: z.enum(VERDICTS),
  warm: z.enum(VERDICTS),
  /** ISO 8601: when its facts were read. */
  factsAt: z.string(),
})

/** The JSON report. Identifiers are those of the source; times are ISO 8601, sizes bytes, durations milliseconds. */
export const reportDocumentSchema = z.object({
  format: z.literal(REPORT_FORMAT),
  version: z.literal(REPORT_VERSION),
  /** What wrote it. */
  generator: z.object({ name: z.literal('Palletjack'), version: z.string() }),
  /** ISO 8601. */
  generatedAt: z.string(),
  summary: preflightSummarySchema,
  /** Left out where there was no run before. */
  previous: z.object({ summary: preflightSummarySchema, gone: z.array(goneFindingSchema) }).optional(),
  /** Properties that the source cannot tell: rules that need them say `unknown`. */
  unknownProperties: z.array(z.string()),
  vms: z.array(reportVmSchema),
  verdicts: z.array(verdictSchema),
  findings: z.array(preflightFindingSchema),
  rules: z.array(ruleInfoSchema),
  acknowledgements: z.array(acknowledgementSchema),
  forecast: forecastSchema,
  diskEstimates: z.array(diskEstimateSchema),
})

/** Everything that a report shows of one run. */
export interface ReportInput {
  readonly summary: PreflightSummary
  /** Of the run before, of the same provider; left out where there was none. */
  readonly previous?: PreflightSummary | undefined
  /** Findings of the run before that are gone. */
  readonly gone?: readonly GoneFinding[] | undefined
  /** All of them: open, waived and unknown. */
  readonly findings: readonly PreflightFinding[]
  readonly verdicts: ReadonlyMap<Scope, readonly Verdict[]>
  readonly forecast: Forecast
  /** How long each disk takes to copy. */
  readonly disks: readonly DiskEstimate[]
  /** Every rule that ran, also those that found nothing. */
  readonly rules: readonly RuleInfo[]
  readonly acknowledgements: readonly Acknowledgement[]
  readonly inventory: Inventory
  /** By VM id, ISO 8601: VMs whose facts were read later than the rest of the inventory. */
  readonly factsAt?: ReadonlyMap<string, string> | undefined
}

/** Who writes a report, and when. */
export interface ReportStamp {
  /** Version of the application. */
  readonly version: string
  /** ISO 8601. */
  readonly at: string
}

export type GoneFinding = z.infer<typeof goneFindingSchema>
export type GuestSupport = z.infer<typeof guestSupportSchema>
export type ReportVm = z.infer<typeof reportVmSchema>
export type ReportDocument = z.infer<typeof reportDocumentSchema>

type PreflightSummary = z.infer<typeof preflightSummarySchema>
type PreflightFinding = z.infer<typeof preflightFindingSchema>
type Verdict = z.infer<typeof verdictSchema>
type Forecast = z.infer<typeof forecastSchema>
type DiskEstimate = z.infer<typeof diskEstimateSchema>
type RuleInfo = z.infer<typeof ruleInfoSchema>
type Acknowledgement = z.infer<typeof acknowledgementSchema>
