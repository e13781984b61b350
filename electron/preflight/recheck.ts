/** Looks again at a part of a run with facts that are read anew. */
import type { Inventory } from '../../shared/inventory/model.ts'
import type { RawFinding } from '../../shared/preflight/engine.ts'
import type { Facts, Rule } from '../../shared/preflight/rule.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { createBreath, type Breath } from '../breath.ts'
import { LISTS, toucher, type RunChange, type Touched } from './change.ts'
import { gather, type Gathered } from './gather.ts'
import { runRules, type Judged, type Shown } from './judge.ts'
import { compare, knownIds, type KnownIds } from './previous.ts'
import { unknownObject, unknownRule } from './problems.ts'
import type { RuleSet } from './preflights.ts'
import type { RunOptions } from './run.ts'
import type { Preflight, Rechecking } from './service.ts'

export function createRecheck(options: RunOptions): Preflight['recheck'] {
  const { shelf } = options
  return (which) =>
    shelf.alone(which.runId, async () => {
      const finder = await shelf.get(which.runId)
      if (!finder.ok) return finder
      const shown = await lookAgain(finder.value.shown.judged, touchedBy(which), options)
      return shown.ok ? ok(shown.value.summary) : shown
    })
}

function touchedBy({ objectId, objectIds, rule }: Rechecking): Touched {
  const ids = [...new Set([...(objectIds ?? []), ...(objectId === undefined ? [] : [objectId])])]
  return { rule, objectIds: objectId === undefined && objectIds === undefined ? undefined : ids }
}

async function lookAgain(base: Judged, touched: Touched, options: RunOptions): Promise<Result<Shown>> {
  const { providerId, targetId, planId, previousRunId } = base.summary
  const gathered = await gather({ providerId, targetId, planId }, { ...options, fresh: true })
  if (!gathered.ok) return gathered
  const { rules, infos } = await options.ruleSet()
  const asked = touched.rule === undefined ? rules : rules.filter((rule) => rule.id === touched.rule)
  const missing = missingOf(touched, base, asked, gathered.value.facts)
  if (missing) return fail(missing)
  const breathe = createBreath()
  const only = touched.objectIds && new Set(touched.objectIds)
  const raw = (await runRules(asked, gathered.value.facts, breathe, undefined, { only })) ?? []
  const previous =
    previousRunId === undefined ? undefined : await knownIds(previousRunId, options.shelf, breathe)
  const look: Look = {
    base,
    touched,
    gathered: gathered.value,
    rules: { rules, infos },
    asked,
    raw,
    previous,
  }
  return ok(
    touched.objectIds === undefined && touched.rule === undefined
      ? await atAll(look, options, breathe)
      : await atSome(look, options, breathe),
  )
}

interface Look {
  readonly base: Judged
  readonly touched: Touched
  readonly gathered: Gathered
  readonly rules: RuleSet
  readonly asked: readonly Rule[]
  readonly raw: readonly RawFinding[]
  readonly previous: KnownIds | undefined
}

async function atAll(look: Look, { shelf }: RunOptions, breathe: Breath): Promise<Shown> {
  const { base, gathered, rules, raw, previous } = look
  const { findings, resolved } = await compare(raw, previous, breathe)
  const { shown } = await shelf.put({
    summary: {
      ...base.summary,
      factsAt: gathered.factsAt,
      rules: rules.rules.length,
      ...(previous && { resolved }),
    },
    facts: gathered.facts,
    rules: rules.infos,
    findings,
    factsAt: {},
  })
  return shown
}

async function atSome(look: Look, { shelf }: RunOptions, breathe: Breath): Promise<Shown> {
  const { base, touched, gathered, rules, asked, raw, previous } = look
  const touches = toucher(touched)
  const isKnown = knower(base, touched, gathered.facts.inventory)
  const news = raw.filter((finding) => touches(finding) && isKnown(finding))
  const { findings } = await compare(news, previous, breathe)
  const change: RunChange = {
    ...touched,
    objects: objectsNow(gathered.facts.inventory, touched.objectIds ?? []),
    nfc: gathered.facts.nfc,
    factsAt: Object.fromEntries((touched.objectIds ?? []).map((id) => [id, gathered.factsAt])),
    rules: merged(base.rules, rules.infos, asked),
    findings,
  }
  const before = base.findings.filter(touches)
  const resolved = (base.summary.resolved ?? 0) + resolvedBy(before, findings, previous)
  const { shown } = await shelf.change(
    { ...base, summary: { ...base.summary, ...(previous && { resolved }) } },
    change,
  )
  return shown
}

/** How many findings of the run before are gone more than they were (less, below 0). */
function resolvedBy(
  before: readonly RawFinding[],
  now: readonly RawFinding[],
  previous: KnownIds | undefined,
): number {
  const had = new Set(before.map(({ id }) => id))
  const has = new Set(now.map(({ id }) => id))
  const gone = [...had].filter((id) => !has.has(id) && previous?.get(id) === true).length
  const back = [...has].filter((id) => !had.has(id) && previous?.get(id) === true).length
  return gone - back
}

const NAMED: ReadonlySet<string> = new Set(['vm', 'host', 'network', 'datastore', 'cluster'])

/** Whether a finding is about an object of the run: what came to the source since belongs to the next run. */
function knower(base: Judged, { objectIds }: Touched, fresh: Inventory): (finding: RawFinding) => boolean {
  const known = idsOf(base.facts.inventory)
  const now = objectIds && idsOf(fresh)
  return ({ object }) => !NAMED.has(object.kind) || (known.has(object.id) && (now?.has(object.id) ?? true))
}

function missingOf(
  touched: Touched,
  base: Judged,
  asked: readonly Rule[],
  fresh: Facts,
): Problem | undefined {
  if (touched.rule !== undefined && asked.length === 0) return unknownRule(touched.rule)
  if (!touched.objectIds) return undefined
  const known = [idsOf(base.facts.inventory), idsOf(fresh.inventory)]
  const missing = touched.objectIds.find(
    (id) => !known.some((ids) => ids.has(id)) && !base.findings.some(({ object }) => object.id === id),
  )
  return missing === undefined ? undefined : unknownObject(missing)
}

function objectsNow(inventory: Inventory, ids: readonly string[]): RunChange['objects'] {
  const wanted = new Set(ids)
  const lists = LISTS.map((list) => [
    list,
    (inventory[list] as readonly { readonly id: string }[]).filter(({ id }) => wanted.has(id)),
  ])
  return Object.fromEntries(lists) as RunChange['objects']
}

function idsOf(inventory: Inventory): Set<string> {
  return new Set(LISTS.flatMap((list) => inventory[list].map((one) => one.id)))
}

/** A custom rule that was changed or added since stands in the run as it is now. */
function merged(base: Judged['rules'], now: Judged['rules'], asked: readonly Rule[]): Judged['rules'] {
  const ids = new Set(asked.map((rule) => rule.id))
  const fresh = now.filter((info) => ids.has(info.id))
  return [...base.filter((info) => !ids.has(info.id)), ...fresh]
}
