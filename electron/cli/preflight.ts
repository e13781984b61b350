/** `palletjack preflight`: runs all rules over a source and tells what they found. */
import { once } from 'node:events'
import type { Client } from '../../shared/contract/contract.ts'
import type { PreflightSummary } from '../../shared/preflight/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { guarded, printJson, tellProblem, withClient } from './command.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt } from './outcome.ts'
import { preflightRequest, type RawPreflightOptions, type ReportRequest } from './preflight-request.ts'
import { preflightText, rulesText, worstFirst } from './preflight-text.ts'
import { ran } from './preflight-run.ts'
import { loadSubject, type LoadedSubject } from './load-subjects.ts'
import { withSubjects } from './subjects.ts'
import { printable } from './text.ts'
import type { Output, CommandContext } from './command-context.ts'
import { checkNew, writeNew } from './write-new.ts'

/** Ends with the worst category that is open: 0, 3 or 4. */
export function preflight(context: CommandContext, raw: RawPreflightOptions): Promise<ExitCode> {
  return guarded(context, raw.json === true, async (interrupts) => {
    const request = preflightRequest(raw, context.stdout.isTTY === true)
    if (!request.ok) return request
    const { report, json } = request.value
    const free = report?.file === undefined ? ok(undefined) : checkNew(report.file, report.force)
    if (!free.ok) return free
    const loaded: LoadedSubject[] = []
    for (const subject of request.value.subjects) {
      const one = loadSubject(subject)
      if (!one.ok) return one
      loaded.push(one.value)
    }
    return withSubjects(context, raw.home, loaded, interrupts, async (client, providers, planId) => {
      const runId = await ran(context, client, { providers, planId }, interrupts.first)
      if (!runId.ok) return runId
      const summary = await attempt(client.preflight.summary({ runId: runId.value }), interrupts.first)
      if (!summary.ok) return summary
      const told = await tell(context, client, summary.value, { report, json }, interrupts.first)
      return told.ok ? ok(worst(summary.value)) : told
    })
  })
}

export interface RawRulesOptions {
  readonly json?: boolean
  readonly home?: string
}

/** Lists every rule; a custom one that cannot be read is told on standard error, and ends with 1. */
export function preflightRules(context: CommandContext, raw: RawRulesOptions): Promise<ExitCode> {
  return guarded(context, raw.json === true, (interrupts) =>
    withClient(context, { home: raw.home }, interrupts, async (client) => {
      const known = await attempt(client.preflight.rules(), interrupts.first)
      if (!known.ok) return known
      const { rules, folder, problems } = known.value
      if (raw.json === true) printJson(context, { rules, folder, problems })
      else
        context.stdout.write(
          `${rulesText(rules, context.stdout.columns)}Custom rules: ${printable(folder)}\n`,
        )
      for (const problem of problems) tellProblem(context, false, problem)
      return ok(problems.length === 0 ? EXIT.ok : EXIT.failed)
    }),
  )
}

async function tell(
  context: CommandContext,
  client: Client,
  summary: PreflightSummary,
  { report, json }: { readonly report: ReportRequest | undefined; readonly json: boolean },
  signal: AbortSignal,
): Promise<Result<void>> {
  if (report) {
    const written = await writeReport(context, client, summary.runId, report, signal)
    if (!written.ok) return written
    if (report.file === undefined) return written
  }
  const filter = { show: 'open' as const }
  const rules = await attempt(client.preflight.byRule({ runId: summary.runId, filter }), signal)
  if (!rules.ok) return rules
  const file = report?.file
  const previous = await previousOf(client, summary, signal)
  if (!json) {
    context.stdout.write(preflightText(summary, rules.value, previous, context.stdout.columns))
    if (file !== undefined) context.stdout.write(`${printable(file)}\n`)
    return ok(undefined)
  }
  const rows = worstFirst(rules.value).map(({ rule: { id, scope, question }, ...found }) => {
    const { worst: category, open, isNew } = found
    return { id, scope, category, question, open, isNew }
  })
  printJson(context, {
    summary,
    worst: WORDS[worst(summary)],
    rules: rows,
    ...(previous && { previous }),
    ...(file === undefined ? {} : { file }),
  })
  return ok(undefined)
}

/** The run that it was compared with, if that is kept. */
async function previousOf(
  client: Client,
  { previousRunId }: PreflightSummary,
  signal: AbortSignal,
): Promise<PreflightSummary | undefined> {
  if (previousRunId === undefined) return undefined
  const found = await attempt(client.preflight.summary({ runId: previousRunId }), signal)
  return found.ok ? found.value : undefined
}

async function writeReport(
  context: CommandContext,
  client: Client,
  runId: string,
  { format, file, force }: ReportRequest,
  signal: AbortSignal,
): Promise<Result<void>> {
  context.stderr.write(`Writing the report (${format}).\n`)
  const made = await attempt(client.preflight.report({ runId, format }, { signal }), signal)
  if (!made.ok) return made
  if (file !== undefined) return writeNew(file, made.value, force)
  await pour(made.value, context.stdout)
  return ok(undefined)
}

/** Waits where the reader of a pipe is slower. */
async function pour(content: Blob, out: Output): Promise<void> {
  for await (const chunk of content.stream() as ReadableStream<Uint8Array>)
    if (!out.write(chunk)) await once(out, 'drain')
}

type Ending = typeof EXIT.ok | typeof EXIT.warnings | typeof EXIT.critical

function worst({ counts }: PreflightSummary): Ending {
  if (counts.Critical > 0) return EXIT.critical
  return counts.Warning > 0 ? EXIT.warnings : EXIT.ok
}

const WORDS = { [EXIT.ok]: 'none', [EXIT.warnings]: 'Warning', [EXIT.critical]: 'Critical' } as const
