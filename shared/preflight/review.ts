/** What rules say of a VM without a run of preflight: in the inventory, and in the review of a plan. */
import type { Vm } from '../inventory/model.ts'
import { missingNeeds } from './facts.ts'
import { oncePerRun } from './hits.ts'
import { CATEGORIES, type Finding } from './model.ts'
import type { Facts } from './rule.ts'
import { vmRules } from './rules/vm-rules.ts'

/** The rules that are asked. One whose needs are not met says nothing, and "unknown" is for preflight to say. */
const reviewRules = oncePerRun((facts) =>
  vmRules.filter((rule) => rule.review === true && missingNeeds(rule.needs, facts).length === 0),
)

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

const kin = oncePerRun(({ index }) => {
  const groups = new Map<Vm, readonly Vm[]>()
  for (const list of [index.twinsByUuid, index.twinsByDiskFile])
    for (const vms of list.values()) for (const vm of vms) groups.set(vm, groups.get(vm)?.concat(vms) ?? vms)
  return groups
})

const ALONE: readonly Vm[] = []

/** VMs that findings about this one name: those with its BIOS UUID or a disk of it, in a stable order. */
export function kinOf(vm: Vm, facts: Facts): readonly Vm[] {
  return kin(facts).get(vm) ?? ALONE
}
