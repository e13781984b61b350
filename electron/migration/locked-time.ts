/**
 * Time in which a VM waits for the vault counts for nothing: nobody could look at it, or do anything for it. It is
 * journaled, so that a process that ends meanwhile does not make it count.
 */
import type { VmRecord } from '../../shared/migration/record.ts'

/** Ms since the phase of this VM began, without those. */
export function phaseMs({ phaseStartedAt, lockedSince, lockedMs = 0 }: VmRecord, now: number): number {
  const until = lockedSince === undefined ? now : Date.parse(lockedSince)
  return phaseStartedAt === undefined ? 0 : Math.max(0, until - Date.parse(phaseStartedAt) - lockedMs)
}

/** Notes whether the VM waits for the vault now. True when the record has changed. */
export function noteLocked(record: VmRecord, isLocked: boolean, now: number): boolean {
  const { lockedSince, lockedMs = 0 } = record
  if (isLocked === (lockedSince !== undefined)) return false
  record.lockedSince = isLocked ? new Date(now).toISOString() : undefined
  if (lockedSince !== undefined) record.lockedMs = lockedMs + Math.max(0, now - Date.parse(lockedSince))
  return true
}

/** For the next phase. */
export function forgetLocked(record: VmRecord): void {
  record.lockedSince = undefined
  record.lockedMs = undefined
}
