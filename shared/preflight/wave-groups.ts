/** Which VMs have to go together, which belong together, and which should not be down at the same time. */
import type { Vm } from '../inventory/model.ts'
import { compareText, naturalKey } from '../query/natural.ts'
import type { Facts } from './rule.ts'

/** VMs that go in one wave whatever its bounds. */
export interface Group {
  readonly vms: readonly Vm[]
  /** Why they go together; empty for a VM alone. */
  readonly why: string
}

/** Groups of one application, in the order in which they go. */
export interface Application {
  /** In words: "folder DC1/Web", "tag Application/Shop". */
  readonly name: string
  readonly groups: readonly Group[]
}

/** Joins VMs that share a disk or a LUN, or that an enabled rule keeps together. */
export function groupsOf(vms: readonly Vm[], facts: Facts): Group[] {
  const sets = new Sets(vms.map((vm) => vm.id))
  const why = new Map<string, Set<string>>()
  const join = (ids: readonly string[], reason: string) => {
    const known = ids.filter((id) => sets.has(id))
    const [first] = known
    if (first === undefined || new Set(known).size < 2) return
    for (const id of known) {
      sets.join(first, id)
      why.set(id, (why.get(id) ?? new Set()).add(reason))
    }
  }
  const byLun = new Map<string, string[]>()
  for (const vm of vms)
    for (const { lunUuid } of vm.disks)
      if (lunUuid !== '') byLun.set(lunUuid, [...(byLun.get(lunUuid) ?? []), vm.id])
  for (const sharers of facts.index.twinsByDiskFile.values())
    if (sharers.length > 1)
      join(
        sharers.map((vm) => vm.id),
        'they share a disk',
      )
  for (const ids of byLun.values()) join(ids, 'they share a LUN')
  for (const rule of rulesOf(facts, 'together')) join(rule.vmIds, `the rule ${rule.name} keeps them together`)
  const members = Map.groupBy(vms, (vm) => sets.rootOf(vm.id))
  return [...members.values()].map((list) => {
    const reasons = new Set(list.flatMap((vm) => [...(why.get(vm.id) ?? [])]))
    return { vms: list, why: list.length > 1 ? [...reasons].join('; ') : '' }
  })
}

/** For each VM the anti-affinity rules that it stands in. */
export function apartRules(facts: Facts): ReadonlyMap<string, readonly string[]> {
  const rules = new Map<string, string[]>()
  for (const [at, { vmIds }] of rulesOf(facts, 'apart').entries())
    for (const id of vmIds) rules.set(id, [...(rules.get(id) ?? []), String(at)])
  return rules
}

function rulesOf({ inventory }: Facts, kind: 'together' | 'apart') {
  return inventory.clusters.flatMap(({ rules }) =>
    rules.filter((rule) => rule.enabled && rule.kind === kind && rule.vmIds.length > 1),
  )
}

/**
 * Sorts groups into applications: VMs with one tag by `tagOf`; without a tag, a folder that holds some VMs but no more than a wave does; in larger ones, and
 * directly below a datacenter, VMs whose names differ in their last number only.
 */
export function applicationsOf(
  groups: readonly Group[],
  maxVms: number,
  tagOf: (vm: Vm) => string | undefined = () => undefined,
): Application[] {
  const tags = new Map(groups.map((group) => [group, tagOfGroup(group, tagOf)]))
  const inFolder = new Map<string, number>()
  for (const group of groups)
    if (tags.get(group) === undefined)
      for (const { path } of group.vms) inFolder.set(path, (inFolder.get(path) ?? 0) + 1)
  const nameOf = (group: Group): string => {
    const [vm] = group.vms
    const tag = tags.get(group)
    if (tag !== undefined) return `tag ${tag}`
    if (!vm) return ''
    const { path, name } = vm
    const count = inFolder.get(path) ?? 0
    if (path.includes('/') && count > 1 && count <= maxVms) return `folder ${path}`
    const stem = stemOf(name)
    return stem === name ? `VM ${name}` : `${stem}* in ${path}`
  }
  return [...Map.groupBy(groups, nameOf)]
    .map(([name, members]) => ({ name, key: naturalKey(name), groups: inOrder(members) }))
    .sort((a, b) => compareText(a.key, b.key) || compareText(a.name, b.name))
    .map(({ name, groups: members }) => ({ name, groups: members }))
}

/** VMs that go together are one application whatever their tags say: that of the first which has one. */
function tagOfGroup({ vms }: Group, tagOf: (vm: Vm) => string | undefined): string | undefined {
  for (const vm of vms) {
    const tag = tagOf(vm)
    if (tag !== undefined) return tag
  }
  return undefined
}

/** "web" of "web-01"; the name itself where no number ends it or too little is left. */
function stemOf(name: string): string {
  const stem = name.replace(/[-_. ]*\d+$/, '')
  return stem.length >= 2 ? stem : name
}

function inOrder(groups: readonly Group[]): Group[] {
  return groups
    .map((group) => ({ group, key: naturalKey(group.vms[0]?.name ?? ''), id: group.vms[0]?.id ?? '' }))
    .sort((a, b) => compareText(a.key, b.key) || compareText(a.id, b.id))
    .map(({ group }) => group)
}

/** Disjoint sets. */
class Sets {
  readonly #parent: Map<string, string>

  constructor(ids: readonly string[]) {
    this.#parent = new Map(ids.map((id) => [id, id]))
  }

  has(id: string): boolean {
    return this.#parent.has(id)
  }

  rootOf(id: string): string {
    let at = id
    for (let up = this.#parent.get(at); up !== undefined && up !== at; up = this.#parent.get(at)) {
      // Halves the way for those that come later.
      this.#parent.set(at, this.#parent.get(up) ?? up)
      at = up
    }
    return at
  }

  join(a: string, b: string): void {
    this.#parent.set(this.rootOf(b), this.rootOf(a))
  }
}
