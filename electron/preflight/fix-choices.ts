/** Which of some findings Palletjack can put right now, and why it leaves the others alone. */
import { fixEffect, FIXES, fixOf, fixRefusal } from '../../shared/preflight/fixes.ts'
import type { FixChoice, FixPreview } from '../../shared/preflight/fix-model.ts'
import type { PreflightFinding } from '../../shared/preflight/model.ts'
import type { Facts } from '../../shared/preflight/rule.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { Journal } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import type { Finder } from './find.ts'
import { fixNotLive, unknownFinding } from './problems.ts'

interface Ends {
  readonly journal: Journal
  readonly providers: Providers
}

export function chooseFixes(
  { shown }: Finder,
  findingIds: readonly string[],
  { journal, providers }: Ends,
): Result<FixPreview> {
  const { summary, judged } = shown
  if (summary.sourceKind !== 'live') return fail(fixNotLive(summary.source))
  const session = providers.source(summary.providerId)
  if (!session.ok) return session
  const wanted = new Set(findingIds)
  const findings = shown.findings.filter(({ id }) => wanted.has(id))
  if (findings.length < wanted.size)
    return fail(unknownFinding(wanted.size - findings.length, 'Nothing was changed.'))
  const running = runningPlans(journal, summary.providerId)
  const choices = findings.map((finding) => choiceOf(finding, judged.facts, running))
  return ok({ choices, missing: missingPrivileges(choices, judged.facts) })
}

function choiceOf(
  { id, rule, state, object }: PreflightFinding,
  { index }: Facts,
  running: ReadonlyMap<string, string>,
): FixChoice {
  const base = { findingId: id, object }
  const fix = fixOf(rule)
  if (!fix) return { ...base, effect: '', refused: `Palletjack has no fix for the rule ${rule}.` }
  const vm = object.kind === 'vm' ? index.vms.get(object.id) : undefined
  if (state === 'unknown' || !vm)
    return { ...base, effect: '', refused: 'Whether it is needed is not known: look again first.' }
  const plan = running.get(vm.id)
  const refused = plan === undefined ? fixRefusal(fix.id, vm) : runsRefusal(plan)
  return {
    ...base,
    fix: fix.id,
    effect: refused === undefined ? fixEffect(fix.id, vm) : '',
    ...(refused !== undefined && { refused }),
  }
}

/** Privileges that these fixes need and that the account was found to lack. */
function missingPrivileges(choices: readonly FixChoice[], { privileges = [] }: Facts): string[] {
  const needed = new Set(
    choices.flatMap(({ fix, refused }) => (fix && refused === undefined ? FIXES[fix].privileges : [])),
  )
  const lacks = new Set(privileges.flatMap(({ missing }) => missing.map(({ privilege }) => privilege)))
  return [...needed].filter((privilege) => lacks.has(privilege))
}

/** By VM that a run which is not over migrates: the name of its plan. The same vCenter may be known twice. */
export function runningPlans(journal: Journal, providerId: string): ReadonlyMap<string, string> {
  const known = journal.providers()
  const urlOf = (id: string) => known.find((one) => one.id === id)?.source?.url ?? id
  const url = urlOf(providerId)
  const plans = new Map<string, string>()
  for (const { id, plan, endedAt } of journal.migrations()) {
    if (endedAt !== undefined || urlOf(plan.sourceId) !== url) continue
    for (const record of journal.vmRecords(id)) if (!record.endedAt) plans.set(record.vmId, plan.name)
  }
  return plans
}

export function runsRefusal(plan: string): string {
  return `A run of the plan ${plan} migrates it, or was cut off before it ended.`
}
