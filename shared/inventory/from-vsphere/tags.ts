/** Puts what was read of tags onto an inventory. */
import type { Inventory, TagReading, Vm, VmTag } from '../model.ts'
import { sameData, sameList } from './same.ts'

/** What is known of tags: a VM that is not in `byVm` was not asked about. */
export interface KnownTags {
  readonly reading: TagReading
  readonly byVm: ReadonlyMap<string, readonly VmTag[]>
}

export interface Tagging {
  /**
   * The inventory with its tags. A VM (and the list of VMs) that says the same as last time is the same object, so
   * that inventories can be compared by identity.
   */
  add(inventory: Inventory, known: KnownTags): Inventory
}

/** With its own memory of the VMs that it has tagged before. */
export function createTagging(): Tagging {
  const tagged = new WeakMap<Vm, Vm>()
  let last: Vm[] = []
  const withTags = (vm: Vm, tags: readonly VmTag[] | undefined): Vm => {
    if (tags === undefined) return vm
    const before = tagged.get(vm)
    if (before && sameData(before.tags, tags)) return before
    const made = { ...vm, tags: [...tags] }
    tagged.set(vm, made)
    return made
  }
  return {
    add: (inventory, { reading, byVm }) => {
      const vms = inventory.vms.map((vm) => withTags(vm, byVm.get(vm.id)))
      if (!sameList(vms, last)) last = vms
      return { ...inventory, tagReading: reading, vms: last }
    },
  }
}

/** What holds after another attempt: a failed one leaves what was known, and its age. */
export function nextTags(before: KnownTags | undefined, attempt: KnownTags): KnownTags {
  if (!attempt.reading.problem || before?.reading.at === undefined) return attempt
  return { byVm: before.byVm, reading: { at: before.reading.at, problem: attempt.reading.problem } }
}
