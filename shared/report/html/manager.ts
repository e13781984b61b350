/** The first page: what a person decides on. */
import type { VerdictWord } from '../../preflight/model.ts'
import { formatBytes, formatCount, formatNumber, formatRange } from '../../units.ts'
import type { Digest, RuleSection } from '../digest.ts'
import { verdictBar } from './charts.ts'
import { markup, joined, outside, type Markup } from './markup.ts'
import { sectionOf } from './table.ts'
import { age, categoryMark, plural, SCOPE_WORDS, time } from './words.ts'

const FIRST = 5

export function managerPage(digest: Digest): Generator<string> {
  return sectionOf('summary', 'Summary', undefined, body(digest))
}

function* body(digest: Digest): Generator<string> {
  const { summary } = digest.input
  yield markup`<p class="headline">${headline(summary.vms, summary.cold)}</p>`.markup
  yield markup`<div class="charts">${verdictBar('VMs, cold migration', summary.cold)}${verdictBar('VMs, warm migration', summary.warm)}</div>`
    .markup
  yield counts(digest).markup
  yield facts(digest).markup
  yield todo(digest).markup
}

type Counts = Readonly<Partial<Record<VerdictWord, number>>>

function headline(vms: number, cold: Counts): string {
  if (vms === 0) return 'No VM was judged.'
  const of = (verdict: VerdictWord, one: string, many: string): string[] => {
    const count = cold[verdict] ?? 0
    return count === 0 ? [] : [`${formatNumber(count)} ${count === 1 ? one : many}`]
  }
  const parts = [
    `${formatNumber(cold.ready ?? 0)} of ${formatCount(vms, 'VM')} can migrate cold without a change`,
    ...of('attention', 'needs attention first', 'need attention first'),
    ...of('blocked', 'is blocked', 'are blocked'),
    ...of('unknown', 'cannot be judged yet', 'cannot be judged yet'),
  ]
  return `${parts.join('; ')}.`
}

function counts({ input: { summary } }: Digest): Markup {
  const { counts: of } = summary
  const tiles: [Markup, number, string][] = [
    [categoryMark('Critical'), of.Critical, 'block a migration'],
    [categoryMark('Warning'), of.Warning, 'need a decision'],
    [categoryMark('Information'), of.Information, 'good to know'],
    [markup`<span class="v unknown">Unknown</span>`, of.unknown, 'a fact is missing'],
    [markup`Waived`, of.waived, 'waived by somebody'],
    [markup`New`, of.isNew, 'not in the run before'],
  ]
  const items = tiles.map(
    ([name, count, meaning]) => markup`<li>${name}<b>${formatNumber(count)}</b>${meaning}</li>`,
  )
  return markup`<ul class="counts">${items}</ul>`
}

function facts({ input, vms }: Digest): Markup {
  const { summary, inventory, forecast } = input
  const bytes = vms.reduce((sum, vm) => sum + vm.diskBytes, 0)
  const disks = vms.reduce((sum, vm) => sum + vm.disks, 0)
  const { name, version } = inventory.about
  const rows: [string, Markup][] = [
    ['Source', markup`${outside(name)} ${outside(version)}, ${SOURCES[summary.sourceKind]}`],
    [
      'Target',
      summary.target === undefined ? markup`none: checks of a target did not run` : outside(summary.target),
    ],
    [
      'Size',
      markup`${formatCount(vms.length, 'VM')}, ${formatCount(disks, 'disk')}, ${formatBytes(bytes)}; ${formatCount(inventory.hosts.length, 'host')}, ${formatCount(inventory.datastores.length, 'datastore')}, ${formatCount(inventory.networks.length, 'network')}`,
    ],
    [
      'Facts',
      markup`read ${time(summary.factsAt)}, ${age(summary.factsAt, summary.at)} before the rules ran`,
    ],
    ['Rules', markup`${formatCount(summary.rules, 'rule')} over ${formatCount(summary.objects, 'object')}`],
    ...(forecast.waves.length === 0 ? [] : [['Copying', copying(input.forecast)] as [string, Markup]]),
  ]
  return markup`<dl>${rows.map(([term, value]) => markup`<dt>${term}</dt><dd>${value}</dd>`)}</dl>`
}

const SOURCES = {
  live: 'asked directly',
  file: 'from a saved inventory',
  rvtools: 'from an RVTools workbook, which cannot tell everything',
} as const

function copying({ waves }: Digest['input']['forecast']): Markup {
  const from = waves.reduce((sum, wave) => sum + wave.durationMs.from, 0)
  const to = waves.reduce((sum, wave) => sum + wave.durationMs.to, 0)
  return markup`${formatCount(waves.length, 'wave')}, ${formatRange(from, to)} of copying if they run one after the other (see <a href="#waves">Waves</a> for what that rests on)`
}

/** Amber: somebody has to act on these. */
function todo({ sections, input }: Digest): Markup {
  const critical = sections.filter(({ category }) => category === 'Critical')
  const first = (critical.length > 0 ? critical : sections.filter(({ category }) => category === 'Warning'))
    .toSorted((a, b) => lateness(a) - lateness(b) || b.alone - a.alone || b.objects - a.objects)
    .slice(0, FIRST)
  const unticked = input.acknowledgements.filter(({ ticked }) => !ticked).length
  const items = [
    ...first.map(item),
    ...(unticked > 0
      ? [
          markup`<li>${formatCount(unticked, 'check')} that no program can do ${unticked === 1 ? 'waits' : 'wait'} for a person: see <a href="#acknowledgements">Checks by hand</a>.</li>`,
        ]
      : []),
  ]
  const title = critical.length > 0 ? 'What to do first: what blocks most' : 'What to do first'
  if (items.length === 0) return markup`<p>Nothing is left to do before a migration.</p>`
  return markup`<div class="todo"><h3>${title}</h3><ol>${joined(items)}</ol></div>`
}

/** What stands against every way comes before what stands against a warm migration only. */
function lateness({ rule }: RuleSection): number {
  return rule.applies === 'warm' ? 1 : 0
}

function item({ rule, open, objects, alone }: RuleSection): Markup {
  const remedy = open[0]?.remedy ?? ''
  const isVm = rule.scope === 'vm' && alone > 0
  const only = isVm ? `; for ${plural(alone, SCOPE_WORDS.vm)} nothing else does` : ''
  const way = rule.applies === 'both' ? '' : `a ${rule.applies} migration of `
  const verb = open[0]?.category === 'Critical' ? `blocks ${way}` : 'concerns '
  return markup`<li><a href="#rule-${rule.id}">${outside(rule.question)}</a> ${verb}<b>${plural(objects, SCOPE_WORDS[rule.scope])}</b>${only}. ${outside(remedy)}</li>`
}
