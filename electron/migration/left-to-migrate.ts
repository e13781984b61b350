/** Which VMs of a plan a start is about. */
import type { Plan } from '../../shared/plan/model.ts'
import type { Journal } from '../journal/service.ts'

/** The plan without the VMs that an earlier run brought over: a restart must never touch those again. */
export function withoutMigrated<T extends Pick<Plan, 'id' | 'vms'>>(journal: Journal, plan: T): T {
  const migrated = new Set(
    journal
      .migrations()
      .filter((stored) => stored.plan.id === plan.id)
      .flatMap((stored) => journal.vmRecords(stored.id))
      .filter((record) => record.state === 'succeeded')
      .map((record) => record.vmId),
  )
  return { ...plan, vms: plan.vms.filter((vm) => !migrated.has(vm.vmId)) }
}

/** The plan with the named VMs only (all without names). */
export function chosen(plan: Plan, vmIds: readonly string[] | undefined): Plan {
  if (!vmIds) return plan
  return { ...plan, vms: plan.vms.filter((vm) => vmIds.includes(vm.vmId)) }
}
