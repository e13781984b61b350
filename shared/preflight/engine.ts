/** Runs rules over facts, in slices, and sums up what they found. */
import type { Vm } from '../inventory/model.ts'
import { missingNeeds } from './facts.ts'
import { adviceFor } from './missing-parts.ts'
import type { Command, FindingObject, PreflightFinding, Scope } from './model.ts'
import type { Facts, Hit, Rule } from './rule.ts'
import { narrowed, sourceObject, subjectsOf, type Subjects } from './subjects.ts'

export { createFacts, factsSteps } from './facts.ts'
export { judgedVms } from './subjects.ts'
export { verdictsOf, verdictSteps } from './verdicts.ts'

/** A finding as rules make it: what is new and what is waived is known only to whoever keeps runs. */
export type RawFinding = Omit<PreflightFinding, 'isNew' | 'waiver'>

const SLICE = 50

const NO_COMMANDS: Command[] = []

/**
 * All findings, a slice of some 50 objects at a time so that the caller can breathe in between. A rule whose needs
 * are not met is asked nothing: it gives one finding of state `unknown` on the source. `only`: the ids of the
 * objects that are asked about.
 */
export function* evaluate(
  rules: readonly Rule[],
  facts: Facts,
  only?: ReadonlySet<string>,
): Generator<RawFinding[]> {
  const scopes = new Map<Scope, Rule[]>()
  const unmet: RawFinding[] = []
  for (const rule of rules) {
    if (isMoot(rule, facts)) continue
    const missing = missingNeeds(rule.needs, facts)
    if (missing.length > 0) unmet.push(unmetFinding(rule, missing, facts))
    else scopes.set(rule.scope, [...(scopes.get(rule.scope) ?? []), rule])
  }
  yield unmet
  for (const [scope, ofScope] of scopes) {
    const subjects = only === undefined ? subjectsOf(scope, facts) : narrowed(subjectsOf(scope, facts), only)
    for (let start = 0; start < subjects.values.length; start += SLICE)
      yield evaluateSlice(ofScope, subjects, start, facts)
  }
}

/**
 * A rule about warm migrations has nothing to say of a cold plan, and the other way round; one about a plan nothing
 * where none is judged: a plan is no fact that is missing.
 */
function isMoot(rule: Rule, { plan }: Facts): boolean {
  if (plan === undefined) return rule.needs.includes('plan')
  return rule.applies !== 'both' && rule.applies !== plan.type
}

/** One rule after the other over all subjects, which is faster than the other way round; sorted by subject. */
function evaluateSlice(
  rules: readonly Rule[],
  subjects: Subjects,
  start: number,
  facts: Facts,
): RawFinding[] {
  const values = subjects.values.slice(start, start + SLICE)
  const objects: FindingObject[] = []
  const found: RawFinding[][] = []
  for (const rule of rules) {
    const skipsTemplates = rule.scope === 'vm' && rule.templates !== true
    for (let i = 0; i < values.length; i += 1) {
      // A rule is only ever asked about subjects of its own scope.
      const value = values[i] as never
      if (skipsTemplates && (value as Vm).isTemplate) continue
      const hits = rule.evaluate(value, facts)
      if (hits.length === 0) continue
      const object = (objects[i] ??= subjects.objectOf(value))
      const list = (found[i] ??= [])
      for (const hit of hits) list.push(findingOf(rule, object, hit))
    }
  }
  return found.flat()
}

/** Takes the lists of the hit as they are: a run has some hundred thousand, and nobody changes a finding. */
function findingOf(rule: Rule, object: FindingObject, hit: Hit): RawFinding {
  return {
    id: hit.part === undefined ? `${rule.id}:${object.id}` : `${rule.id}:${object.id}:${hit.part}`,
    rule: rule.id,
    object,
    category: hit.category ?? rule.category,
    state: hit.unknown === true ? 'unknown' : 'found',
    applies: rule.applies,
    message: hit.message,
    evidence: hit.evidence,
    remedy: hit.remedy ?? rule.remedy,
    commands: hit.commands ?? NO_COMMANDS,
  }
}

function unmetFinding(rule: Rule, missing: readonly string[], facts: Facts): RawFinding {
  const object = sourceObject(facts)
  return {
    id: `${rule.id}:${object.id}:needs`,
    rule: rule.id,
    object,
    category: rule.category,
    state: 'unknown',
    applies: rule.applies,
    message: `Cannot be judged from these facts: ${rule.question}`,
    evidence: missing.map((property) => ({ property, value: facts.missing?.[property] ?? 'not known' })),
    ...adviceFor(missing, facts),
  }
}
