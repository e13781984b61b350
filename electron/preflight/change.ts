/** What a second look changed in a run: small, and kept beside the run instead of writing all of it again. */
import type { Inventory } from '../../shared/inventory/model.ts'
import { factsSteps } from '../../shared/preflight/engine.ts'
import type { RuleInfo } from '../../shared/preflight/model.ts'
import type { Facts } from '../../shared/preflight/rule.ts'
import { inTurns, type Breath } from '../breath.ts'
import type { Judged, KeptFinding } from './judge.ts'

/** Lists of an inventory whose members are looked at one by one. */
export const LISTS = ['vms', 'hosts', 'networks', 'datastores', 'clusters'] as const

/** What was looked at: findings of this rule, on these objects; a part that is left out means all. */
export interface Touched {
  readonly objectIds?: readonly string[] | undefined
  readonly rule?: string | undefined
}

export interface RunChange extends Touched {
  /** These objects as they are now; one that is in no list is gone. */
  readonly objects: Partial<Pick<Inventory, (typeof LISTS)[number]>>
  /** NFC memory of all hosts as it is known now; left out: as before. */
  readonly nfc?: Facts['nfc']
  /** By object id, ISO 8601: when they were read. */
  readonly factsAt: Readonly<Record<string, string>>
  /** Every rule of the run. */
  readonly rules: readonly RuleInfo[]
  /** All that is found now in what was looked at. */
  readonly findings: readonly KeptFinding[]
}

export function toucher({
  objectIds,
  rule,
}: Touched): (finding: Pick<KeptFinding, 'object' | 'rule'>) => boolean {
  const objects = objectIds && new Set(objectIds)
  return (finding) =>
    (objects?.has(finding.object.id) ?? true) && (rule === undefined || finding.rule === rule)
}

/** The run with the change in it; its summary is as it was. */
export async function changed(judged: Judged, change: RunChange, breathe: Breath): Promise<Judged> {
  const touches = toucher(change)
  const findings: KeptFinding[] = []
  for (const [at, finding] of judged.findings.entries()) {
    if (!touches(finding)) findings.push(finding)
    if (at % 1_000 === 0) await breathe()
  }
  for (const finding of change.findings) findings.push(finding)
  return {
    summary: judged.summary,
    facts: await factsAfter(judged.facts, change, breathe),
    rules: change.rules,
    findings,
    factsAt: { ...judged.factsAt, ...change.factsAt },
  }
}

async function factsAfter(facts: Facts, change: RunChange, breathe: Breath): Promise<Facts> {
  const nfc = change.nfc && { nfc: change.nfc }
  if (!change.objectIds) return { ...facts, ...nfc }
  const { inventory, index: _index, unknown: _unknown, ...rest } = facts
  const parts = { ...rest, ...nfc }
  const ids = new Set(change.objectIds)
  return inTurns(factsSteps(withObjects(inventory, change.objects, ids), parts), breathe)
}

function withObjects(
  inventory: Inventory,
  objects: RunChange['objects'],
  ids: ReadonlySet<string>,
): Inventory {
  const lists = LISTS.flatMap((list) => {
    const items: readonly { readonly id: string }[] = inventory[list]
    if (!items.some(({ id }) => ids.has(id))) return []
    const now = new Map<string, unknown>((objects[list] ?? []).map((one) => [one.id, one]))
    return [[list, items.flatMap((one) => (ids.has(one.id) ? (now.get(one.id) ?? []) : one))] as const]
  })
  return { ...inventory, ...Object.fromEntries(lists) }
}
