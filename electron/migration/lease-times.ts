/**
 * How long a look at a lease counts. A write follows a look that was sent GOOD_FOR_MS ago at most; whoever takes a
 * lease from another one waits for SETTLES_MS after the answer. So the last write of the one comes before the first
 * of the other, whatever their lines and clocks are like: each measures spans on its own clock only.
 */
import { LEASE_MS, type SeenLease } from './lease-object.ts'

/** Looked at this often without a write (ms). */
export const LOOK_MS = 3_000
/** Renewed once it is so old (ms). */
export const RENEW_MS = 15_000
/** Looked at again after trouble (ms). */
export const RETRY_MS = 2_000
/** A look this old (ms) does for a write without another. */
export const FRESH_MS = 1_000
/** So old (ms) may a look be at a write; it grows old while its answer is on the way. */
export const GOOD_FOR_MS = 4_000
/** Nothing is written in this time (ms) after a take-over. Longer than a look is good for, and a write is on its way. */
export const SETTLES_MS = 6_000
/** Without being renewed it is not known whose a lease is after this time (ms). */
export const HOLDS_MS = LEASE_MS

/** Another one's lease, and when it was last seen to be renewed. */
export interface Heard {
  /** `heard` by the clock of this computer. */
  readonly seen: SeenLease
  /** As it stands there. */
  readonly stamp: string
  /** Ms by the clock of this computer; undefined where the lease tells no time. */
  readonly at: number | undefined
}

/**
 * Clocks of two computers differ. Only the first time what stands there has to do; from then on what counts is when it
 * was seen to change.
 */
export function hear(seen: SeenLease, now: number, before?: Heard): Heard {
  const stamp = `${seen.identity} ${seen.heard}`
  if (before?.stamp === stamp) return before
  const told = Date.parse(seen.heard)
  const at = before ? now : Number.isNaN(told) ? undefined : Math.min(told, now)
  return { stamp, at, seen: { ...seen, heard: at === undefined ? '' : new Date(at).toISOString() } }
}

/** Not heard of for longer than its lease holds. */
export function isQuiet({ at }: Heard, now: number): boolean {
  return at === undefined || now - at > LEASE_MS
}

/** A clock that was put back has measured nothing. */
export function isWithin(ms: number, limit: number): boolean {
  return ms >= 0 && ms < limit
}
