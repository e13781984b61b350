/** What Palletjack can put right by itself: never anything that removes a snapshot or stops a VM. */
import type { Vm } from '../inventory/model.ts'
import { formatCount } from '../units.ts'

export const FIX_IDS = ['change-tracking', 'consolidate'] as const
export type FixId = (typeof FIX_IDS)[number]

export interface Fix {
  readonly id: FixId
  /** For a button: "Switch on change tracking". */
  readonly verb: string
  /** Between verb and objects: "for 3 VMs". */
  readonly joint: 'for' | 'of'
  /** Rules whose findings it puts right. A finding that is unknown has no fix: nobody knows that it is needed. */
  readonly rules: readonly string[]
  /** What happens to each VM, for all of them. */
  readonly effect: string
  /** What cannot be taken back, and how what can be is. */
  readonly undo: string
  /** Of vSphere, on the VM. */
  readonly privileges: readonly string[]
  /** ms for one VM. */
  readonly limitMs: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

export const FIXES: Readonly<Record<FixId, Fix>> = {
  'change-tracking': {
    id: 'change-tracking',
    verb: 'Switch on change tracking',
    joint: 'for',
    rules: ['change-tracking-off'],
    effect:
      'vSphere reconfigures each VM so that it notes which blocks of its disks change. Nothing is stopped and no data is changed; each disk gets a small file for the notes.',
    undo: 'Change tracking can be switched off again in vSphere. Backup software that sees it may begin with a full backup.',
    privileges: ['VirtualMachine.Config.ChangeTracking'],
    limitMs: 5 * MINUTE_MS,
  },
  consolidate: {
    id: 'consolidate',
    verb: 'Consolidate disks',
    joint: 'of',
    rules: ['snapshot-consolidation'],
    effect:
      'vSphere merges what failed snapshot removals left into the disks of each VM. Snapshots stay. It loads the storage, can take hours, and a running VM may stand still for some seconds at the end.',
    undo: 'Merged disks cannot be taken apart again. The guest sees the same data as before.',
    privileges: ['VirtualMachine.State.RemoveSnapshot'],
    // Merging a delta that grew for days takes hours.
    limitMs: 12 * HOUR_MS,
  },
}

const BY_RULE: ReadonlyMap<string, Fix> = new Map(
  FIX_IDS.flatMap((id) => FIXES[id].rules.map((rule) => [rule, FIXES[id]] as const)),
)

export function fixOf(rule: string): Fix | undefined {
  return BY_RULE.get(rule)
}

/** "Switch on change tracking for 3 VMs". */
export function fixTitle(id: FixId, count: number): string {
  return `${FIXES[id].verb} ${FIXES[id].joint} ${formatCount(count, 'VM')}`
}

/** What it does to this very VM, and when it takes effect. */
export function fixEffect(id: FixId, vm: Pick<Vm, 'powerState'>): string {
  if (id === 'consolidate')
    return vm.powerState === 'poweredOn'
      ? 'Merges the disks while it runs.'
      : `Merges the disks while it is ${STATES[vm.powerState]}.`
  return vm.powerState === 'poweredOff'
    ? 'It is off: takes effect at once.'
    : `It ${vm.powerState === 'poweredOn' ? 'runs' : 'is suspended'}: takes effect with its next snapshot, or when it is turned off and on.`
}

const STATES: Readonly<Record<Vm['powerState'], string>> = {
  poweredOn: 'running',
  poweredOff: 'off',
  suspended: 'suspended',
}

/** What decides whether a fix is right for a VM. */
export type FixableVm = Pick<
  Vm,
  'isTemplate' | 'connectionState' | 'hardwareVersion' | 'disks' | 'snapshotCount' | 'faultTolerance'
>

/** Why it is not done to this VM, in a sentence; undefined: it can be. */
export function fixRefusal(id: FixId, vm: FixableVm): string | undefined {
  if (vm.isTemplate) return 'It is a template, which vSphere does not change.'
  if (vm.connectionState !== 'connected') return `vSphere does not reach it: it is ${vm.connectionState}.`
  return id === 'change-tracking' ? trackingRefusal(vm) : undefined
}

/** Changed block tracking came with virtual hardware 7. */
const TRACKING_SINCE = 7

function trackingRefusal(vm: FixableVm): string | undefined {
  const { hardwareVersion, disks, snapshotCount, faultTolerance } = vm
  const version = Number(/^vmx-(\d+)$/.exec(hardwareVersion)?.[1] ?? Number.NaN)
  if (version < TRACKING_SINCE) return `Its virtual hardware ${version} has no change tracking.`
  if (faultTolerance) return 'Fault Tolerance is on, which rules change tracking out.'
  const outside = disks.find(({ mode, rdm }) => mode.startsWith('independent') || rdm === 'physical')
  if (outside) return `No snapshot holds ${outside.label}, so a warm migration is out of reach anyway.`
  return snapshotCount > 0 ? snapshotRefusal(snapshotCount) : undefined
}

/** Tracking that begins over a chain of snapshots misses what they hold. */
export function snapshotRefusal(count: number): string {
  return `It has ${formatCount(count, 'snapshot')}: change tracking is only right when it begins without any.`
}
