/** The part of the invented contract that is about preflight. */
import type { implement } from '@orpc/server'
import type { contract } from '../../../shared/contract/contract.ts'
import type { PreflightProgress } from '../../../shared/contract/preflight.ts'
import type { FixPreview, FixProgress } from '../../../shared/preflight/fix-model.ts'
import type { PreflightFinding, PreflightSummary, RuleInfo } from '../../../shared/preflight/model.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { RuleRow } from '../preflight-text.ts'

type Implementer = ReturnType<typeof implement<typeof contract>>

export interface PreflightScript {
  readonly steps?: readonly PreflightProgress[]
  readonly summary?: PreflightSummary
  /** The run that it is compared with. */
  readonly previous?: PreflightSummary
  readonly byRule?: readonly RuleRow[]
  readonly rules?: readonly RuleInfo[]
  readonly ruleProblems?: readonly Problem[]
  /** Content of every report. */
  readonly report?: string
  /** The run never ends. */
  readonly hangs?: boolean
  readonly findings?: readonly PreflightFinding[]
  readonly fixPreview?: FixPreview
  readonly fixing?: readonly FixProgress[]
  /** The fixes never end. */
  readonly fixHangs?: boolean
}

export interface PreflightSeen {
  /** Inputs of run and report. */
  readonly runs: unknown[]
  readonly reports: unknown[]
  /** Inputs of fix. */
  readonly fixes: unknown[]
}

export function inventPreflight(os: Implementer, script: PreflightScript, seen: PreflightSeen) {
  const { preflight } = os
  return {
    run: preflight.run.handler(async function* ({ input }) {
      seen.runs.push(input)
      yield* script.steps ?? []
      if (script.hangs === true) await new Promise(() => undefined)
    }),
    // A run that has ended is kept.
    runs: preflight.runs.handler(() => (seen.runs.length > 0 && script.summary ? [script.summary] : [])),
    summary: preflight.summary.handler(({ input }) => {
      if (script.previous?.runId === input.runId) return script.previous
      if (script.summary === undefined) throw new Error('no summary in this test')
      return script.summary
    }),
    byRule: preflight.byRule.handler(() =>
      (script.byRule ?? []).map((row) => ({ ...row, unknown: 0, waived: 0, objects: {} })),
    ),
    findings: preflight.findings.handler(({ input }) => {
      const rules = input.filter.rules ?? []
      const findings = (script.findings ?? []).filter(({ rule }) => rules.includes(rule))
      return { matched: findings.length, findings: [...findings] }
    }),
    fixPreview: preflight.fixPreview.handler(({ input }) => {
      const { choices, missing } = script.fixPreview ?? { choices: [], missing: [] }
      return { choices: choices.filter((one) => input.findingIds.includes(one.findingId)), missing }
    }),
    fix: preflight.fix.handler(async function* ({ input }) {
      seen.fixes.push(input)
      yield* script.fixing ?? []
      if (script.fixHangs === true) await new Promise(() => undefined)
    }),
    report: preflight.report.handler(({ input }) => {
      seen.reports.push(input)
      return new File([script.report ?? ''], `report.${input.format}`)
    }),
    rules: preflight.rules.handler(() => ({
      rules: [...(script.rules ?? [])],
      folder: '/home/somebody/rules',
      problems: [...(script.ruleProblems ?? [])],
    })),
  }
}
