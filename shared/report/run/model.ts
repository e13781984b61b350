/** The report of one run: who moved what, when, how much, how long it was down, and what was to be said of it. */
import type { DiskView, Downtime, Eta, Measured, Precopy, StepView, VmView } from '../../migration/model.ts'
import type { Plan } from '../../plan/model.ts'
import type { Problem } from '../../problem.ts'

/** Raised when a field changes its meaning or goes away; new fields do not raise it. */
export const RUN_REPORT_VERSION = 1
export const RUN_REPORT_FORMAT = 'palletjack-run'
export const RUN_REPORT_FORMATS = ['html', 'json'] as const
export type RunReportFormat = (typeof RUN_REPORT_FORMATS)[number]

/** Times are ISO 8601, sizes bytes, durations ms. */
export interface RunReport {
  readonly format: typeof RUN_REPORT_FORMAT
  readonly version: typeof RUN_REPORT_VERSION
  readonly generator: { readonly name: 'Palletjack'; readonly version: string }
  readonly generatedAt: string
  readonly run: {
    readonly id: string
    readonly plan: string
    readonly type: Plan['type']
    readonly state: string
    /** Names of the providers; empty for one that is not known any more. */
    readonly source: string
    readonly target: string
    readonly namespace: string
    /** User of the operating system, and the computer; left out for a run of an earlier version. */
    readonly startedBy?: StartedBy
    readonly startedAt: string
    readonly endedAt?: string
    readonly options: Plan['options']
  }
  readonly totals: {
    readonly vms: number
    readonly succeeded: number
    readonly failed: number
    readonly canceled: number
    readonly bytes: number
    /** The longest of all VMs; left out where none was measured. */
    readonly downtimeMs?: number
    /** When all was to be on the target, as it was said once, and what came of it. */
    readonly eta?: Eta
  }
  readonly vms: readonly RunReportVm[]
  /** What was said of the run as a whole, and decided by people, oldest first. */
  readonly log: readonly Remark[]
}

export interface StartedBy {
  readonly user: string
  readonly computer: string
}

export interface RunReportVm extends Pick<
  VmView,
  'name' | 'targetName' | 'hostName' | 'diskWay' | 'state' | 'startedAt' | 'endedAt'
> {
  /** All rounds together, which is what went over the network. */
  readonly bytes: number
  readonly disks: readonly RunReportDisk[]
  readonly steps: readonly StepView[]
  readonly rounds: readonly Precopy[]
  /** As it was said when the cutover began. */
  readonly forecast?: Downtime
  /** How far what happened lies outside the forecast, as a share of its nearer end; 0 within it. */
  readonly forecastError?: number
  /** What is left of it and could not be removed or put back yet, and what to do by hand. */
  readonly left?: Problem
  readonly measured: Measured
  readonly warnings: readonly Remark[]
  readonly problem?: Problem
}

interface RunReportDisk extends Pick<DiskView, 'label' | 'file' | 'claim' | 'bytesTotal' | 'state'> {
  /** Of both sides, where they could be read: only on the lab. */
  readonly sourceSha256?: string
  readonly targetSha256?: string
}

export interface Remark {
  readonly at: string
  readonly message: string
}
