/** Facts and their index. */
import type { Inventory, Vm } from '../inventory/model.ts'
import { lazyParts, oncePer } from '../lazily.ts'
import { atOnce, type Steps } from '../steps.ts'
import type { Facts, FactsIndex } from './rule.ts'

type Lists = Map<string, Vm[]>
type Fill = (vm: Vm, enter: (key: string | undefined) => void) => void

/** The keys under which a VM stands in each list. */
const LISTS = {
  vmsByHost: (vm, enter) => enter(vm.hostId),
  vmsByDatastore: (vm, enter) => {
    for (const id of vm.datastoreIds) enter(id)
    for (const disk of vm.disks) enter(disk.datastoreId)
  },
  vmsByNetwork: (vm, enter) => {
    for (const id of vm.networkIds) enter(id)
    for (const nic of vm.nics) enter(nic.networkId)
  },
} satisfies Record<string, Fill>

const TWINS = {
  twinsByUuid: (vm, enter) => enter(vm.uuid),
  twinsByMac: (vm, enter) => {
    for (const nic of vm.nics) enter(nic.mac)
  },
  twinsByDiskFile: (vm, enter) => {
    for (const disk of vm.disks) enter(disk.file)
  },
  twinsByLun: (vm, enter) => {
    for (const disk of vm.disks) enter(disk.lunUuid)
  },
} satisfies Record<string, Fill>

/** VMs between two pauses: less than a millisecond of work. */
const SLICE = 500

function* eachKey({ vms }: Inventory, keysOf: Fill, enter: (key: string, vm: Vm) => void): Steps<void> {
  for (const [at, vm] of vms.entries()) {
    if (at % SLICE === 0) yield
    keysOf(vm, (key) => {
      if (key !== undefined && key !== '') enter(key, vm)
    })
  }
}

function* listSteps(inventory: Inventory, keysOf: Fill): Steps<Lists> {
  const lists: Lists = new Map()
  yield* eachKey(inventory, keysOf, (key, vm) => {
    const list = lists.get(key)
    if (list === undefined) lists.set(key, [vm])
    // VMs come one after the other, so one that is in the list already is its last.
    else if (list.at(-1) !== vm) list.push(vm)
  })
  return lists
}

/** As nearly every key has one VM, no list is made before there is a second. */
function* twinSteps(inventory: Inventory, keysOf: Fill): Steps<Lists> {
  const firsts = new Map<string, Vm>()
  const twins: Lists = new Map()
  yield* eachKey(inventory, keysOf, (key, vm) => {
    const first = firsts.get(key)
    if (first === undefined) firsts.set(key, vm)
    else if (first !== vm) {
      const list = twins.get(key)
      if (list === undefined) twins.set(key, [first, vm])
      else if (list.at(-1) !== vm) list.push(vm)
    }
  })
  return twins
}

type ListName = keyof typeof LISTS | keyof typeof TWINS

function stepsOf(name: ListName, inventory: Inventory): Steps<Lists> {
  return name in LISTS
    ? listSteps(inventory, LISTS[name as keyof typeof LISTS])
    : twinSteps(inventory, TWINS[name as keyof typeof TWINS])
}

function byId<T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((one) => [one.id, one]))
}

/** Look-ups over an inventory: each is made when it is first asked for, and then kept as long as the inventory. */
const lookUpsOf = oncePer((inventory: Inventory) => {
  const made: Partial<Record<ListName, Lists>> = {}
  const list = (name: ListName) => () => (made[name] ??= atOnce(stepsOf(name, inventory)))
  const index = lazyParts<FactsIndex>({
    vms: () => byId(inventory.vms),
    hosts: () => byId(inventory.hosts),
    clusters: () => byId(inventory.clusters),
    datastores: () => byId(inventory.datastores),
    networks: () => byId(inventory.networks),
    switches: () => byId(inventory.switches),
    vmsByHost: list('vmsByHost'),
    vmsByDatastore: list('vmsByDatastore'),
    vmsByNetwork: list('vmsByNetwork'),
    twinsByUuid: list('twinsByUuid'),
    twinsByMac: list('twinsByMac'),
    twinsByDiskFile: list('twinsByDiskFile'),
    twinsByLun: list('twinsByLun'),
  })
  return { made, index }
})

/**
 * Takes the twins that were looked up in the state before over into the next, where no VM came, went or changed what
 * it is found by: a small part of the work of looking again.
 */
export function inheritTwins(inventory: Inventory, previous: Inventory): void {
  if (inventory.vms.length !== previous.vms.length) return
  const changed = new Map<Vm, Vm>()
  for (const [at, vm] of inventory.vms.entries()) {
    const before = previous.vms[at]
    if (before !== undefined && before !== vm) changed.set(before, vm)
  }
  const [{ made: known }, { made }] = [lookUpsOf(previous), lookUpsOf(inventory)]
  for (const name of Object.keys(TWINS) as (keyof typeof TWINS)[]) {
    const keys = (vm: Vm) => keysIn(vm, TWINS[name])
    if (known[name] && [...changed].every(([before, now]) => keys(before) === keys(now)))
      made[name] = new Map(
        [...known[name]].map(([key, vms]) => [
          key,
          vms.some((vm) => changed.has(vm)) ? vms.map((vm) => changed.get(vm) ?? vm) : vms,
        ]),
      )
  }
}

function keysIn(vm: Vm, keysOf: Fill): string {
  const keys: (string | undefined)[] = []
  keysOf(vm, (key) => keys.push(key))
  return JSON.stringify(keys)
}

/** VMs by their id. */
export function vmsById(inventory: Inventory): ReadonlyMap<string, Vm> {
  return lookUpsOf(inventory).index.vms
}

export type FactsParts = Partial<Omit<Facts, 'inventory' | 'index' | 'unknown'>>

/** Everything that rules look at. `now` is the time of the inventory where none is given. */
export function createFacts(inventory: Inventory, parts: FactsParts = {}): Facts {
  const takenAt = Date.parse(inventory.takenAt)
  return {
    now: Number.isNaN(takenAt) ? 0 : takenAt,
    ...parts,
    inventory,
    index: lookUpsOf(inventory).index,
    unknown: new Set(inventory.unknown),
  }
}

/** The same for a whole run: all lists of VMs are made at once, with pauses. */
export function* factsSteps(inventory: Inventory, parts: FactsParts = {}): Steps<Facts> {
  const { made } = lookUpsOf(inventory)
  for (const name of Object.keys({ ...LISTS, ...TWINS }) as ListName[])
    made[name] ??= yield* stepsOf(name, inventory)
  return createFacts(inventory, parts)
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
