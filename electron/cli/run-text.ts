/** What a terminal shows of a run, as text. Pure. */
import type { DiskChecksum } from '../../shared/contract/lab.ts'
import type { MigrationEvent, MigrationView, VmView } from '../../shared/migration/model.ts'
import type { Drift } from '../../shared/plan/drift-model.ts'
import type { Consequences, PlanInput } from '../../shared/plan/model.ts'
import { formatBytes, formatCount, formatDuration, formatRange } from '../../shared/units.ts'
import type { Outcome } from './follow-run.ts'
import { problemText, table } from './text.ts'

export function countVms(view: MigrationView | undefined): {
  succeeded: number
  failed: number
  canceled: number
} {
  const count = (state: VmView['state']): number => view?.vms.filter((vm) => vm.state === state).length ?? 0
  return { succeeded: count('succeeded'), failed: count('failed'), canceled: count('canceled') }
}

function agrees(disk: DiskChecksum): boolean {
  return disk.sourceSha256 !== '' && disk.sourceSha256 === disk.targetSha256
}

/** All VMs succeeded, and where both sides were hashed they are the same. */
export function isSuccess({ view, disks }: Outcome): boolean {
  return view !== undefined && view.vms.every((vm) => vm.state === 'succeeded') && disks.every(agrees)
}

export function checksumTable(disks: readonly DiskChecksum[]): string {
  return table(
    ['VM', 'Disk', 'Size', 'SHA-256 of the source', 'SHA-256 of the target', ''],
    disks.map((disk) => [
      disk.vm,
      disk.disk,
      formatBytes(disk.bytes),
      shortHash(disk.sourceSha256),
      shortHash(disk.targetSha256),
      agrees(disk) ? 'agree' : 'DIFFER',
    ]),
  )
}

function shortHash(hash: string): string {
  return hash.length > 16 ? `${hash.slice(0, 16)}…` : hash
}

export function closingSentence(outcome: Outcome): string {
  const { view, disks } = outcome
  if (!view) return 'The run did not begin.'
  const counts = countVms(view)
  const took =
    view.endedAt === undefined
      ? ''
      : ` in ${formatDuration(Date.parse(view.endedAt) - Date.parse(view.startedAt))}`
  const parts = [
    `${counts.succeeded} of ${formatCount(view.vms.length, 'VM')} migrated to namespace ${view.targetNamespace}${took}`,
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.canceled > 0 ? [`${counts.canceled} canceled`] : []),
  ]
  return `${parts.join(', ')}.${downtimeSentence(view)}${leftSentence(view)}${checksumSentence(disks)}`
}

/** Of a warm run: how long the VM was down that was so the longest, and what was said of it before. */
function downtimeSentence({ vms }: MigrationView): string {
  const [longest] = vms
    .flatMap(({ name, forecast, measured }) =>
      forecast && measured?.downtimeMs !== undefined
        ? [{ name, forecast, downtimeMs: measured.downtimeMs }]
        : [],
    )
    .sort((a, b) => b.downtimeMs - a.downtimeMs)
  if (!longest) return ''
  const { lowMs, highMs } = longest.forecast
  return ` Longest downtime: ${formatDuration(longest.downtimeMs)} (${longest.name}, forecast ${formatRange(lowMs, highMs)}).`
}

function leftSentence({ vms }: MigrationView): string {
  const left = vms.flatMap((vm) => vm.left ?? [])
  return left.map(({ message, remedy }) => ` ${message} ${remedy}`).join('')
}

function checksumSentence(disks: readonly DiskChecksum[]): string {
  if (disks.length === 0) return ''
  const differing = disks.filter((disk) => !agrees(disk)).length
  const all = formatCount(disks.length, 'disk')
  if (differing > 0) return ` ${differing} of ${all} differ from the source.`
  return disks.length === 1
    ? ' Source and target of its disk agree, byte for byte.'
    : ` Source and target agree on all ${all}, byte for byte.`
}

/** One line for an event that a person should see; undefined for the rest. */
export function eventLine(event: MigrationEvent): string | undefined {
  const who = event.vm === undefined ? '' : `${event.vm}: `
  switch (event.type) {
    case 'wait':
    case 'warning':
      return event.message ? `${who}${event.message}` : undefined
    case 'problem':
      return event.problem
        ? `${who}${problemText(event.problem).trimEnd()}`
        : `${who}${event.message ?? 'failed.'}`
    case 'step':
      if (event.message) return `${who}${event.message}`
      return event.state === 'running' && event.step ? `${who}${STEPS[event.step]}` : undefined
    case 'vm':
      return event.state === undefined || event.state === 'running' ? undefined : `${who}${event.state}`
    case 'migration':
      return event.message
    case 'phase':
    case 'progress':
      return undefined
  }
}

const STEPS = {
  Initialize: 'prepares source and target',
  DiskTransfer: 'copies its disks',
  Cutover: 'cuts over: shuts the source down and copies what changed last',
  ImageConversion: 'converts the guest',
  VirtualMachineCreation: 'creates the virtual machine',
  WaitForFinalSnapshotConsolidation: 'removes the last snapshot of the source',
} as const

/** What a warm VM waits for between two rounds, at `now` (ms); undefined for all others. */
export function idleText(vm: VmView, now: number): string | undefined {
  if (vm.phase !== 'CopyingPaused' || vm.state !== 'running') return undefined
  const until = (iso: string): string => formatDuration(Math.max(0, Date.parse(iso) - now))
  const when = vm.cutoverAt ?? vm.nextPrecopyAt
  if (when === undefined) return undefined
  const forecast = vm.downtime ? `: ${formatRange(vm.downtime.lowMs, vm.downtime.highMs)} down` : ''
  return vm.cutoverAt === undefined
    ? `idle, next delta in ${until(when)}; ready to cut over${forecast}`
    : `idle, cuts over in ${until(when)}${forecast}`
}

/** What will happen, for the question before a run. `names` are the source VMs. */
export function consequencesText(
  consequences: Consequences,
  names: readonly string[],
  { targetNamespace: namespace, type }: Pick<PlanInput, 'targetNamespace' | 'type'>,
): string {
  const { diskCount, diskBytes, stopping, renamed, createsNamespace, findings, undo } = consequences
  const lines = [
    `${names.join(', ')}: ${formatCount(diskCount, 'disk')}, ${formatBytes(diskBytes)}, into namespace ${namespace}${createsNamespace ? ', which is made' : ''}.`,
    stopping.length === 0
      ? 'No VM is shut down: none of them runs.'
      : `${type === 'warm' ? 'Copied while they run, shut down for the cutover' : 'Shut down for the whole copy'}: ${stopping.join(', ')}.`,
    ...renamed.map(({ from, to }) => `${from} is named ${to} on the target.`),
    ...findings.map(
      (finding) => `${finding.category}: ${finding.object.name}: ${finding.message} ${finding.remedy}`,
    ),
    ...undo,
  ]
  return `${lines.map((line) => `  ${line}`).join('\n')}\n`
}

/** What has changed since a stored plan was reviewed, for the question before its run. */
export function driftText({ reviewedAt, unknownVms, items }: Drift): string {
  if (reviewedAt === undefined)
    return unknownVms === 0
      ? '  Nothing is left of this plan to be compared with its review.'
      : '  No facts of the review of this plan are kept, so nobody can say what has changed since.'
  const some = unknownVms > 0 ? [`Of ${formatCount(unknownVms, 'VM')} no facts are kept.`] : []
  const lines = [
    ...(items.length === 0
      ? [`Nothing has changed since the review (${reviewedAt}).`]
      : [`Changed since the review (${reviewedAt}):`]),
    ...items.map(({ kind, name, message }) => `${DRIFT[kind]}: ${name}: ${message}`),
    ...some,
  ]
  return lines.map((line) => `  ${line}`).join('\n')
}

const DRIFT = { blocking: 'Blocking', accept: 'To accept', info: 'For information' } as const
