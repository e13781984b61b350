/** Which quotas of the target namespace a plan would break, before it does so in the middle of a run. */
import type { Vm } from '../inventory/model.ts'
import { claimBytes } from '../manifests/disks.ts'
import { formatAmount } from '../target/quantity.ts'
import { quotaLeft, type QuotaLeft } from '../target/quota-facts.ts'
import type { Quota, Target } from '../target/model.ts'
import type { Finding } from '../preflight/model.ts'
import { critical, warning } from './finding.ts'
import type { PlanInput } from './model.ts'

/** Limits and requests of one pod (cores, bytes). */
interface PodNeeds {
  readonly requests: { readonly cpu: number; readonly memory: number }
  readonly limits: { readonly cpu: number; readonly memory: number }
}

/** CDI's defaults for an importer pod, and what our conversion pod asks for. */
const IMPORTER: PodNeeds = { requests: { cpu: 0.1, memory: 60e6 }, limits: { cpu: 0.75, memory: 600e6 } }
const CONVERSION: PodNeeds = {
  requests: { cpu: 1, memory: 2 ** 30 },
  limits: { cpu: 4, memory: 8 * 2 ** 30 },
}

interface Need {
  readonly amount: number
  readonly what: string
  /** Counted while CDI copies, beside what stays: it fills a second claim of the same size and swaps the two. */
  readonly passing: number
}

export function quotaFindings(plan: PlanInput, vms: readonly Vm[], target: Target): Finding[] {
  const needs = needsOf(plan, vms)
  return target.quotas
    .filter((quota) => quota.namespace === plan.targetNamespace && quota.scoped !== true)
    .flatMap((quota) =>
      quotaLeft(quota).flatMap((left) => {
        const need = needs(left.resource)
        return need ? judge(quota, left, need) : []
      }),
    )
}

function judge(quota: Quota, left: QuotaLeft, need: Need): Finding[] {
  const { resource } = left
  const amount = (value: number) => formatAmount(resource, value)
  const object = `Quota ${quota.name}`
  const raise = `Raise ${resource} of the quota ${quota.name} in namespace ${quota.namespace}, free what is used there, or choose another namespace.`
  if (need.amount > left.left)
    return [
      critical(
        'quota-exceeded',
        object,
        `${need.what} ${amount(need.amount)} of ${resource}, and namespace ${quota.namespace} has ${amount(left.left)} of ${amount(left.hard)} left.`,
        raise,
      ),
    ]
  if (need.amount + need.passing > left.left)
    return [
      warning(
        'quota-tight',
        object,
        `While disks are copied, CDI may need up to ${amount(need.amount + need.passing)} of ${resource}, twice what stays; namespace ${quota.namespace} has ${amount(left.left)} left.`,
        `${raise} Otherwise copies may have to wait for each other, or fail.`,
      ),
    ]
  return []
}

/** What the plan needs of a resource at least; undefined for what it does not use, or only later. */
function needsOf(plan: PlanInput, vms: readonly Vm[]): (resource: string) => Need | undefined {
  const classOf = new Map(plan.storageMap.map((pair) => [pair.sourceId, pair.storageClass]))
  const disks = vms.flatMap((vm) =>
    vm.disks.map((disk) => ({
      bytes: claimBytes(disk.capacityBytes),
      storageClass: classOf.get(disk.datastoreId) ?? '',
    })),
  )
  return (resource) => {
    const { storageClass, counted } = splitClass(resource)
    const ofClass = disks.filter((disk) => storageClass === undefined || disk.storageClass === storageClass)
    if (ofClass.length === 0) return undefined
    const twice = (amount: number, what: string): Need => ({ amount, what, passing: amount })
    switch (counted) {
      case 'requests.storage':
        return twice(
          ofClass.reduce((sum, disk) => sum + disk.bytes, 0),
          'The disks of the plan need',
        )
      case 'persistentvolumeclaims':
      case 'count/persistentvolumeclaims':
        return twice(ofClass.length, 'The disks of the plan need')
      case 'count/datavolumes.cdi.kubevirt.io':
        return { amount: ofClass.length, what: 'The disks of the plan need', passing: 0 }
      case 'count/virtualmachines.kubevirt.io':
        return { amount: vms.length, what: 'The VMs of the plan need', passing: 0 }
      default:
        return podNeed(counted)
    }
  }
}

/** One pod at a time is the least that a run can do with. */
function podNeed(resource: string): Need | undefined {
  const what = 'A conversion pod alone needs'
  if (resource === 'pods' || resource === 'count/pods')
    return { amount: 1, what: 'One importer pod alone needs', passing: 0 }
  const match = /^(requests|limits)\.(cpu|memory)$/.exec(
    resource.includes('.') ? resource : `requests.${resource}`,
  )
  if (!match) return undefined
  const [, kind, unit] = match as unknown as readonly [string, keyof PodNeeds, 'cpu' | 'memory']
  return { amount: Math.max(IMPORTER[kind][unit], CONVERSION[kind][unit]), what, passing: 0 }
}

/** "ceph.storageclass.storage.k8s.io/requests.storage" counts the claims of one class only. */
function splitClass(resource: string): { storageClass: string | undefined; counted: string } {
  const [storageClass, counted] = resource.split('.storageclass.storage.k8s.io/')
  return counted === undefined ? { storageClass: undefined, counted: resource } : { storageClass, counted }
}
