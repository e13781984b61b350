/** What the findings mean for each object: ready, ready with things to see to, blocked, or not known. */
import { atOnce, type Steps } from '../steps.ts'
import type { FindingObject, PreflightFinding, Scope, Verdict, VerdictWord } from './model.ts'
import type { Facts } from './rule.ts'
import { objectsOf } from './subjects.ts'

/** What a verdict looks at. A finding with a waiver weighs nothing. */
export type Weighed = Pick<
  PreflightFinding,
  'rule' | 'object' | 'category' | 'state' | 'applies' | 'evidence'
> & { readonly waiver?: PreflightFinding['waiver'] }

interface Tally {
  readonly counts: { critical: number; warnings: number; information: number; unknown: number }
  cold: VerdictWord
  warm: VerdictWord
}

/** By word: what outweighs what. A blocked VM stays blocked whatever else is not known of it. */
const WEIGHT: Readonly<Record<VerdictWord, number>> = { ready: 0, attention: 1, unknown: 2, blocked: 3 }

/** List of the inventory by scope: an unmet need "vms.question" leaves open what is true of each VM. */
const LISTS: Partial<Record<Scope, string>> = {
  vm: 'vms.',
  host: 'hosts.',
  network: 'networks.',
  datastore: 'datastores.',
  cluster: 'clusters.',
}

/**
 * One verdict per object of a scope. Critical blocks, a warning wants attention, information changes nothing. What
 * is not known of a critical rule makes the verdict unknown, of a warning wants attention: never a pass. Where the
 * whole source cannot tell what a rule needs, nothing of that scope is ready; what is known of an object still counts.
 */
export function verdictsOf(findings: readonly Weighed[], facts: Facts, scope: Scope): Verdict[] {
  return atOnce(verdictSteps(findings, facts, scope))
}

/** Findings between two pauses: about a millisecond of work. */
const SLICE = 1_000

/** The same with pauses. */
export function* verdictSteps(findings: readonly Weighed[], facts: Facts, scope: Scope): Steps<Verdict[]> {
  const tallies = new Map<string, Tally>()
  const objects = objectsOf(scope, facts)
  for (const { id } of objects) tallies.set(id, newTally())
  const least = { cold: 'ready' as VerdictWord, warm: 'ready' as VerdictWord }
  for (const [at, finding] of findings.entries()) {
    if (at % SLICE === 0) yield
    if (finding.waiver !== undefined) continue
    if (finding.object.kind === scope) {
      const tally = tallies.get(finding.object.id)
      if (tally) add(tally, finding)
    }
    if (!leavesOpen(finding, scope)) continue
    if (finding.applies !== 'warm') least.cold = 'unknown'
    if (finding.applies !== 'cold') least.warm = 'unknown'
  }
  return objects.map((object) => verdictOf(object, tallies.get(object.id) ?? newTally(), least))
}

function newTally(): Tally {
  return {
    counts: { critical: 0, warnings: 0, information: 0, unknown: 0 },
    cold: 'ready',
    warm: 'ready',
  }
}

/** Whether it says that the source cannot tell something of every object of the scope. */
function leavesOpen({ state, category, object, evidence }: Weighed, scope: Scope): boolean {
  const list = LISTS[scope]
  if (list === undefined || state !== 'unknown' || category === 'Information') return false
  return object.kind === 'vcenter' && evidence.some(({ property }) => property.startsWith(list))
}

function verdictOf(
  object: FindingObject,
  { counts, cold, warm }: Tally,
  least: { readonly cold: VerdictWord; readonly warm: VerdictWord },
): Verdict {
  return {
    object,
    cold: cold === 'ready' ? least.cold : cold,
    warm: warm === 'ready' ? least.warm : warm,
    ...counts,
  }
}

function add(tally: Tally, finding: Weighed): void {
  if (finding.state === 'unknown') tally.counts.unknown += 1
  else if (finding.category === 'Critical') tally.counts.critical += 1
  else if (finding.category === 'Warning') tally.counts.warnings += 1
  else tally.counts.information += 1
  const word = wordOf(finding)
  if (finding.applies !== 'warm') tally.cold = worse(tally.cold, word)
  if (finding.applies !== 'cold') tally.warm = worse(tally.warm, word)
}

function wordOf({ category, state }: Weighed): VerdictWord {
  if (category === 'Information') return 'ready'
  if (category === 'Warning') return 'attention'
  return state === 'unknown' ? 'unknown' : 'blocked'
}

function worse(a: VerdictWord, b: VerdictWord): VerdictWord {
  return WEIGHT[b] > WEIGHT[a] ? b : a
}
