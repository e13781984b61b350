/** What a terminal shows of ESXi hosts and their NFC memory. Pure. */
import type {
  EditRun,
  EsxiHost,
  Generation,
  HostEdit,
  MigrationNetwork,
  NfcReading,
  NfcValues,
} from '../../shared/esxi/model.ts'
import { STEP_WORDS } from '../../shared/esxi/edit-steps.ts'
import { formatBytes, formatCount, formatNumber } from '../../shared/units.ts'
import { instant } from './time-stamp.ts'
import { fittedTable } from './text.ts'

const SETTINGS: Readonly<Record<EsxiHost['generation'], string>> = {
  configFile: 'config.xml',
  configStore: 'ConfigStore',
  unknown: 'unknown',
}

function settingsWords(generation: EsxiHost['generation']): string {
  return SETTINGS[generation]
}

/** "1,000,000,000 (953.7 MiB)", or that the host's default holds. */
function memoryWords({ maxMemory, maxStreamMemory }: NfcValues): string {
  const parts = [
    maxMemory === undefined ? "not set, so the host's default" : sized(maxMemory),
    ...(maxStreamMemory === undefined ? [] : [`${sized(maxStreamMemory)} for one copy`]),
  ]
  return parts.join(', ')
}

function sized(bytes: number): string {
  return `${formatNumber(bytes)} (${formatBytes(bytes)})`
}

export function hostsText(hosts: readonly EsxiHost[], width: number | undefined): string {
  const rows = hosts.map((host) => [
    host.name,
    host.version,
    settingsWords(host.generation),
    sshWords(host),
    host.nfc ? memoryWords(host.nfc.values) : 'not read yet',
    String(host.copies.limit),
    host.hostKey ? 'trusted' : 'not trusted yet',
    networkWords(host.network),
  ])
  const head = ['Host', 'ESXi', 'Settings in', 'SSH', 'NFC memory', 'Copies at once', 'Host key', 'Copies by']
  const notes = hosts.flatMap(noteLines)
  return `${[fittedTable(head, rows, width), ...notes].join('\n')}\n${formatCount(hosts.length, 'host')}.\n`
}

function sshWords({ ssh, lockdownMode }: EsxiHost): string {
  const state = ssh === undefined ? 'unknown' : ssh.running ? 'running' : 'stopped'
  const mode = { lockdownNormal: 'lockdown', lockdownStrict: 'strict lockdown' }[lockdownMode]
  return mode === undefined ? state : `${state}, ${mode}`
}

function noteLines({ name, sshLeftOpen, unfinished, copies }: EsxiHost): string[] {
  return [
    ...(sshLeftOpen
      ? [
          `${name}: SSH is open since ${instant(sshLeftOpen.since)} and is not as it was before yet${sshLeftOpen.problem ? `: ${sshLeftOpen.problem.message}` : '.'}`,
        ]
      : []),
    ...(unfinished
      ? [
          `${name}: an edit was cut off at ${instant(unfinished.at)}, at the step "${STEP_WORDS[unfinished.step].title}". Read the host to see what is there: esxi nfc show --host ${name}.`,
        ]
      : []),
    ...(copies.now > 0
      ? [`${name}: ${formatCount(copies.now, 'disk copy', 'disk copies')} from it now.`]
      : []),
  ]
}

/** What one login to a host found. */
export function readingText(reading: NfcReading): string {
  const { hostName, version, build, generation, place, values, ignored, restartDue, backups } = reading
  const lines = [
    `${hostName}: ESXi ${version} build ${build}, hostd reads ${place}`,
    `  NFC memory: ${memoryWords(values)}`,
    ...(generation === 'configStore' ? [`  ${STORE_NOTE}`] : []),
    ...(ignored
      ? [`  ${ignored.place} holds ${memoryWords(ignored.values)}, which counts for nothing.`]
      : []),
    ...(restartDue === true
      ? ['  hostd was not restarted since these settings were changed: it still works with those before.']
      : []),
    ...(backups.length === 0 ? ['  No backups.'] : ['  Backups, newest first:']),
    ...backups.map(
      ({ id, at, values: held }) =>
        `    ${id}  ${instant(at)}  ${held ? memoryWords(held) : 'cannot be read as settings'}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

const STORE_NOTE =
  'From 7.0 U2 on an edit of config.xml, as most guides still show it, does nothing: the settings live in ConfigStore.'

/** The lines of each host that would change. */
export function diffText({ hosts }: EditRun): string {
  return hosts
    .map((host) =>
      host.diff === '' ? '' : `${host.hostName}: ${host.place ?? ''}\n${host.diff.trimEnd()}\n`,
    )
    .join('')
}

const ENDS: Readonly<Record<HostEdit['state'], string>> = {
  waiting: 'not begun',
  running: 'under way',
  done: 'done',
  unchanged: 'was so already',
  rolledBack: 'FAILED, rolled back',
  failed: 'FAILED',
  skipped: 'left alone',
  canceled: 'canceled',
}

function endWords({ kind }: EditRun, { state }: HostEdit): string {
  return kind === 'rehearsal' && state === 'done' ? 'would change' : ENDS[state]
}

/** How each host ended, and what is true on it now. */
export function runText(run: EditRun, width: number | undefined): string {
  const rows = run.hosts.map((host) => [host.hostName, endWords(run, host), host.truth])
  return `${fittedTable(['Host', 'How it ended', 'What is true now'], rows, width)}\n`
}

export function historyText(runs: readonly EditRun[], width: number | undefined): string {
  if (runs.length === 0) return 'Nothing was done with the NFC memory of these hosts from here.\n'
  const rows = runs.flatMap((run) =>
    run.hosts.map((host, index) => [
      index === 0 ? instant(run.startedAt) : '',
      index === 0 ? run.kind : '',
      host.hostName,
      endWords(run, host),
      [
        host.truth,
        ...(host.backup === undefined ? [] : [`Backup: ${host.backup}`]),
        ...(host.problem === undefined ? [] : [host.problem.message]),
      ].join(' '),
    ]),
  )
  return `${fittedTable(['Begun', 'What', 'Host', 'How it ended', 'What was true then'], rows, width)}\n`
}

export interface Consequence {
  readonly hosts: readonly HostEdit[]
  readonly kind: 'edit' | 'restore'
  /** Names of hosts whose SSH is started for it. */
  readonly opened: readonly string[]
}

/** What will happen, for the question before it. */
export function beforeText({ hosts, kind, opened }: Consequence): string {
  const [canary] = hosts
  const lines = [
    ...(hosts.length > 1 && canary
      ? [`One host after the other, ${canary.hostName} first as the canary; the first failure ends the run.`]
      : []),
    ...hosts.map(({ hostName, generation }) => `${hostName}: ${keptWords(kind, generation)}`),
    'hostd of the host is restarted: vCenter loses sight of it for about a minute, its VMs go on, and tasks on it fail meanwhile.',
    ...(opened.length > 0
      ? [`SSH is stopped on ${opened.join(', ')}: it is started for the work and put back in every case.`]
      : []),
    "Whether backup over vCenter heeds this memory is told in two ways: VMware's VDDK guide calls the limit fixed where vCenter manages the host, Red Hat's guide raises it.",
  ]
  return `${lines.map((line) => `  ${line}`).join('\n')}\n`
}

function keptWords(kind: 'edit' | 'restore', generation: Generation | undefined): string {
  const where = generation === 'configStore' ? 'of what ConfigStore holds' : 'of config.xml'
  return `a backup ${where} is left on the host, then it is ${kind === 'edit' ? 'changed' : 'put back'}.`
}

export function networkWords(network: MigrationNetwork): string {
  const where = `${network.device ?? ''} ${network.address ?? ''}`.trim()
  switch (network.state) {
    case 'management':
      return 'vCenter'
    case 'ready':
      return where
    case 'checking':
      return `vCenter (${where} is tried)`
    case 'unchecked':
      return `vCenter (${where} not tried)`
    case 'failed':
      return `vCenter (${where} FAILED)`
  }
}
