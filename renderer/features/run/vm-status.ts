import type { MigrationView, Phase, Precopy, VmView } from '../../../shared/migration/model.ts'
import { formatBytes } from '../../../shared/units.ts'
import type { RunSearch } from '../../app/search.ts'
import type { Tone } from '../../ui/state-label.tsx'
import { roughly, stamp } from '../../ui/times.ts'
import { isIdle } from './idle.ts'

export type StatusKey = NonNullable<RunSearch['state']>

/** What a VM does right now: the chip that counts it, shape and word, and a sentence. */
export interface VmStatus {
  readonly key: StatusKey
  readonly tone: Tone
  readonly word: string
  readonly sentence: string
}

const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  Started: 'starts',
  EnableChangeTracking: 'looks whether changes are tracked',
  CreateInitialSnapshot: 'takes the first snapshot',
  StoreInitialSnapshotDeltas: 'notes where the first delta begins',
  StorePowerState: 'notes whether the source runs',
  PowerOffSource: 'shuts the source down',
  WaitForPowerOff: 'the guest is shutting down',
  CreateDataVolumes: 'prepares the volumes',
  CopyDisks: 'copies',
  CopyingPaused: 'idle until the next delta',
  RemovePreviousSnapshot: 'removes the snapshot of the last round',
  CreateSnapshot: 'takes a snapshot',
  StoreSnapshotDeltas: 'looks what has changed',
  AddCheckpoint: 'asks for the delta',
  RemovePenultimateSnapshot: 'removes the snapshot of the last round',
  CreateFinalSnapshot: 'takes the last snapshot',
  AddFinalCheckpoint: 'asks for the last delta',
  Finalize: 'copies the last delta',
  CreateGuestConversionPod: 'prepares the conversion',
  ConvertGuest: 'converts the guest for KVM',
  CreateVM: 'creates the VM on the target',
  WaitForFinalSnapshotRemoval: 'vSphere removes the last snapshot',
  Completed: 'done',
}

/** `now` in ms since 1970; without it nothing is said that depends on the time. */
export function vmStatus(vm: VmView, now?: number): VmStatus {
  switch (vm.state) {
    case 'failed':
      return { key: 'failed', tone: 'failed', word: 'Failed', sentence: vm.problem?.message ?? 'It failed.' }
    case 'succeeded':
      return {
        key: 'done',
        tone: 'done',
        word: 'Done',
        sentence: vm.targetName === vm.name ? 'is on the target' : `is on the target as ${vm.targetName}`,
      }
    case 'canceled':
      return {
        key: 'canceled',
        tone: 'canceled',
        word: 'Canceled',
        sentence: vm.left?.message ?? 'nothing of it is left on the target',
      }
    case 'waiting':
      return {
        key: 'waiting',
        tone: 'waiting',
        word: 'Waiting',
        sentence: waitSentence(vm.waitReason || 'has not begun yet'),
      }
    case 'running':
      return runningStatus(vm, now)
  }
}

function runningStatus(vm: VmView, now: number | undefined): VmStatus {
  if (vm.question) return { key: 'asks', tone: 'ask', word: 'Asks you', sentence: vm.question.text }
  if (isIdle(vm)) return { key: 'idle', tone: 'waiting', word: 'Idle', sentence: idleSentence(vm, now) }
  if (vm.waitReason !== '')
    return { key: 'waiting', tone: 'waiting', word: 'Waiting', sentence: waitSentence(vm.waitReason) }
  if (vm.phase !== 'CopyDisks' && vm.phase !== 'Finalize')
    return { key: 'running', tone: 'running', word: 'Running', sentence: PHASE_WORDS[vm.phase] }
  const round = vm.precopies?.at(-1)
  if (round) return { key: 'copying', tone: 'running', word: 'Copying', sentence: roundSentence(vm, round) }
  const { disks } = vm
  const done = disks.filter((disk) => disk.state === 'completed').length
  const sentence = disks.length > 1 ? `copies, ${done} of ${disks.length} disks done` : 'copies its disk'
  return { key: 'copying', tone: 'running', word: 'Copying', sentence }
}

/** "next delta in 12 min", "cutover at 2026-11-24 02:00 UTC+1" */
function idleSentence({ cutoverAt, nextPrecopyAt }: VmView, now: number | undefined): string {
  if (cutoverAt !== undefined) return `cutover at ${stamp(cutoverAt)}`
  if (nextPrecopyAt === undefined || now === undefined) return 'until the next delta'
  const left = Date.parse(nextPrecopyAt) - now
  return left > 0 ? `next delta in ${roughly(left)}` : 'the next delta is due'
}

/** "delta 4: 1.2 GiB". The first round is a whole copy. */
function roundSentence({ phase }: VmView, { number, bytes, full }: Precopy): string {
  if (phase === 'Finalize') return `copies the last delta: ${formatBytes(bytes)}`
  if (number === 1) return 'first copy, of all disks'
  return full ? 'copies all disks again' : `delta ${number - 1}: ${formatBytes(bytes)}`
}

/** Some reasons say themselves that they wait; the word stands there once. */
export function waitSentence(reason: string): string {
  return /\bwaits?\b/.test(reason) ? reason : `waits: ${reason}`
}

/** Seconds of copying before a rate says anything, ms. */
const MEASURE_MS = 5000

/** How long the copy of one VM still takes at its own rate so far, ms; undefined when nothing can be said. */
export function vmRemainingMs(vm: VmView, now: number): number | undefined {
  const copy = vm.steps.find((step) => step.name === 'DiskTransfer')
  if (copy?.state !== 'running' || copy.startedAt === undefined || isIdle(vm)) return undefined
  const elapsed = now - Date.parse(copy.startedAt)
  if (elapsed < MEASURE_MS || vm.bytesCopied <= 0 || vm.bytesCopied >= vm.bytesTotal) return undefined
  return ((vm.bytesTotal - vm.bytesCopied) * elapsed) / vm.bytesCopied
}

export const CHIPS: readonly { readonly key: StatusKey; readonly label: string; readonly tone: Tone }[] = [
  { key: 'copying', label: 'Copying', tone: 'running' },
  { key: 'running', label: 'Running', tone: 'running' },
  { key: 'idle', label: 'Idle', tone: 'waiting' },
  { key: 'asks', label: 'Asks you', tone: 'ask' },
  { key: 'waiting', label: 'Waiting', tone: 'waiting' },
  { key: 'failed', label: 'Failed', tone: 'failed' },
  { key: 'done', label: 'Done', tone: 'done' },
  { key: 'canceled', label: 'Canceled', tone: 'canceled' },
]

/** VMs per chip. */
export function statusCounts(vms: readonly VmView[]): ReadonlyMap<StatusKey, number> {
  const counts = new Map<StatusKey, number>()
  for (const vm of vms) {
    const { key } = vmStatus(vm)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

export function isEnded(view: Pick<MigrationView, 'state'>): boolean {
  return view.state !== 'running' && view.state !== 'canceling'
}

/** Why nothing can be done about a run from here: another Palletjack drives it, or did. Undefined where this one does. */
export function watchReason({ drivenBy }: Pick<MigrationView, 'drivenBy'>): string | undefined {
  if (!drivenBy || drivenBy.state === 'us') return undefined
  return drivenBy.state === 'nobody'
    ? 'This window only watches. Take the run over first.'
    : `Palletjack on ${drivenBy.computer} drives this run. Take it over first.`
}

/** VMs that can still be canceled. */
export function isCancelable(vm: VmView): boolean {
  return vm.state === 'waiting' || vm.state === 'running'
}
