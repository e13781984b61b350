/** Facts and their index, built once per run. */
import type { Inventory, Vm } from '../inventory/model.ts'
import { atOnce, type Steps } from '../steps.ts'
import type { Facts, FactsIndex } from './rule.ts'

/** Look-ups over an inventory. A VM stands once in a list, however often its hardware has the key. */
export function indexFacts(inventory: Inventory): FactsIndex {
  return atOnce(indexSteps(inventory))
}

/** VMs between two pauses: about a millisecond of work. */
const SLICE = 250

function* indexSteps(inventory: Inventory): Steps<FactsIndex> {
  const byId = <T extends { readonly id: string }>(list: readonly T[]) =>
    new Map(list.map((one) => [one.id, one]))
  const vmsByHost = new Map<string, Vm[]>()
  const vmsByDatastore = new Map<string, Vm[]>()
  const vmsByNetwork = new Map<string, Vm[]>()
  const vmsByUuid = new Map<string, Vm[]>()
  const vmsByMac = new Map<string, Vm[]>()
  const vmsByDiskFile = new Map<string, Vm[]>()
  for (const [at, vm] of inventory.vms.entries()) {
    if (at % SLICE === 0) yield
    enter(vmsByHost, vm.hostId, vm)
    enter(vmsByUuid, vm.uuid, vm)
    for (const id of vm.datastoreIds) enter(vmsByDatastore, id, vm)
    for (const id of vm.networkIds) enter(vmsByNetwork, id, vm)
    for (const nic of vm.nics) {
      enter(vmsByMac, nic.mac, vm)
      enter(vmsByNetwork, nic.networkId, vm)
    }
    for (const disk of vm.disks) {
      enter(vmsByDiskFile, disk.file, vm)
      enter(vmsByDatastore, disk.datastoreId, vm)
    }
  }
  return {
    vms: byId(inventory.vms),
    hosts: byId(inventory.hosts),
    clusters: byId(inventory.clusters),
    datastores: byId(inventory.datastores),
    networks: byId(inventory.networks),
    switches: byId(inventory.switches),
    vmsByHost,
    vmsByDatastore,
    vmsByNetwork,
    vmsByUuid,
    vmsByMac,
    vmsByDiskFile,
  }
}

function enter(map: Map<string, Vm[]>, key: string | undefined, vm: Vm): void {
  if (key === undefined || key === '') return
  const list = map.get(key)
  if (list === undefined) map.set(key, [vm])
  // VMs come one after the other, so one that is in the list already is its last.
  else if (list.at(-1) !== vm) list.push(vm)
}

/** Everything that rules look at. `now` is the time of the inventory where none is given. */
export function createFacts(inventory: Inventory, parts: FactsParts = {}): Facts {
  return atOnce(factsSteps(inventory, parts))
}

export type FactsParts = Partial<Omit<Facts, 'inventory' | 'index' | 'unknown'>>

/** The same with pauses. */
export function* factsSteps(inventory: Inventory, parts: FactsParts = {}): Steps<Facts> {
  const takenAt = Date.parse(inventory.takenAt)
  return {
    now: Number.isNaN(takenAt) ? 0 : takenAt,
    ...parts,
    inventory,
    index: yield* indexSteps(inventory),
    unknown: new Set(inventory.unknown),
  }
}

/** Parts of the facts that a rule can need as a whole. */
export const PARTS = [
  'target',
  'permissions',
  'networkProbe',
  'vddkProbe',
  'privileges',
  'plan',
  'plans',
] as const

export type Part = (typeof PARTS)[number]

/**
 * Which of a rule's needs the facts do not have. "vms.disks.mode" is missing also where the source cannot tell
 * "vms.disks" at all.
 */
export function missingNeeds(needs: readonly string[], facts: Facts): string[] {
  return needs.filter((need) =>
    (PARTS as readonly string[]).includes(need)
      ? facts[need as Part] === undefined
      : isUnknown(need, facts.unknown),
  )
}

function isUnknown(property: string, unknown: ReadonlySet<string>): boolean {
  if (unknown.size === 0) return false
  for (let end = property.length; end > 0; end = property.lastIndexOf('.', end - 1))
    if (unknown.has(property.slice(0, end))) return true
  return false
}
