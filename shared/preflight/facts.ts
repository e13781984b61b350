/** Facts and their index. */
import type { Inventory, Vm } from '../inventory/model.ts'
import { lazyParts } from '../lazily.ts'
import { atOnce, type Steps } from '../steps.ts'
import type { Facts, FactsIndex } from './rule.ts'

type Lists = Map<string, Vm[]>

/** How a VM enters each list of VMs. */
const LISTS = {
  vmsByHost: (lists: Lists, vm: Vm) => enter(lists, vm.hostId, vm),
  vmsByUuid: (lists: Lists, vm: Vm) => enter(lists, vm.uuid, vm),
  vmsByDatastore: (lists: Lists, vm: Vm) => {
    for (const id of vm.datastoreIds) enter(lists, id, vm)
    for (const disk of vm.disks) enter(lists, disk.datastoreId, vm)
  },
  vmsByNetwork: (lists: Lists, vm: Vm) => {
    for (const id of vm.networkIds) enter(lists, id, vm)
    for (const nic of vm.nics) enter(lists, nic.networkId, vm)
  },
  vmsByMac: (lists: Lists, vm: Vm) => {
    for (const nic of vm.nics) enter(lists, nic.mac, vm)
  },
  vmsByDiskFile: (lists: Lists, vm: Vm) => {
    for (const disk of vm.disks) enter(lists, disk.file, vm)
  },
}
type ListName = keyof typeof LISTS

/** A VM stands once in a list, however often its hardware has the key. */
function enter(lists: Lists, key: string | undefined, vm: Vm): void {
  if (key === undefined || key === '') return
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [vm])
  // VMs come one after the other, so one that is in the list already is its last.
  else if (list.at(-1) !== vm) list.push(vm)
}

/** VMs between two pauses: less than a millisecond of work. */
const SLICE = 500

function* listSteps(name: ListName, { vms }: Inventory): Steps<Lists> {
  const lists: Lists = new Map()
  for (const [at, vm] of vms.entries()) {
    if (at % SLICE === 0) yield
    LISTS[name](lists, vm)
  }
  return lists
}

function byId<T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((one) => [one.id, one]))
}

/** Look-ups over an inventory. What is not in `made` is made when it is first asked for. */
function indexOf(inventory: Inventory, made: Partial<Record<ListName, Lists>>): FactsIndex {
  const list = (name: ListName) => () => made[name] ?? atOnce(listSteps(name, inventory))
  return lazyParts<FactsIndex>({
    vms: () => byId(inventory.vms),
    hosts: () => byId(inventory.hosts),
    clusters: () => byId(inventory.clusters),
    datastores: () => byId(inventory.datastores),
    networks: () => byId(inventory.networks),
    switches: () => byId(inventory.switches),
    vmsByHost: list('vmsByHost'),
    vmsByDatastore: list('vmsByDatastore'),
    vmsByNetwork: list('vmsByNetwork'),
    vmsByUuid: list('vmsByUuid'),
    vmsByMac: list('vmsByMac'),
    vmsByDiskFile: list('vmsByDiskFile'),
  })
}

export type FactsParts = Partial<Omit<Facts, 'inventory' | 'index' | 'unknown'>>

/** Everything that rules look at. `now` is the time of the inventory where none is given. */
export function createFacts(
  inventory: Inventory,
  parts: FactsParts = {},
  made: Partial<Record<ListName, Lists>> = {},
): Facts {
  const takenAt = Date.parse(inventory.takenAt)
  return {
    now: Number.isNaN(takenAt) ? 0 : takenAt,
    ...parts,
    inventory,
    index: indexOf(inventory, made),
    unknown: new Set(inventory.unknown),
  }
}

/** The same for a whole run: all lists of VMs are made at once, with pauses. */
export function* factsSteps(inventory: Inventory, parts: FactsParts = {}): Steps<Facts> {
  const made: Partial<Record<ListName, Lists>> = {}
  for (const name of Object.keys(LISTS) as ListName[]) made[name] = yield* listSteps(name, inventory)
  return createFacts(inventory, parts, made)
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
