/** Compares the VMs of a plan and its target with what they were when it was reviewed. */
import type { Inventory } from '../inventory/model.ts'
import { sha256Hex } from '../manifests/sha256.ts'
import type { Target } from '../target/model.ts'
import type { Drift, DriftItem } from './drift-model.ts'
import { usableAttachments, usedDatastores, usedNetworks } from './mapping.ts'
import type { PlanInput } from './model.ts'
import { placesOf, reviewedVm, type PlanReview } from './reviewed.ts'
import { chosenVms } from './target-names.ts'
import { chosenTransferNetwork } from './transfer-network.ts'
import { vmDrift } from './vm-drift.ts'

/** `review` undefined: of a plan of an earlier version. The VMs are those of `plan`, which may be some of its own. */
export function planDrift(
  plan: PlanInput,
  review: PlanReview | undefined,
  inventory: Inventory,
  target: Target,
): Drift {
  const places = placesOf(inventory)
  const now = new Map(chosenVms(plan.vms, inventory).map(({ vm }) => [vm.id, vm]))
  const known = plan.vms.flatMap((wish) => {
    const before = review?.vms[wish.vmId]
    return before ? [{ wish, before }] : []
  })
  const items = known.flatMap(({ wish, before }) => {
    const vm = now.get(wish.vmId)
    const changes = vm
      ? vmDrift({ plan, wish, before, now: reviewedVm(vm, places, before.at) })
      : [{ kind: 'blocking' as const, message: 'It is no longer in the inventory.' }]
    const name = vm?.name ?? before.name
    return changes.map((change): DriftItem => ({ ...change, vmId: wish.vmId, name }))
  })
  const all = known.length === 0 ? [] : byWeight([...targetDrift(plan, inventory, target), ...items])
  const stamp = stampOf(all)
  const [reviewedAt] = known.map(({ before }) => before.at).sort()
  return {
    ...(reviewedAt !== undefined && { reviewedAt }),
    unknownVms: plan.vms.length - known.length,
    items: all,
    ...(stamp !== undefined && { stamp }),
  }
}

/** A plan is only stored with targets that exist, so one that does not is gone since. */
function targetDrift(plan: PlanInput, inventory: Inventory, target: Target): DriftItem[] {
  const vms = chosenVms(plan.vms, inventory).map(({ vm }) => vm)
  const classes = new Set(target.storageClasses.map(({ name }) => name))
  const usable = new Set(usableAttachments(target, plan.targetNamespace).map(pathOf))
  const gone = (name: string, message: string): DriftItem => ({ kind: 'blocking', name, message })
  const storage = usedDatastores(vms, inventory).flatMap(({ id, name }) => {
    const wanted = plan.storageMap.find((pair) => pair.sourceId === id)?.storageClass ?? ''
    if (wanted === '' || classes.has(wanted)) return []
    return [
      gone(`Storage class ${wanted}`, `It is gone from the cluster; disks on ${name} were to go there.`),
    ]
  })
  const networks = usedNetworks(vms, inventory).flatMap(({ id, name }) => {
    const wanted = plan.networkMap.find((pair) => pair.sourceId === id)?.target
    if (wanted?.kind !== 'multus' || usable.has(pathOf(wanted))) return []
    return [
      gone(`Network ${pathOf(wanted)}`, `It is gone from the cluster; cards in ${name} were to go there.`),
    ]
  })
  const transfer = chosenTransferNetwork(plan, target)
  const missing = transfer.kind === 'attachment' && transfer.from === 'plan' && !transfer.attachment
  return [
    ...storage,
    ...networks,
    ...(missing ? [gone('Transfer network', `${pathOf(transfer.ref)} is gone from the cluster.`)] : []),
  ]
}

function pathOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`
}

const WEIGHT = ['blocking', 'accept', 'info']

function byWeight(items: readonly DriftItem[]): DriftItem[] {
  return items.toSorted((a, b) => WEIGHT.indexOf(a.kind) - WEIGHT.indexOf(b.kind))
}

/** What has to be accepted, and nothing else: a VM that moves from host to host must not ask anew each time. */
function stampOf(items: readonly DriftItem[]): string | undefined {
  const accepted = items.filter(({ kind }) => kind === 'accept')
  if (accepted.length === 0) return undefined
  return sha256Hex(JSON.stringify(accepted.map(({ vmId, name, message }) => [vmId, name, message])))
}
