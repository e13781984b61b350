import { orderedDisks } from '../../shared/manifests/disks.ts'
import type { Inventory, Vm } from '../../shared/inventory/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import { ITINERARIES, pipelineOf } from '../../shared/migration/itinerary.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { chosenVms, resolveTargetNames } from '../../shared/plan/target-names.ts'

/** The records of a fresh run, one per VM of the plan, in its order. */
export function newRecords(plan: Plan, inventory: Inventory): VmRecord[] {
  const chosen = chosenVms(plan.vms, inventory)
  const names = resolveTargetNames(chosen)
  const pipeline = pipelineOf(ITINERARIES[plan.type])
  return chosen.map(({ vm }) => ({
    ...newRecord(vm, names.get(vm.id) ?? vm.name, inventory),
    steps: pipeline.map((name) => ({ name, state: 'pending' })),
  }))
}

function newRecord(vm: Vm, targetName: string, inventory: Inventory): Omit<VmRecord, 'steps'> {
  const host = inventory.hosts.find((one) => one.id === vm.hostId)
  const source = { ...vm, disks: orderedDisks(vm) }
  return {
    vmId: source.id,
    source,
    targetName,
    hostId: host?.id ?? '',
    hostName: host?.name ?? 'an unknown host',
    timeZone: host?.timeZone ?? '',
    phase: 'Started',
    state: 'waiting',
    waitReason: '',
    disks: source.disks.map((disk) => ({
      key: disk.key,
      label: disk.label,
      file: disk.file,
      bytesCopied: 0,
      bytesTotal: disk.capacityBytes,
      state: 'pending',
      reason: '',
      claim: '',
    })),
  }
}
