/** Looks again at a part of a run with facts that are read anew. */
import type { Inventory } from '../../shared/inventory/model.ts'
import { createFacts, type RawFinding } from '../../shared/preflight/engine.ts'
import type { Facts, Rule } from '../../shared/preflight/rule.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { createBreath } from '../breath.ts'
import { gather } from './gather.ts'
import { runRules, type Judged } from './judge.ts'
import { compare, knownIds } from './previous.ts'
import { unknownObject, unknownRule } from './problems.ts'
import type { RunOptions } from './run.ts'
import type { Preflight, Rechecking } from './service.ts'

export function createRecheck(options: RunOptions): Preflight['recheck'] {
  const { shelf } = options
  const again = async (which: Rechecking) => {
    const finder = await shelf.get(which.runId)
    if (!finder.ok) return finder
    const judged = await judgeAgain(finder.value.shown.judged, which, options)
    if (!judged.ok) return judged
    const { shown } = await shelf.put(judged.value)
    return ok(shown.summary)
  }
  return (which) => shelf.alone(which.runId, () => again(which))
}

async function judgeAgain(base: Judged, which: Rechecking, options: RunOptions): Promise<Result<Judged>> {
  const { providerId, targetId, planId, previousRunId } = base.summary
  const gathered = await gather({ providerId, targetId, planId }, { ...options, fresh: true })
  if (!gathered.ok) return gathered
  const { facts: fresh, factsAt } = gathered.value
  const { rules, infos } = await options.ruleSet()
  const asked = which.rule === undefined ? rules : rules.filter((rule) => rule.id === which.rule)
  const missing = missingOf(which, base, asked, fresh)
  if (missing) return missing
  const breathe = createBreath()
  const raw = (await runRules(asked, fresh, breathe, undefined, { only: objectsOf(which) })) ?? []
  const facts = factsAfter(base, which, fresh)
  const touches = toucher(which)
  const known = objectIds(facts.inventory)
  const previous =
    previousRunId === undefined ? undefined : await knownIds(previousRunId, options.shelf, breathe)
  const { findings, resolved } = await compare(
    [
      ...base.findings.filter((finding) => !touches(finding)),
      // What came to the source since belongs to the next run.
      ...raw.filter(
        (finding) => touches(finding) && (!NAMED.has(finding.object.kind) || known.has(finding.object.id)),
      ),
    ],
    previous,
    breathe,
  )
  const all = objectsOf(which) === undefined && which.rule === undefined
  return ok({
    summary: {
      ...base.summary,
      ...(all && { factsAt, rules: rules.length }),
      ...(previous && { resolved }),
    },
    facts,
    rules: all ? infos : merged(base.rules, infos, asked),
    findings,
    factsAt: all
      ? {}
      : { ...base.factsAt, ...Object.fromEntries([...(objectsOf(which) ?? [])].map((id) => [id, factsAt])) },
  })
}

const NAMED: ReadonlySet<string> = new Set(['vm', 'host', 'network', 'datastore', 'cluster'])
const LISTS = ['vms', 'hosts', 'networks', 'datastores', 'clusters'] as const

function missingOf(which: Rechecking, base: Judged, asked: readonly Rule[], fresh: Facts) {
  const { rule } = which
  if (rule !== undefined && asked.length === 0) return fail(unknownRule(rule))
  const objects = objectsOf(which)
  if (!objects) return undefined
  const found = new Set(base.findings.map((finding) => finding.object.id))
  const known = [objectIds(base.facts.inventory), objectIds(fresh.inventory), found]
  const missing = [...objects].find((id) => !known.some((ids) => ids.has(id)))
  return missing === undefined ? undefined : fail(unknownObject(missing))
}

/** Undefined: all of them. */
function objectsOf({ objectId, objectIds: ids }: Rechecking): Set<string> | undefined {
  if (objectId === undefined && ids === undefined) return undefined
  return new Set([...(ids ?? []), ...(objectId === undefined ? [] : [objectId])])
}

function toucher(which: Rechecking): (finding: RawFinding) => boolean {
  const objects = objectsOf(which)
  return (finding) =>
    (objects?.has(finding.object.id) ?? true) && (which.rule === undefined || finding.rule === which.rule)
}

/** The run's facts with what was looked at again: all of it, or some objects. */
function factsAfter({ facts }: Judged, which: Rechecking, fresh: Facts): Facts {
  const objects = objectsOf(which)
  if (!objects) return which.rule === undefined ? fresh : facts
  const { inventory, index: _index, unknown: _unknown, ...parts } = facts
  return createFacts(withObjects(inventory, fresh.inventory, objects), parts)
}

function withObjects(inventory: Inventory, fresh: Inventory, ids: ReadonlySet<string>): Inventory {
  const changed = LISTS.flatMap((list) => {
    const items: readonly { readonly id: string }[] = inventory[list]
    if (!items.some(({ id }) => ids.has(id))) return []
    const now = new Map<string, unknown>(fresh[list].map((one) => [one.id, one]))
    return [[list, items.flatMap((one) => (ids.has(one.id) ? (now.get(one.id) ?? []) : one))] as const]
  })
  return { ...inventory, ...Object.fromEntries(changed) }
}

function objectIds(inventory: Inventory): Set<string> {
  return new Set(LISTS.flatMap((list) => inventory[list].map((one) => one.id)))
}

/** A custom rule that was changed or added since stands in the run as it is now. */
function merged(base: Judged['rules'], now: Judged['rules'], asked: readonly Rule[]): Judged['rules'] {
  const ids = new Set(asked.map((rule) => rule.id))
  const fresh = now.filter((info) => ids.has(info.id))
  return [...base.filter((info) => !ids.has(info.id)), ...fresh]
}
