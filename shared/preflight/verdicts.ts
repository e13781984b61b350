/** What the findings mean for each object: ready, ready with things to see to, blocked, or not known. */
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
 * is not known of a critical rule makes the verdict unknown, of a warning wants attention: never a pass. A need that
 * the whole source does not meet counts for each of its objects.
 */
export function verdictsOf(findings: readonly Weighed[], facts: Facts, scope: Scope): Verdict[] {
  const list = LISTS[scope]
  let coldStart: VerdictWord = 'ready'
  let warmStart: VerdictWord = 'ready'
  const own: Weighed[] = []
  for (const finding of findings) {
    if (finding.waiver !== undefined) continue
    if (finding.object.kind === scope) own.push(finding)
    if (list === undefined || finding.state !== 'unknown' || finding.object.kind !== 'vcenter') continue
    if (!finding.evidence.some(({ property }) => property.startsWith(list))) continue
    const word = wordOf(finding)
    if (finding.applies !== 'warm') coldStart = worse(coldStart, word)
    if (finding.applies !== 'cold') warmStart = worse(warmStart, word)
  }
  const objects = objectsOf(scope, facts)
  const tallies = new Map<string, Tally>()
  for (const { id } of objects)
    tallies.set(id, {
      counts: { critical: 0, warnings: 0, information: 0, unknown: 0 },
      cold: coldStart,
      warm: warmStart,
    })
  for (const finding of own) {
    const tally = tallies.get(finding.object.id)
    if (tally) add(tally, finding)
  }
  return objects.flatMap((object) => {
    const tally = tallies.get(object.id)
    return tally ? [verdictOf(object, tally)] : []
  })
}

function verdictOf(object: FindingObject, { counts, cold, warm }: Tally): Verdict {
  return { object, cold, warm, ...counts }
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
