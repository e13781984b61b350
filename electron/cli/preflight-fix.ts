/** `palletjack preflight fix`: does what Palletjack can about the findings of one rule. */
import type { Client } from '../../shared/contract/contract.ts'
import { MAX_FIXES } from '../../shared/contract/preflight.ts'
import type { FixChoice, FixProgress, FixStep } from '../../shared/preflight/fix-model.ts'
import { fixTitle } from '../../shared/preflight/fixes.ts'
import type { PreflightFinding } from '../../shared/preflight/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { formatCount } from '../../shared/units.ts'
import { askToGoOn, canAsk } from './ask.ts'
import { guarded, printJson } from './command.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt, INTERRUPTED } from './outcome.ts'
import { pickVms } from './pick-vms.ts'
import { fixRequest, type FixRequest, type RawFixOptions } from './preflight-fix-request.ts'
import { ran } from './preflight-run.ts'
import { readNames } from './read-rows.ts'
import { until } from './stream.ts'
import { loadSubject } from './load-subjects.ts'
import { connectedProvider, withSubjects } from './subjects.ts'
import { fittedTable, printable } from './text.ts'
import type { CommandContext } from './command-context.ts'

/** Ends with 1 when one failed, with 3 when one was left alone, else with 0. */
export function preflightFix(context: CommandContext, raw: RawFixOptions): Promise<ExitCode> {
  const json = raw.json === true
  return guarded(context, json, async (interrupts) => {
    const request = fixRequest(raw, canAsk(context, json))
    if (!request.ok) return request
    const loaded = loadSubject(request.value.source)
    if (!loaded.ok) return loaded
    return withSubjects(context, raw.home, [loaded.value], interrupts, async (client, providers) => {
      const { first: signal } = interrupts
      const source = connectedProvider(providers, 'vsphere')
      if (!source.ok) return source
      const runId = await ran(context, client, { providers, planId: undefined }, signal)
      if (!runId.ok) return runId
      const job = { context, client, request: request.value, runId: runId.value, signal }
      const wanted = await wantedIds(job, source.value.id)
      if (!wanted.ok) return wanted
      return wanted.value.length === 0 ? nothingFound(job) : look(job, wanted.value)
    })
  })
}

interface Job {
  readonly context: CommandContext
  readonly client: Client
  readonly request: FixRequest
  readonly runId: string
  readonly signal: AbortSignal
}

/** Findings of the rule that nobody waived, on the named VMs or on all. */
async function wantedIds(
  { client, request, runId, signal }: Job,
  providerId: string,
): Promise<Result<string[]>> {
  const { rule, vms } = request
  const filter = { rules: [rule], show: 'open' as const }
  const found: PreflightFinding[] = []
  for (let offset = 0; ; offset += 1_000) {
    const page = await attempt(client.preflight.findings({ runId, filter, offset, limit: 1_000 }), signal)
    if (!page.ok) return page
    found.push(...page.value.findings)
    if (found.length >= page.value.matched || page.value.findings.length === 0) break
  }
  if (vms.length === 0) return ok(found.map(({ id }) => id))
  const all = await readNames(client, { providerId, kind: 'vms', where: '' }, signal)
  if (!all.ok) return all
  const picked = pickVms(all.value, vms)
  if (!picked.ok) return picked
  const ids = new Set([...picked.value.values()].map(({ id }) => id))
  return ok(found.filter(({ object }) => ids.has(object.id)).map(({ id }) => id))
}

function nothingFound({ context, request, runId }: Job): Result<ExitCode> {
  if (request.json) printJson(context, { runId, dryRun: request.dryRun, results: [] })
  else context.stdout.write(`Nothing to fix: the rule ${request.rule} finds nothing there.\n`)
  return ok(EXIT.ok)
}

async function look(job: Job, ids: readonly string[]): Promise<Result<ExitCode>> {
  const { context, client, request, runId, signal } = job
  const findingIds = ids.slice(0, MAX_FIXES)
  const preview = await attempt(client.preflight.fixPreview({ runId, findingIds }), signal)
  if (!preview.ok) return preview
  const { choices, missing } = preview.value
  const able = choices.filter(({ refused }) => refused === undefined)
  if (!request.json) {
    context.stdout.write(
      `${request.fix.effect}\n${request.fix.undo}\n${choiceTable(choices, context.stdout.columns)}\n`,
    )
    if (ids.length > findingIds.length)
      context.stdout.write(
        `At most ${MAX_FIXES} go at once: run it again for ${formatCount(ids.length - MAX_FIXES, 'more finding')}.\n`,
      )
    if (missing.length > 0 && able.length > 0)
      context.stderr.write(`The account lacks ${missing.join(', ')} on some objects: it may fail there.\n`)
  }
  if (request.dryRun) {
    if (request.json) printJson(context, { runId, dryRun: true, missing, results: choices.map(plannedRow) })
    return ok(EXIT.ok)
  }
  if (able.length > 0 && !request.yes) {
    const agreed = await askToGoOn(context, `${fixTitle(request.fix.id, able.length)}?`, signal)
    if (!agreed.ok) return agreed
  }
  return fixAll(job, findingIds)
}

function choiceTable(choices: readonly FixChoice[], width: number | undefined): string {
  return fittedTable(
    ['VM', 'What happens'],
    choices.map(({ object, effect, refused }) => [
      object.name,
      refused === undefined ? effect : `Left alone: ${refused}`,
    ]),
    width,
  )
}

function plannedRow({ object, effect, refused }: FixChoice) {
  return { vm: object.name, id: object.id, ...(refused === undefined ? { effect } : { refused }) }
}

async function fixAll(job: Job, findingIds: string[]): Promise<Result<ExitCode>> {
  const { context, client, request, runId, signal } = job
  const steps = new Map<string, FixStep>()
  let last: FixProgress | undefined
  const read = await attempt(
    (async () => {
      const events = await client.preflight.fix({ runId, findingIds, by: request.by }, { signal })
      for await (const event of until(events, signal)) {
        last = event
        for (const step of event.changed) {
          tellStep(context, step, steps.get(step.findingId))
          steps.set(step.findingId, step)
        }
      }
    })(),
  )
  if (signal.aborted) return fail({ ...INTERRUPTED, ...cutOff([...steps.values()]) })
  if (!read.ok) return read
  const results = [...steps.values()]
  if (request.json)
    printJson(context, {
      runId,
      dryRun: false,
      results: results.map(doneRow),
      ...(last?.problem && { problem: last.problem }),
    })
  else
    context.stdout.write(
      `${sumText(results)}${last?.problem ? ` Not looked at again: ${last.problem.message}` : ''}\n`,
    )
  if (results.some(({ state }) => state === 'failed')) return ok(EXIT.failed)
  return ok(results.some(({ state }) => state === 'skipped') ? EXIT.warnings : EXIT.ok)
}

/** Each change of state is a line on standard error; percents are not. */
function tellStep({ stderr }: CommandContext, step: FixStep, before: FixStep | undefined): void {
  const { object, state, problem, reason } = step
  if (state === 'waiting' || state === before?.state) return
  const words = { running: 'begins', done: 'done', failed: 'failed', skipped: 'left alone' }[state]
  const why = problem ? `: ${problem.message} ${problem.remedy}` : reason === undefined ? '' : `: ${reason}`
  stderr.write(`${printable(`${object.name}: ${words}${why}`)}\n`)
}

function doneRow({ object, state, problem, reason }: FixStep) {
  return {
    vm: object.name,
    id: object.id,
    state,
    ...(problem && { problem }),
    ...(reason !== undefined && { reason }),
  }
}

function sumText(steps: readonly FixStep[]): string {
  const count = (state: FixStep['state']): number => steps.filter((step) => step.state === state).length
  return `${count('done')} done, ${count('failed')} failed, ${count('skipped')} left alone.`
}

function cutOff(steps: readonly FixStep[]): Pick<Problem, 'meaning' | 'remedy'> {
  const begun = steps.filter(({ state }) => state === 'running' || state === 'done' || state === 'failed')
  if (begun.length === 0) return { meaning: 'Nothing was changed.', remedy: INTERRUPTED.remedy }
  return {
    meaning: `${formatCount(begun.length, 'VM')} had begun: vSphere was asked to give up what ran, which may have ended all the same.`,
    remedy: 'Run the command with --dry-run to see what is left.',
  }
}
