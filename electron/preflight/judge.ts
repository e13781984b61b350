/** Runs the rules, and turns what they found and what people accepted into what is shown. */
import { compareText, naturalKey } from '../../shared/query/natural.ts'
import { fixOf } from '../../shared/preflight/fixes.ts'
import { evaluate, verdictSteps, type RawFinding } from '../../shared/preflight/engine.ts'
import {
  CATEGORIES,
  SCOPES,
  type PreflightFinding,
  type PreflightSummary,
  type RuleInfo,
  type Scope,
  type Verdict,
  type VerdictWord,
} from '../../shared/preflight/model.ts'
import type { Facts, Rule } from '../../shared/preflight/rule.ts'
import type { Waiver } from '../journal/service.ts'
import { inTurns, type Breath } from '../breath.ts'

/** A finding as it is kept: waivers are kept apart. */
export type KeptFinding = RawFinding & { readonly isNew: boolean }

/** A run without what people said about it. */
export interface Judged {
  /** Its counts are as of the last time that it was shown. */
  readonly summary: PreflightSummary
  readonly facts: Facts
  /** What ran. */
  readonly rules: readonly RuleInfo[]
  readonly findings: readonly KeptFinding[]
  /** By VM id, ISO 8601: VMs that were looked at again later than the rest. */
  readonly factsAt: Readonly<Record<string, string>>
}

/** A run with waivers, ready to be looked at. Never changed: a change makes another. */
export interface Shown {
  readonly judged: Judged
  readonly summary: PreflightSummary
  /** Worst category first, then by rule, then in the natural order of the objects' names. */
  readonly findings: readonly PreflightFinding[]
  readonly verdicts: ReadonlyMap<Scope, readonly Verdict[]>
}

const SLICE = 50

/** Undefined once `signal` has aborted. `only`: the ids of the objects that are asked about. */
export async function runRules(
  rules: readonly Rule[],
  facts: Facts,
  breathe: Breath,
  onProgress: (done: number, total: number) => void = () => undefined,
  { signal, only }: { readonly signal?: AbortSignal; readonly only?: ReadonlySet<string> | undefined } = {},
): Promise<RawFinding[] | undefined> {
  const findings: RawFinding[] = []
  const total = countObjects(facts)
  let done = 0
  for (const slice of evaluate(rules, facts, only)) {
    for (const finding of slice) findings.push(finding)
    done += SLICE
    onProgress(Math.min(done, total), total)
    await breathe()
    if (signal?.aborted) return undefined
  }
  return findings
}

function countObjects({ inventory, plan }: Facts): number {
  const { hosts, networks, datastores, clusters, vms } = inventory
  const judged = plan ? plan.vms.length : vms.length
  return judged + hosts.length + networks.length + datastores.length + clusters.length + 2
}

export async function show(
  judged: Judged,
  waivers: ReadonlyMap<string, Waiver>,
  breathe: Breath,
): Promise<Shown> {
  const findings = await inOrder(judged, waivers, breathe)
  const verdicts = new Map<Scope, readonly Verdict[]>()
  const byScope = await splitByScope(findings, breathe)
  for (const scope of SCOPES) {
    const unordered = await inTurns(verdictSteps(byScope(scope), judged.facts, scope), breathe)
    verdicts.set(scope, await worstFirst(unordered, breathe))
    await breathe()
  }
  const summary: PreflightSummary = {
    ...judged.summary,
    objects: [...verdicts.values()].reduce((sum, list) => sum + list.length, 0),
    vms: verdicts.get('vm')?.length ?? 0,
    counts: countsOf(findings),
    cold: byWord(verdicts.get('vm') ?? [], 'cold'),
    warm: byWord(verdicts.get('vm') ?? [], 'warm'),
  }
  return { judged, summary, findings, verdicts }
}

/** The findings on objects of a scope, and those on the source: what it cannot tell counts for all. */
async function splitByScope(
  findings: readonly PreflightFinding[],
  breathe: Breath,
): Promise<(scope: Scope) => readonly PreflightFinding[]> {
  const lists = new Map<Scope, PreflightFinding[]>(SCOPES.map((scope) => [scope, []]))
  for (const [at, finding] of findings.entries()) {
    lists.get(finding.object.kind)?.push(finding)
    if (at % 1_000 === 0) await breathe()
  }
  const ofSource = lists.get('vcenter') ?? []
  return (scope) => (scope === 'vcenter' ? ofSource : [...(lists.get(scope) ?? []), ...ofSource])
}

/** Sorts numbers instead of findings: a hundred thousand of them must not hold the process up. */
async function inOrder(
  { findings, rules }: Judged,
  waivers: ReadonlyMap<string, Waiver>,
  breathe: Breath,
): Promise<PreflightFinding[]> {
  const ruleRanks = new Map(rules.map((rule, rank) => [rule.id, rank]))
  const objectRanks = await rankObjects(findings, breathe)
  const objects = objectRanks.size + 1
  const keys = new Float64Array(findings.length)
  for (const [at, finding] of findings.entries()) {
    const rule = ruleRanks.get(finding.rule) ?? rules.length
    const group = CATEGORIES.indexOf(finding.category) * (rules.length + 1) + rule
    keys[at] = (group * objects + (objectRanks.get(finding.object.id) ?? 0)) * findings.length + at
    if (at % 1_000 === 0) await breathe()
  }
  keys.sort()
  const sorted: PreflightFinding[] = []
  for (const key of keys) {
    const finding = findings[key % findings.length]
    const waiver = finding && waivers.get(finding.id)
    if (finding) sorted.push(waiver ? { ...finding, waiver } : finding)
    if (sorted.length % 1_000 === 0) await breathe()
  }
  return sorted
}

async function rankObjects(
  findings: readonly KeptFinding[],
  breathe: Breath,
): Promise<ReadonlyMap<string, number>> {
  const keys = new Map<string, string>()
  for (const { object } of findings) {
    if (!keys.has(object.id)) keys.set(object.id, naturalKey(object.name))
    if (keys.size % 1_000 === 0) await breathe()
  }
  const sorted = [...keys].sort((a, b) => compareText(a[1], b[1]))
  return new Map(sorted.map(([id], rank) => [id, rank]))
}

const WORST: Readonly<Record<VerdictWord, number>> = { blocked: 3, unknown: 2, attention: 1, ready: 0 }

async function worstFirst(verdicts: readonly Verdict[], breathe: Breath): Promise<Verdict[]> {
  const weight = ({ cold, warm }: Verdict) =>
    Math.max(WORST[cold], WORST[warm]) * 10 + WORST[cold] + WORST[warm]
  const weighed: { verdict: Verdict; weight: number; key: string }[] = []
  for (const verdict of verdicts) {
    weighed.push({ verdict, weight: weight(verdict), key: naturalKey(verdict.object.name) })
    if (weighed.length % 1_000 === 0) await breathe()
  }
  return weighed
    .sort(
      (a, b) =>
        b.weight - a.weight ||
        b.verdict.critical - a.verdict.critical ||
        b.verdict.warnings - a.verdict.warnings ||
        compareText(a.key, b.key),
    )
    .map(({ verdict }) => verdict)
}

function countsOf(findings: readonly PreflightFinding[]): PreflightSummary['counts'] {
  const counts = { Critical: 0, Warning: 0, Information: 0, unknown: 0, waived: 0, isNew: 0 }
  for (const { category, state, waiver, isNew } of findings) {
    if (waiver) counts.waived++
    else if (state === 'unknown') counts.unknown++
    else {
      counts[category]++
      if (isNew) counts.isNew++
    }
  }
  return counts
}

function byWord(verdicts: readonly Verdict[], kind: 'cold' | 'warm'): PreflightSummary['cold'] {
  const counts = { ready: 0, attention: 0, blocked: 0, unknown: 0 }
  for (const verdict of verdicts) counts[verdict[kind]]++
  return counts
}

export function infoOf(rule: Rule, custom: boolean): RuleInfo {
  const { id, scope, category, question, applies, catalogue, docs, probe } = rule
  const fix = fixOf(id)?.id
  return {
    ...{ id, scope, category, question, applies, catalogue: [...catalogue], docs, custom },
    ...(fix && { fix }),
    ...(probe && { probe }),
  }
}
