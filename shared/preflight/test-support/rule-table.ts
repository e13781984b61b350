/** Runs rules over tables of cases: firing, not firing, and with data missing. */
import { describe, expect, it } from 'vitest'
import { anInventory, aVm } from '../../../test/fixtures/inventory.ts'
import type { Inventory, Vm } from '../../inventory/model.ts'
import { createFacts, evaluate, type RawFinding } from '../engine.ts'
import type { Facts, Rule } from '../rule.ts'

type Parts = Partial<Omit<Facts, 'inventory' | 'index' | 'unknown'>>

/** What is special about one case: the VM that is judged, and what is around it. */
export interface Situation {
  readonly vm?: Partial<Vm>
  /** Other VMs of the inventory. */
  readonly others?: readonly Vm[]
  readonly inventory?: Partial<Omit<Inventory, 'vms'>>
  readonly parts?: Parts
}

type Expected = Partial<Omit<RawFinding, 'rule' | 'object'>>

export interface RuleTable {
  /** Name of the case, what it is like, and what each finding has to say. */
  readonly fires: readonly (readonly [string, Situation, ...Expected[]])[]
  readonly passes: readonly (readonly [string, Situation])[]
  /** A fact is missing for this VM. */
  readonly unknown?: readonly (readonly [string, Situation, ...Expected[]])[]
  /** Parts of the facts that the rule needs in every case. */
  readonly parts?: Parts
}

const SUBJECT = 'vm-1'

/** One table per rule; a rule without one, and a table without a rule, is a failure. */
export function testVmRules(rules: readonly Rule[], tables: Readonly<Record<string, RuleTable>>): void {
  it('has a table for each rule', () => {
    expect(Object.keys(tables).sort()).toEqual(rules.map(({ id }) => id).sort())
  })
  for (const rule of rules) {
    const table = tables[rule.id]
    if (table) describe(rule.id, () => testRule(rule, table))
  }
}

function testRule(rule: Rule, table: RuleTable): void {
  for (const [name, situation, ...expected] of table.fires)
    it(`fires: ${name}`, () => {
      const findings = run(rule, situation, table.parts)
      expect(findings.map(({ state }) => state)).toEqual(findings.map(() => 'found'))
      check(rule, findings, expected)
    })
  for (const [name, situation] of table.passes)
    it(`does not fire: ${name}`, () => {
      expect(run(rule, situation, table.parts)).toEqual([])
    })
  for (const [name, situation, ...expected] of table.unknown ?? [])
    it(`is unknown: ${name}`, () => {
      const findings = run(rule, situation, table.parts)
      expect(findings.map(({ state }) => state)).toEqual(findings.map(() => 'unknown'))
      check(rule, findings, expected)
    })
  for (const need of rule.needs) it(`says so where ${need} is missing`, () => withoutNeed(rule, table, need))
}

/** Unknown once for the whole source; a plan that is not judged is nothing that is missing. */
function withoutNeed(rule: Rule, table: RuleTable, need: string): void {
  const isProperty = need.includes('.') || need in anInventory()
  const inventory = anInventory(isProperty ? { unknown: [need] } : {})
  const parts = isProperty ? table.parts : { ...table.parts, [need]: undefined }
  const expected = {
    rule: rule.id,
    state: 'unknown',
    object: { kind: 'vcenter' },
    evidence: [{ property: need }],
  }
  expect([...evaluate([rule], createFacts(inventory, parts))].flat()).toMatchObject(
    need === 'plan' ? [] : [expected],
  )
}

function run(rule: Rule, { vm, others = [], inventory, parts }: Situation, always: Parts = {}): RawFinding[] {
  const all = anInventory({ ...inventory, vms: [aVm(vm), ...others] })
  return [...evaluate([rule], createFacts(all, { ...always, ...parts }))]
    .flat()
    .filter(({ object }) => object.id === SUBJECT)
}

/** Without anything expected: one finding. */
function check(rule: Rule, findings: readonly RawFinding[], expected: readonly Expected[]): void {
  expect(findings).toMatchObject(expected.length > 0 ? expected : [{ rule: rule.id }])
  expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length)
  for (const finding of findings) {
    expect(finding.message).toMatch(/\S/)
    expect(finding.remedy).toMatch(/\.$/)
    expect(finding.evidence.length).toBeGreaterThan(0)
    for (const { property, value } of finding.evidence) expect([property, value]).not.toContain('')
  }
}
