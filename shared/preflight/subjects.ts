/** The objects that a run is about. */
import type { Vm } from '../inventory/model.ts'
import type { FindingObject, Scope } from './model.ts'
import type { Facts, Subjects } from './rule.ts'

export interface Subject {
  readonly object: FindingObject
  readonly value: unknown
  /** Rules that speak of running machines have nothing to say of a template. */
  readonly template: boolean
}

/** The source as a whole. */
export function sourceObject({ inventory: { about } }: Facts): FindingObject {
  return { kind: 'vcenter', id: about.instanceUuid || 'source', name: about.name }
}

/** What the rules of a scope are asked about. */
export function subjectsOf(scope: Scope, facts: Facts): Subject[] {
  const plain = (value: { readonly id: string; readonly name: string }): Subject => ({
    object: { kind: scope, id: value.id, name: value.name },
    value,
    template: false,
  })
  const { inventory, index, plan } = facts
  switch (scope) {
    case 'vm':
      return judgedVms(facts).map((vm) => ({ ...plain(vm), template: vm.isTemplate }))
    case 'host':
      return used(inventory.hosts, plan && hostIds(facts)).map(plain)
    case 'datastore':
      return used(inventory.datastores, plan && idsOf(facts, index.vmsByDatastore)).map(plain)
    case 'network':
      return used(inventory.networks, plan && idsOf(facts, index.vmsByNetwork)).map(plain)
    case 'cluster':
      return used(inventory.clusters, plan && clusterIds(facts)).map(plain)
    case 'vcenter':
      return [{ object: sourceObject(facts), value: inventory.about, template: false }]
    case 'plan':
      return [{ object: planObject(facts), value: plan satisfies Subjects['plan'], template: false }]
  }
}

/** The object that findings of scope `plan` are about: the plan, or the target cluster without one. */
function planObject({ plan }: Facts): FindingObject {
  return plan
    ? { kind: 'plan', id: plan.name, name: plan.name }
    : { kind: 'plan', id: 'target', name: 'Target cluster' }
}

/** The VMs that a run is about: those of the plan, or all. */
export function judgedVms({ inventory, index, plan }: Facts): readonly Vm[] {
  if (plan === undefined) return inventory.vms
  return plan.vms.flatMap(({ vmId }) => index.vms.get(vmId) ?? [])
}

function used<T extends { readonly id: string }>(
  list: readonly T[],
  ids: ReadonlySet<string> | undefined,
): readonly T[] {
  return ids === undefined ? list : list.filter(({ id }) => ids.has(id))
}

function hostIds(facts: Facts): Set<string> {
  return new Set(judgedVms(facts).flatMap((vm) => vm.hostId ?? []))
}

function clusterIds(facts: Facts): Set<string> {
  return new Set([...hostIds(facts)].flatMap((id) => facts.index.hosts.get(id)?.clusterId ?? []))
}

/** Keys of an index under which one of the judged VMs stands. */
function idsOf(facts: Facts, map: ReadonlyMap<string, readonly Vm[]>): Set<string> {
  const judged = new Set(judgedVms(facts))
  return new Set([...map].filter(([, vms]) => vms.some((vm) => judged.has(vm))).map(([id]) => id))
}

/** The objects of a scope as findings name them. */
export function objectsOf(scope: Scope, facts: Facts): FindingObject[] {
  return subjectsOf(scope, facts).map(({ object }) => object)
}
