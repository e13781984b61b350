import { planConsequences } from '../../../../shared/plan/consequences.ts'
import { suggestMappings } from '../../../../shared/plan/mapping.ts'
import type { Plan, PlanInput } from '../../../../shared/plan/model.ts'
import type { Backstage, FakeWorld } from '../../../test-support/fake-world.ts'
import { inventedInventory } from '../../../test-support/invented.ts'
import { missing } from '../../../test-support/refuse.ts'

export function fakePlans({ os, world, call }: Backstage) {
  const inventory = () => world.inventory.value.inventory ?? inventedInventory(0)
  const isLeft = (planId: string | undefined) => (vm: { readonly vmId: string }) =>
    planId === undefined || !world.migrated.includes(vm.vmId)
  return {
    list: os.plans.list.handler(() => world.plans),
    get: os.plans.get.handler(
      ({ input }) => world.plans.find((one) => one.id === input.id) ?? missing(input.id),
    ),
    suggestMappings: os.plans.suggestMappings.handler(({ input }) => {
      const vms = inventory().vms.filter((vm) => input.vmIds.includes(vm.id))
      return suggestMappings(vms, inventory(), world.target, input.targetNamespace)
    }),
    // As in the backend: what a run of the stored plan brought over is left out.
    review: os.plans.review.handler(({ input }) =>
      call('plans.review', input, () =>
        planConsequences(
          { ...input, targetId: input.targetId ?? '', vms: input.vms.filter(isLeft(input.planId)) },
          inventory(),
          input.targetId === undefined ? undefined : world.target,
        ),
      ),
    ),
    drift: os.plans.drift.handler(() => world.drift),
    create: os.plans.create.handler(({ input }) =>
      call('plans.create', input, () => storePlan(world, input)),
    ),
    archive: os.plans.archive.handler(({ input }) =>
      call('plans.archive', input, () => {
        const plan = world.plans.find((one) => one.id === input.id) ?? missing(input.id)
        const { archivedAt: _before, ...rest } = plan
        const changed = input.archived ? { ...rest, archivedAt: new Date(0).toISOString() } : rest
        world.plans = world.plans.map((one) => (one === plan ? changed : one))
        return changed
      }),
    ),
    duplicate: os.plans.duplicate.handler(({ input }) =>
      call('plans.duplicate', input, () =>
        storePlan(world, {
          ...(world.plans.find((one) => one.id === input.id) ?? missing(input.id)),
          name: input.name,
        }),
      ),
    ),
    remove: os.plans.remove.handler(({ input }) =>
      call('plans.remove', input, () => {
        world.plans = world.plans.filter((one) => one.id !== input.id)
        return { removed: true }
      }),
    ),
  }
}

export function storePlan(world: FakeWorld, input: PlanInput): Plan {
  const plan = { ...input, id: `plan-${world.plans.length + 1}`, createdAt: new Date(0).toISOString() }
  world.plans = [...world.plans, plan]
  return plan
}
