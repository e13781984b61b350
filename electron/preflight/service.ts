/** Preflight runs: facts gathered once, judged by all rules, kept to be looked at. */
import type { FindingFilter, PreflightProgress } from '../../shared/contract/preflight.ts'
import type { ReportFormat } from '../../shared/report/formats.ts'
import type { Forecast, WaveGrouping } from '../../shared/preflight/estimate-model.ts'
import type { FixEvent, FixPreview, FixProgress } from '../../shared/preflight/fix-model.ts'
import type {
  Acknowledgement,
  Category,
  PreflightFinding,
  PreflightSummary,
  RuleInfo,
  Scope,
  Verdict,
} from '../../shared/preflight/model.ts'
import type { Problem, Result } from '../../shared/problem.ts'

export interface PreflightRequest {
  readonly providerId: string
  readonly targetId?: string | undefined
  readonly planId?: string | undefined
}

export interface Paging {
  readonly offset: number
  readonly limit: number
}

interface KnownRules {
  readonly rules: RuleInfo[]
  /** Folder that custom rules are read from. */
  readonly folder: string
  /** What could not be read of them, each with its place. */
  readonly problems: Problem[]
}

export interface RuleGroup {
  readonly rule: RuleInfo
  readonly open: number
  readonly unknown: number
  readonly waived: number
  readonly isNew: number
  /** Of its findings. */
  readonly worst: Category
  /** Its findings by the kind of object they are about. */
  readonly objects: Partial<Record<Scope, number>>
}

interface FindingsQuery extends Paging {
  readonly runId: string
  readonly filter: FindingFilter
}

interface VerdictsQuery extends Paging {
  readonly runId: string
  readonly scope: Scope
  readonly text?: string | undefined
  /** Only objects with a finding that passes. */
  readonly filter?: FindingFilter | undefined
}

interface Waiving {
  readonly runId: string
  readonly findingIds: readonly string[]
  readonly by: string
  readonly reason: string
}

interface Acknowledging {
  readonly runId: string
  readonly id: string
  readonly by: string
  readonly ticked: boolean
}

export interface Rechecking {
  readonly runId: string
  readonly objectId?: string | undefined
  readonly objectIds?: readonly string[] | undefined
  readonly rule?: string | undefined
}

export interface Fixing {
  readonly runId: string
  readonly findingIds: readonly string[]
  readonly by: string
}

/** Every question about a run fails with preflight.unknown-run when it is not kept (any more). */
export interface Preflight {
  rules(): Promise<KnownRules>
  /** Ends with the state `done` or `failed`; an abort ends it early, and nothing is kept. */
  run(request: PreflightRequest, signal?: AbortSignal): AsyncGenerator<PreflightProgress>
  runs(providerId?: string): PreflightSummary[]
  summary(runId: string): Promise<Result<PreflightSummary>>
  findings(query: FindingsQuery): Promise<Result<{ matched: number; findings: PreflightFinding[] }>>
  findingIds(runId: string, filter: FindingFilter): Promise<Result<{ ids: string[] }>>
  byRule(runId: string, filter: FindingFilter): Promise<Result<RuleGroup[]>>
  verdicts(query: VerdictsQuery): Promise<Result<{ matched: number; verdicts: Verdict[] }>>
  /** With fresh facts. The run is changed in place. */
  recheck(which: Rechecking): Promise<Result<PreflightSummary>>
  /** Problem preflight.fix-not-live. */
  fixPreview(runId: string, findingIds: readonly string[]): Promise<Result<FixPreview>>
  /** Throws ProblemError. An abort, or the end of the reader, cancels what runs and begins nothing more. */
  fix(fixing: Fixing, signal?: AbortSignal): AsyncGenerator<FixProgress>
  /** The log of fixes, newest first. */
  fixes(providerId: string, limit: number, objectId?: string): FixEvent[]
  waive(waiving: Waiving): Promise<Result<PreflightSummary>>
  unwaive(runId: string, findingIds: readonly string[]): Promise<Result<PreflightSummary>>
  acknowledgements(runId: string): Promise<Result<Acknowledgement[]>>
  acknowledge(change: Acknowledging): Promise<Result<Acknowledgement[]>>
  forecast(runId: string): Promise<Result<Forecast>>
  /** For all runs of the same provider, from now on; answers with the forecast of this one. */
  groupWaves(runId: string, grouping: WaveGrouping): Promise<Result<Forecast>>
  /** An abort ends the making of it. */
  report(runId: string, format: ReportFormat, signal?: AbortSignal): Promise<Result<File>>
  /** Stops what runs; nothing of it is kept. */
  close(): Promise<void>
}
