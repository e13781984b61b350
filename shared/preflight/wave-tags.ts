/** Which category of tags says what application a VM belongs to. */
import type { TagReading, Vm } from '../inventory/model.ts'
import { tagText } from '../inventory/tag-text.ts'
import { compareText, naturalKey } from '../query/natural.ts'
import { formatNumber } from '../units.ts'
import type { ForecastGrouping, WaveGrouping } from './estimate-model.ts'

/** Names of categories that people give applications, the surest first; letters only, lower case. */
const APPLICATION_NAMES = [
  ...['application', 'applications', 'applicationname', 'app', 'apps', 'appname'],
  ...['service', 'services', 'servicename', 'system', 'systems', 'systemname'],
]

export interface TagGrouping {
  readonly facts: ForecastGrouping
  /** The tag that groups a VM; undefined where folder and name do. */
  readonly tagOf: (vm: Vm) => string | undefined
  /** What it rests on, as one sentence. */
  readonly basis: string
}

const AUTOMATIC: WaveGrouping = { by: 'auto' }
const LIKE = 'named like application, app, service or system'
const FOLDERS =
  'folders count as applications; in large folders and at the top of a datacenter, names that differ in their last number only'

/** `choice`: what somebody decided for this source; automatic otherwise. */
export function tagGrouping(
  vms: readonly Vm[],
  choice: WaveGrouping = AUTOMATIC,
  reading: TagReading = {},
): TagGrouping {
  const categories = categoriesOf(vms)
  const names = categories.map(({ name }) => name)
  const category =
    choice.by === 'category' ? choice.category : choice.by === 'auto' ? likelyCategory(names) : undefined
  const tagged = categories.find(({ name }) => name === category)?.vms ?? 0
  const facts: ForecastGrouping = { choice, categories, tagged, ...(category !== undefined && { category }) }
  return {
    facts,
    tagOf: category === undefined ? () => undefined : (vm) => tagName(vm, category),
    basis: basisOf(facts, vms, reading),
  }
}

/** The first by name where a VM has several of that category. */
function tagName({ tags }: Vm, category: string): string | undefined {
  const tag = tags?.find((one) => one.category === category)
  return tag && tagText(tag)
}

function categoriesOf(vms: readonly Vm[]): { name: string; vms: number }[] {
  const counts = new Map<string, number>()
  for (const { tags } of vms)
    if (tags)
      for (const category of new Set(tags.map((tag) => tag.category)))
        counts.set(category, (counts.get(category) ?? 0) + 1)
  return [...counts]
    .map(([name, count]) => ({ name, vms: count, key: naturalKey(name) }))
    .sort((a, b) => compareText(a.key, b.key) || compareText(a.name, b.name))
    .map(({ name, vms: count }) => ({ name, vms: count }))
}

function likelyCategory(names: readonly string[]): string | undefined {
  const ranked = names
    .map((name) => ({ name, rank: APPLICATION_NAMES.indexOf(name.toLowerCase().replace(/[^a-z]/g, '')) }))
    .filter(({ rank }) => rank >= 0)
  // A stable sort: among equals the first by name.
  return ranked.toSorted((a, b) => a.rank - b.rank)[0]?.name
}

function basisOf(facts: ForecastGrouping, vms: readonly Vm[], { at, problem }: TagReading): string {
  const { choice, category, tagged } = facts
  const folders = `${FOLDERS.charAt(0).toUpperCase()}${FOLDERS.slice(1)}`
  if (choice.by === 'folder') return `${folders} (as chosen; tags are not looked at).`
  if (vms.length > 0 && vms.every((vm) => vm.tags === undefined)) {
    const why = problem ? `: ${problem.message}` : '.'
    return `${folders}. Tags could say more, but they are not known${why}`
  }
  if (category === undefined) return `${folders}. No category of tags is ${LIKE}.`
  const chosen = choice.by === 'category' ? 'as chosen' : LIKE
  const age = at === undefined ? '' : `, tags read ${at.slice(0, 16).replace('T', ' ')} UTC`
  return `Tags of the category ${category} (${chosen}${age}) say what application a VM belongs to: ${formatNumber(tagged)} of ${formatNumber(vms.length)} VMs have one. For the others, ${FOLDERS}.`
}
