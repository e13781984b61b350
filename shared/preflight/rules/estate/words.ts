/** What the rules of this folder share: names in commands, versions, and which VMs are concerned. */
import type { Vm } from '../../../inventory/model.ts'
import { quoted } from '../../../shell-quote.ts'
import { LITERAL, powerShellText } from '../../commands.ts'
import { NONE, oncePerFacts } from '../../hits.ts'
import type { Command } from '../../model.ts'
import type { Facts, Hit } from '../../rule.ts'
import { judgedVms } from '../../subjects.ts'

interface Named {
  readonly id: string
  readonly name: string
}

type ManagedType = 'HostSystem' | 'ClusterComputeResource' | 'Datastore'

/** An object as one word of a govc command. */
export function govcName(type: ManagedType, { id, name }: Named): string {
  return LITERAL.test(name) ? quoted(name) : quoted(`${type}:${id}`)
}

const CMDLETS = {
  HostSystem: 'Get-VMHost',
  ClusterComputeResource: 'Get-Cluster',
  Datastore: 'Get-Datastore',
}

/** An expression that is the object in PowerCLI. */
export function powerCliName(type: ManagedType, { id, name }: Named): string {
  return LITERAL.test(name)
    ? `${CMDLETS[type]} -Name ${powerShellText(name)}`
    : `${CMDLETS[type]} -Id ${powerShellText(`${type}-${id}`)}`
}

/** For the target cluster, with the tool that its people use. */
export function onCluster({ target }: Pick<Facts, 'target'>, command: string): Command {
  const tool = target?.platform === 'kubernetes' ? 'kubectl' : 'oc'
  return { tool, command: `${tool} ${command}` }
}

const machines = oncePerFacts((facts) => new Set(judgedVms(facts).filter((vm) => !vm.isTemplate)))

/** Of a list of VMs those that the run is about; templates are not. */
export function concerned(vms: readonly Vm[] | undefined, facts: Facts): readonly Vm[] {
  const judged = machines(facts)
  return (vms ?? []).filter((vm) => judged.has(vm))
}

/** All VMs that the run is about; templates are not. */
export function concernedVms(facts: Facts): ReadonlySet<Vm> {
  return machines(facts)
}

/** The VMs with disks on a datastore, and how much of it they take. */
export interface DiskUse {
  readonly vms: Vm[]
  /** Capacity of all of these disks, and of those of the VM that has most. */
  total: number
  largest: number
}

const diskUse = oncePerFacts((facts) => {
  const uses = new Map<string, DiskUse>()
  for (const vm of machines(facts)) {
    const sizes = new Map<string, number>()
    for (const { datastoreId, capacityBytes } of vm.disks)
      sizes.set(datastoreId, (sizes.get(datastoreId) ?? 0) + capacityBytes)
    for (const [id, bytes] of sizes) {
      const use = uses.get(id) ?? { vms: [], total: 0, largest: 0 }
      use.vms.push(vm)
      use.total += bytes
      use.largest = Math.max(use.largest, bytes)
      uses.set(id, use)
    }
  }
  return uses
})

const cardUse = oncePerFacts((facts) => {
  const uses = new Map<string, Vm[]>()
  for (const vm of machines(facts))
    for (const { networkId } of vm.nics) {
      if (networkId === undefined) continue
      const vms = uses.get(networkId)
      if (vms === undefined) uses.set(networkId, [vm])
      else if (vms.at(-1) !== vm) vms.push(vm)
    }
  return uses
})

/** VMs that have a disk on a datastore; other files of a VM are not copied. */
export function withDisksOn(datastoreId: string, facts: Facts): readonly Vm[] {
  return diskUse(facts).get(datastoreId)?.vms ?? []
}

/** Undefined where no VM has a disk on the datastore. */
export function disksOn(datastoreId: string, facts: Facts): Readonly<DiskUse> | undefined {
  return diskUse(facts).get(datastoreId)
}

/** VMs that have a card on a network. */
export function withCardsOn(networkId: string, facts: Facts): readonly Vm[] {
  return cardUse(facts).get(networkId) ?? []
}

/**
 * Below 0 when `version` is older, 0 when equal, above 0 when newer; parts that are left out count as 0, and
 * numbers as numbers: 6.10 is newer than 6.5. Undefined for what is no version.
 */
export function compareVersions(version: string, other: string): number | undefined {
  const [a, b] = [version, other].map((text) => {
    const match = /^\D?(\d+(?:\.\d+)*)/.exec(text.trim())
    return match?.[1]?.split('.').map(Number)
  })
  if (!a || !b) return undefined
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** One hit for each item that `applies`. */
export function hitsFor<T>(
  items: readonly T[],
  applies: (item: T) => boolean,
  make: (item: T) => Hit,
): readonly Hit[] {
  const found = items.filter(applies)
  return found.length === 0 ? NONE : found.map(make)
}
