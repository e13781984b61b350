/** One rule over an invented estate: what the tables of this folder's tests are about. */
import { anInventory } from '../../../../../test/fixtures/inventory.ts'
import type { Inventory } from '../../../../inventory/model.ts'
import { createFacts, evaluate, type RawFinding } from '../../../engine.ts'
import type { Facts } from '../../../rule.ts'
import { builtInRules } from '../../index.ts'

export type Parts = Partial<Omit<Facts, 'inventory' | 'index' | 'unknown'>>

/** What the rule says; it has to be there once. */
export function judge(id: string, change: Partial<Inventory> = {}, parts: Parts = {}): RawFinding[] {
  const rules = builtInRules.filter((rule) => rule.id === id)
  if (rules.length !== 1) throw new Error(`there are ${rules.length} rules ${id}`)
  return [...evaluate(rules, createFacts(anInventory(change), parts))].flat()
}

/** "found Critical", "unknown Warning", ...; empty where it said nothing. */
export function outcome(id: string, change: Partial<Inventory> = {}, parts: Parts = {}): string {
  return judge(id, change, parts)
    .map(({ state, category }) => `${state} ${category}`)
    .join(', ')
}
