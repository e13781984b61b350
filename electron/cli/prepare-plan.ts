/** From what was typed to a plan, through the contract. Shows nothing by itself. */
import type { Client } from '../../shared/contract/contract.ts'
import { planOptionsSchema, type PlanInput } from '../../shared/plan/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { formatCount } from '../../shared/units.ts'
import type { Ends } from './connect.ts'
import type { MigrateRequest } from './migrate-request.ts'
import { attempt, inputFault, inputProblem } from './outcome.ts'
import { withChoices } from './overrides.ts'
import { pickVms, type NamedVm } from './pick-vms.ts'
import { readNames } from './read-rows.ts'

export type JobRequest = Pick<
  MigrateRequest,
  | 'vms'
  | 'where'
  | 'targetNames'
  | 'type'
  | 'namespace'
  | 'networks'
  | 'storage'
  | 'transferNetwork'
  | 'options'
> & { readonly planName: string }

/** Reads the inventory, finds the VMs and completes the plan with suggested mappings. Changes nothing. */
export async function preparePlan(
  client: Client,
  ends: Ends,
  request: JobRequest,
  signal: AbortSignal,
): Promise<Result<PlanInput>> {
  const found = await chooseVms(client, ends.sourceId, request, signal)
  if (!found.ok) return found
  const vms = planVms(found.value.named, found.value.chosen, request.targetNames)
  const { namespace: targetNamespace } = request
  const { sourceId, targetId } = ends
  const vmIds = vms.map((vm) => vm.vmId)
  const suggestion = await attempt(
    client.plans.suggestMappings({ sourceId, targetId, targetNamespace, vmIds }),
    signal,
  )
  if (!suggestion.ok) return suggestion
  const maps = withChoices(suggestion.value, request.networks, request.storage)
  if (!maps.ok) return maps
  return ok({
    name: request.planName,
    description: 'Made on the command line.',
    sourceId,
    targetId,
    targetNamespace,
    type: request.type,
    vms,
    ...maps.value,
    ...(request.transferNetwork === undefined ? {} : { transferNetwork: request.transferNetwork }),
    options: planOptionsSchema.parse(request.options),
  })
}

/** The VMs by name, then those that the query chooses; each once. */
async function chooseVms(
  client: Client,
  providerId: string,
  { vms: names, where }: Pick<JobRequest, 'vms' | 'where'>,
  signal: AbortSignal,
): Promise<Result<{ named: ReadonlyMap<string, NamedVm>; chosen: readonly NamedVm[] }>> {
  const all = await readNames(client, { providerId, kind: 'vms', where: '' }, signal)
  if (!all.ok) return all
  const named = pickVms(all.value, names)
  if (!named.ok) return named
  if (where === undefined) return ok({ named: named.value, chosen: [] })
  const matched = await attempt(client.inventory.ids({ providerId, kind: 'vms', where }), signal)
  if (!matched.ok) return matched
  const { ids, migratable } = matched.value
  if (ids.length === 0)
    return inputFault(
      'where-none',
      `No VM matches --where "${where}".`,
      'Try it first with palletjack inventory vms --where.',
    )
  const wanted = new Set(migratable)
  const refused = new Set(ids.filter((id) => !wanted.has(id)))
  if (refused.size > 0) return fail(cannotMigrate(all.value.filter((vm) => refused.has(vm.id))))
  return ok({ named: named.value, chosen: all.value.filter((vm) => wanted.has(vm.id)) })
}

const NAMED = 5

function cannotMigrate(vms: readonly NamedVm[]): Problem {
  const more = vms.length - NAMED
  const names = vms.slice(0, NAMED).map((vm) => vm.name)
  return inputProblem(
    'where-refused',
    `${formatCount(vms.length, 'VM')} that --where matches cannot be migrated as they are: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
    'Add "and migratable" to leave them out; palletjack inventory vms --fields name,refusal shows why.',
  )
}

function planVms(
  picked: ReadonlyMap<string, NamedVm>,
  chosen: readonly NamedVm[],
  targetNames: ReadonlyMap<string, string>,
): PlanInput['vms'] {
  const wishes = new Map<string, PlanInput['vms'][number]>(chosen.map((vm) => [vm.id, { vmId: vm.id }]))
  for (const [typed, vm] of picked) {
    const targetName = targetNames.get(typed)
    wishes.set(vm.id, { vmId: vm.id, ...(targetName === undefined ? {} : { targetName }) })
  }
  return [...wishes.values()]
}
