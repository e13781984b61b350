/** The report of a run as a page: one file that loads nothing and runs nothing. */
import { errorWords } from '../../migration/measured.ts'
import type { StepView } from '../../migration/model.ts'
import type { Problem } from '../../problem.ts'
import { formatBytes, formatCount, formatDuration, formatRange } from '../../units.ts'
import { mark } from '../html/charts.ts'
import { joined, markup, outside, type Markup, type Part } from '../html/markup.ts'
import { policy } from '../html/policy.ts'
import { STYLE } from '../html/style.ts'
import { sectionOf, table, type Cell, type Column } from '../html/table.ts'
import { time } from '../html/words.ts'
import type { Remark, RunReport, RunReportVm } from './model.ts'

/** All rows in plain sight, since no script runs. */
const ALL = { most: Infinity, plain: Infinity, paper: 0 } as const

export function* runPage(report: RunReport): Generator<string> {
  yield head(report).markup
  yield '<main>'
  yield* sectionOf('summary', 'Summary', undefined, summary(report))
  yield* sectionOf('vms', 'Virtual machines', undefined, vmTable(report))
  for (const [at, vm] of report.vms.entries())
    yield* sectionOf(`vm-${at + 1}`, `${vm.name}: ${vm.state}`, undefined, oneVm(vm))
  if (report.log.length > 0)
    yield* sectionOf('log', 'Log of the run', undefined, remarkTable('Log of the run', report.log))
  yield '</main></body></html>\n'
}

function head({ run, generatedAt, generator }: RunReport): Markup {
  const title = `Run of ${run.plan}`
  return markup`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/><meta http-equiv="Content-Security-Policy" content="${policy(undefined)}"/><meta name="viewport" content="width=device-width, initial-scale=1"/><meta name="referrer" content="no-referrer"/><title>${title}</title><style>${{ markup: STYLE }}</style></head><body><header>${mark()}<div><h1>Run of ${outside(run.plan)}</h1><p>Started ${time(run.startedAt)}. Written ${time(generatedAt)} by Palletjack ${generator.version}.</p></div></header>
`
}

function* summary({ run, totals }: RunReport): Generator<string> {
  const { startedBy } = run
  const took = run.endedAt === undefined ? 'not ended yet' : spanOf(run.startedAt, run.endedAt)
  const facts: [string, Part][] = [
    ['Plan', outside(run.plan)],
    ['Kind', run.type === 'warm' ? 'warm migration' : 'cold migration'],
    ['State', run.state],
    ['Source', outside(run.source)],
    ['Target', markup`${outside(run.target)}, namespace ${outside(run.namespace)}`],
    [
      'Started by',
      startedBy ? markup`${outside(startedBy.user)} on ${outside(startedBy.computer)}` : 'not recorded',
    ],
    ['Started', time(run.startedAt)],
    ['Ended', run.endedAt === undefined ? took : `${time(run.endedAt)} (${took})`],
    ['VMs', resultWords(totals)],
    ['Copied', formatBytes(totals.bytes)],
    [
      'Longest downtime',
      totals.downtimeMs === undefined ? 'not measured' : formatDuration(totals.downtimeMs),
    ],
    ...(totals.eta ? [['All on the target', etaWords(totals.eta)] as [string, Part]] : []),
    ['Run', markup`<code>${run.id}</code>`],
  ]
  yield* table('Summary', [{ title: 'What', width: 2 }, { title: '' }], facts, ALL)
}

function etaWords({
  at,
  lowMs,
  highMs,
  basis,
  reallyMs,
  error,
}: NonNullable<RunReport['totals']['eta']>): Part {
  const said = markup`Said at ${time(at)}: in ${formatRange(lowMs, highMs)} (${outside(basis)}).`
  if (reallyMs === undefined) return said
  return markup`${said} It took ${formatDuration(reallyMs)}, ${errorWords(error ?? 0)}.`
}

function resultWords({ vms, succeeded, failed, canceled }: RunReport['totals']): string {
  const rest = vms - succeeded - failed - canceled
  return [
    `${succeeded} of ${formatCount(vms, 'VM')} migrated`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(canceled > 0 ? [`${canceled} canceled`] : []),
    ...(rest > 0 ? [`${rest} not ended`] : []),
  ].join(', ')
}

function* vmTable({ vms }: RunReport): Generator<string> {
  const columns: Column[] = [
    ...['VM', 'On the target', 'State', 'Started', 'Ended'].map((title) => ({ title })),
    ...['Copied', 'Rounds', 'Downtime said', 'Downtime', 'Warnings'].map((title) => ({
      title,
      number: true as const,
    })),
  ]
  const rows = vms.map((vm): readonly Cell[] => [
    outside(vm.name),
    outside(vm.targetName),
    vm.state,
    vm.startedAt === undefined ? '' : time(vm.startedAt),
    vm.endedAt === undefined ? '' : time(vm.endedAt),
    formatBytes(vm.bytes),
    vm.rounds.length,
    vm.forecast ? formatRange(vm.forecast.lowMs, vm.forecast.highMs) : '',
    vm.measured.downtimeMs === undefined ? '' : formatDuration(vm.measured.downtimeMs),
    vm.warnings.length,
  ])
  yield* table('Virtual machines', columns, rows, ALL)
}

function* oneVm(vm: RunReportVm): Generator<string> {
  yield joined(vmFacts(vm).map((fact) => markup`<p>${fact}</p>`)).markup
  yield* table(
    `Disks of ${vm.name}`,
    ['Disk', 'File on the source', 'Claim on the target', 'State', 'Both sides'].map((title) => ({ title })),
    vm.disks.map((disk) => [
      markup`${outside(disk.label)} <small>${formatBytes(disk.bytesTotal)}</small>`,
      outside(disk.file),
      outside(disk.claim),
      disk.state,
      checksumWords(disk),
    ]),
    ALL,
  )
  if (vm.rounds.length > 0) yield* rounds(vm)
  yield* table(
    `Steps of ${vm.name}`,
    ['Step', 'State', 'Started', 'Took'].map((title) => ({ title })),
    vm.steps.map((step) => [
      step.description,
      step.state,
      step.startedAt ? time(step.startedAt) : '',
      tookOf(step),
    ]),
    ALL,
  )
  if (vm.warnings.length > 0) yield* remarkTable(`Warnings about ${vm.name}`, vm.warnings)
}

function problemWords({ message, meaning = '', remedy, code }: Problem): Part {
  return markup`<b>${outside(message)}</b> ${outside(meaning)} ${outside(remedy)} <code>${code}</code>`
}

function vmFacts(vm: RunReportVm): Part[] {
  const { hostName, diskWay, forecast, forecastError, measured, problem, left } = vm
  const { shutdownMs, conversionMs, downtimeMs } = measured
  const spans = [
    ...(shutdownMs === undefined ? [] : [`shutdown ${formatDuration(shutdownMs)}`]),
    ...(conversionMs === undefined ? [] : [`conversion ${formatDuration(conversionMs)}`]),
    ...(downtimeMs === undefined ? [] : [`downtime ${formatDuration(downtimeMs)}`]),
  ]
  return [
    markup`Copied from ${outside(hostName)}${diskWay === '' ? '' : markup`, ${outside(diskWay)}`}.`,
    ...(spans.length === 0 ? [] : [`Measured: ${spans.join(', ')}.`]),
    ...(forecast
      ? [
          markup`Said before the cutover: ${formatRange(forecast.lowMs, forecast.highMs)} (${outside(forecast.basis)}).${forecastError === undefined ? '' : ` It was ${errorWords(forecastError)}.`}`,
        ]
      : []),
    ...[problem, left].flatMap((one) => (one ? [problemWords(one)] : [])),
  ]
}

function* rounds({ name, rounds: all }: RunReportVm): Generator<string> {
  yield* table(
    `Rounds of ${name}`,
    [
      { title: 'Round' },
      { title: 'What' },
      { title: 'Started' },
      { title: 'Took' },
      { title: 'Bytes', number: true },
    ],
    all.map(({ number, full, startedAt, endedAt, bytes }) => [
      number,
      full ? 'all of it' : 'what changed',
      time(startedAt),
      endedAt === undefined ? '' : spanOf(startedAt, endedAt),
      formatBytes(bytes),
    ]),
    ALL,
  )
}

function checksumWords({ sourceSha256, targetSha256 }: RunReportVm['disks'][number]): Part {
  if (sourceSha256 === undefined || targetSha256 === undefined) return 'not compared'
  if (sourceSha256 === targetSha256) return markup`agree, SHA-256 <code>${sourceSha256}</code>`
  return markup`<b>differ</b>, SHA-256 <code>${sourceSha256}</code> and <code>${targetSha256}</code>`
}

function* remarkTable(label: string, all: readonly Remark[]): Generator<string> {
  const columns = [{ title: 'When', width: 2 }, { title: 'What' }]
  yield* table(
    label,
    columns,
    all.map(({ at, message }) => [time(at), outside(message)]),
    ALL,
  )
}

function tookOf({ startedAt, endedAt }: StepView): string {
  return startedAt === undefined || endedAt === undefined ? '' : spanOf(startedAt, endedAt)
}

function spanOf(from: string, to: string): string {
  return formatDuration(Math.max(0, Date.parse(to) - Date.parse(from)))
}
