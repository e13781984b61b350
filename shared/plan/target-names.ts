import type { Inventory, Vm } from '../inventory/model.ts'
import { vmsById } from '../preflight/facts.ts'
import type { PlanVm } from './model.ts'
import { targetName } from './names.ts'

/** A VM of a plan with what the plan says about it. */
export interface ChosenVm {
  readonly vm: Vm
  readonly wish: PlanVm
}

/** The plan's VMs that are in the inventory, in the plan's order. */
export function chosenVms(wishes: readonly PlanVm[], inventory: Inventory): ChosenVm[] {
  const vms = vmsById(inventory)
  return wishes.flatMap((wish) => {
    const vm = vms.get(wish.vmId)
    return vm ? [{ vm, wish }] : []
  })
}

/**
 * The target name of each VM, in order. Where a suffix is needed it comes from the VM's id, so that a
 * preview and the run itself arrive at the same name.
 */
export function resolveTargetNames(
  vms: readonly { readonly vm: Pick<Vm, 'id' | 'name'>; readonly wish: PlanVm }[],
): Map<string, string> {
  const names = new Map<string, string>()
  const used = new Set<string>()
  for (const { vm, wish } of vms) {
    const name = wish.targetName ?? targetName(vm.name, used, () => suffixOf(vm.id))
    used.add(name)
    names.set(vm.id, name)
  }
  return names
}

function suffixOf(vmId: string): string {
  return vmId
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(-4)
    .padStart(4, '0')
}
