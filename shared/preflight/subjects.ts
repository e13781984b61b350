/** The objects that a run is about. */
import type { Vm } from '../inventory/model.ts'
import type { FindingObject, Scope } from './model.ts'
import type { Facts } from './rule.ts'

/** What the rules of a scope are asked about. */
export interface Subjects {
  readonly values: readonly unknown[]
  /** The value as findings name it. */
  readonly objectOf: (value: unknown) => FindingObject
}

/** The source as a whole. */
export function sourceObject({ inventory: { about } }: Facts): FindingObject {
  return { kind: 'vcenter', id: about.instanceUuid || 'source', name: about.name }
}

/** The VMs that a run is about: those of the plan, or all. */
export function judgedVms({ inventory, index, plan }: Facts): readonly Vm[] {
  if (plan === undefined) return inventory.vms
  return plan.vms.flatMap(({ vmId }) => index.vms.get(vmId) ?? [])
}

/** What a run judges of a scope: with a plan only its VMs, and what those use. */
export function subjectsOf(scope: Scope, facts: Facts): Subjects {
  switch (scope) {
    case 'vcenter':
      return one(facts.inventory.about, sourceObject(facts))
    case 'plan':
      return one(facts.plan, planObject(facts))
    default:
      return {
        values: listOf(scope, facts),
        // Each of the lists holds things with an id and a name.
        objectOf: (value) => {
          const { id, name } = value as { readonly id: string; readonly name: string }
          return { kind: scope, id, name }
        },
      }
  }
}

/** Those of them that have one of the ids. */
export function narrowed({ values, objectOf }: Subjects, ids: ReadonlySet<string>): Subjects {
  return { values: values.filter((value) => ids.has(objectOf(value).id)), objectOf }
}

function listOf(scope: Exclude<Scope, 'vcenter' | 'plan'>, facts: Facts): readonly unknown[] {
  const { inventory, index, plan } = facts
  switch (scope) {
    case 'vm':
      return judgedVms(facts)
    case 'host':
      return used(inventory.hosts, plan && hostIds(facts))
    case 'datastore':
      return used(inventory.datastores, plan && idsOf(facts, index.vmsByDatastore))
    case 'network':
      return used(inventory.networks, plan && idsOf(facts, index.vmsByNetwork))
    case 'cluster':
      return used(inventory.clusters, plan && clusterIds(facts))
  }
}

/** The objects of a scope as findings name them. */
export function objectsOf(scope: Scope, facts: Facts): FindingObject[] {
  const subjects = subjectsOf(scope, facts)
  return subjects.values.map((value) => subjects.objectOf(value))
}

function one(value: unknown, object: FindingObject): Subjects {
  return { values: [value], objectOf: () => object }
}

/** The object that findings of scope `plan` are about: the plan, or the target cluster without one. */
function planObject({ plan }: Facts): FindingObject {
  return plan
    ? { kind: 'plan', id: plan.name, name: plan.name }
    : { kind: 'plan', id: 'target', name: 'Target cluster' }
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
