/** The rounds of a warm migration: names of snapshots, checkpoints in the order that loses nothing, cutover times. */
import type { Checkpoint, Stages } from '../manifests/data-volume.ts'
import type { PrecopyRecord, VmRecord, WarmRecord } from './record.ts'

/** What the names of all snapshots that Palletjack makes begin with. */
export const OWN_SNAPSHOT = 'palletjack-'
const ID_LETTERS = 8

/** What the names of all snapshots of a plan begin with, whichever run of it made them. */
export function snapshotPrefix(planId: string): string {
  return `${OWN_SNAPSHOT}${planId.slice(0, ID_LETTERS)}-`
}

/** Each name is used once, so a snapshot that has it is the one that was asked for. */
export function snapshotName(planId: string, migrationId: string, round: number | 'tracking'): string {
  return `${snapshotPrefix(planId)}${migrationId.slice(0, ID_LETTERS)}-${round}`
}

export function warmOf(record: VmRecord): WarmRecord {
  record.warm ??= { precopies: [] }
  return record.warm
}

/** The round that is copied, or was copied last. */
export function lastPrecopy(record: VmRecord): PrecopyRecord | undefined {
  return record.warm?.precopies.at(-1)
}

/**
 * The stages of one disk. Each begins where the change id of the round before ends; that id was read while its
 * snapshot was there, and before the next one was made. A round that is copied whole begins the list anew.
 */
export function stagesOf(record: VmRecord, diskKey: number, final: boolean): Stages {
  const precopies = record.warm?.precopies ?? []
  const from = precopies.findLastIndex((one) => one.full)
  const checkpoints = precopies.slice(Math.max(0, from)).map((one, index, all): Checkpoint => {
    const before = index === 0 ? undefined : all[index - 1]
    if (!before) return { current: one.snapshotId, previous: '' }
    const changeId = before.changeIds[String(diskKey)]
    // Without one the disk would be copied whole over what is there, which is not what a delta is for.
    if (changeId === undefined) throw new Error(`disk ${diskKey} has no change id of round ${before.number}`)
    return { current: one.snapshotId, previous: changeId }
  })
  return { checkpoints, final }
}

/** Whether the cutover of a VM is to begin at `now` (ms). */
export function isCutoverDue(warm: WarmRecord, now: number): boolean {
  return warm.cutoverAt !== undefined && Date.parse(warm.cutoverAt) <= now
}

/** Whether the next delta is to begin at `now` (ms). */
export function isPrecopyDue(warm: WarmRecord, now: number): boolean {
  return warm.nextPrecopyAt !== undefined && Date.parse(warm.nextPrecopyAt) <= now
}
