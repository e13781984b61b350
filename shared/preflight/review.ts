/** What rules say of a VM without a run of preflight: in the inventory, and in the review of a plan. */
import type { Vm } from '../inventory/model.ts'
import { missingNeeds } from './facts.ts'
import { oncePerFacts } from './hits.ts'
import { CATEGORIES, type Finding } from './model.ts'
import type { Facts } from './rule.ts'
import { vmRules } from './rules/vm-rules.ts'

/**
 * The rules that are asked: those for the plan's type, and without a plan those for a cold one. One whose needs are
 * not met says nothing, and "unknown" is for preflight to say.
 */
const reviewRules = oncePerFacts((facts) => {
  const type = facts.plan?.type ?? 'cold'
  return vmRules.filter(
    (rule) =>
      rule.review === true &&
      (rule.applies === 'both' || rule.applies === type) &&
      missingNeeds(rule.needs, facts).length === 0,
  )
})

/** All findings about one VM, the most serious first. Cheap enough for a list. */
export function reviewVm(vm: Vm, facts: Facts): Finding[] {
  const findings: Finding[] = []
  for (const rule of reviewRules(facts)) {
    if (vm.isTemplate && rule.templates !== true) continue
    for (const { unknown, message, category = rule.category, remedy = rule.remedy } of rule.evaluate(
      vm,
      facts,
    ))
      if (unknown !== true)
        findings.push({
          rule: rule.id,
          object: { kind: 'vm', id: vm.id, name: vm.name },
          category,
          message,
          remedy,
        })
  }
  return findings.sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category))
}

/** Groups of VMs; one and the same list for all that are in it, as clones of one disk may be thousands. */
export type Kin = readonly (readonly Vm[])[]

/** Those that findings about this one name: with its BIOS UUID, and for each disk those that have it too. */
export function kinOf(vm: Vm, { index }: Facts): Kin {
  const ofDisks = vm.disks.flatMap(({ file, lunUuid }) => [
    index.twinsByDiskFile.get(file),
    index.twinsByLun.get(lunUuid),
  ])
  return [index.twinsByUuid.get(vm.uuid), ...ofDisks].filter((group) => group !== undefined)
}
