/** Shorthands for rules: what they answer, and facts that are worked out once for a whole run. */
import { oncePer } from '../lazily.ts'
import type { Vm, VmDevice, VmDisk, VmNic } from '../inventory/model.ts'
import type { Evidence } from './model.ts'
import type { Facts, Hit, Rule } from './rule.ts'

/** Nothing found. One list for all, since rules answer it some hundred thousand times in a run. */
export const NONE: readonly Hit[] = []

/** One hit with one piece of evidence. */
export function hit(
  message: string,
  property: string,
  value: string | number | boolean,
  more: Partial<Hit> = {},
): Hit[] {
  return [{ message, evidence: [fact(property, value)], ...more }]
}

/** A fact is missing for this object: neither passed nor failed. */
export function unknownHit(message: string, property: string, more: Partial<Hit> = {}): Hit[] {
  return hit(message, property, 'not known', { unknown: true, ...more })
}

export function fact(property: string, value: string | number | boolean): Evidence {
  return { property, value: String(value) }
}

type Applies<T> = (item: T, vm: Vm, facts: Facts) => boolean
type Make<T> = (item: T, vm: Vm, facts: Facts) => Hit

/** One hit per item that `applies`; the shared empty list where there is none. */
export function eachHit<T>(
  items: readonly T[],
  applies: Applies<T>,
  make: Make<T>,
  vm: Vm,
  facts: Facts,
): readonly Hit[] {
  let hits: Hit[] | undefined
  for (const item of items)
    if (applies(item, vm, facts)) {
      hits ??= []
      hits.push(make(item, vm, facts))
    }
  return hits ?? NONE
}

/** Rules over the parts of a VM. What they ask is made once with the rule, and not again for each VM. */
export function perDisk(applies: Applies<VmDisk>, make: Make<VmDisk>): Rule<'vm'>['evaluate'] {
  return (vm, facts) => eachHit(vm.disks, applies, make, vm, facts)
}

export function perDevice(applies: Applies<VmDevice>, make: Make<VmDevice>): Rule<'vm'>['evaluate'] {
  return (vm, facts) => eachHit(vm.devices, applies, make, vm, facts)
}

export function perNic(applies: Applies<VmNic>, make: Make<VmNic>): Rule<'vm'>['evaluate'] {
  return (vm, facts) => eachHit(vm.nics, applies, make, vm, facts)
}

/** Works something out once for the same facts, however many objects ask for it. */
export function oncePerFacts<T>(make: (facts: Facts) => T): (facts: Facts) => T {
  return oncePer(make)
}

/** "2 disks", "1 disk". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Names in a sentence; a long list is cut, with the number of the rest. */
export function named(vms: readonly Pick<Vm, 'name'>[], most = 5): string {
  const names = vms.slice(0, most).map((vm) => vm.name)
  const rest = vms.length - names.length
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ')
}

const SHOWN = 5

/** The others of a group that may be large: some by name, the rest by number. */
export function namedOthers(group: readonly Vm[] | ReadonlySet<Vm>, self: Vm): string {
  const shown: Vm[] = []
  for (const vm of group) {
    if (vm.id === self.id) continue
    if (shown.push(vm) === SHOWN) break
  }
  const rest = ('size' in group ? group.size : group.length) - 1 - shown.length
  const names = shown.map(({ name }) => name).join(', ')
  return rest > 0 ? `${names} and ${rest} more` : names
}
