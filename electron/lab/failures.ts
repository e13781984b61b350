/** What goes wrong in the lab because somebody asked for it: kept here, acted on where the thing happens. */
import type { ClusterFailures, PodEnd, PodFailures, VcenterFailures } from './service.ts'

/** What was asked for last, with what is left of it. */
export interface Failing<T> {
  now(): T
  set(failures: T): void
  /** Somebody came across them. */
  note(times?: number): void
  /** How often somebody did, since the start. */
  met(): number
}

export function failing<T extends VcenterFailures | ClusterFailures | PodFailures>(well: T): Failing<T> {
  let failures = well
  let met = 0
  return {
    now: () => failures,
    set: (next) => (failures = next),
    note: (times = 1) => (met += times),
    met: () => met,
  }
}

interface Limited {
  readonly times?: number | undefined
}

/** Counts what is to happen so many times only; without a number it happens each time. */
export function createCounts(): (failure: Limited | undefined) => boolean {
  const left = new WeakMap<Limited, number>()
  return (failure) => {
    if (!failure) return false
    const now = left.get(failure) ?? failure.times ?? Infinity
    left.set(failure, now - 1)
    return now > 0
  }
}

/** The words and the exit code with which a container ends. */
export function exitOf({ how, message }: PodEnd): { code: number; reason?: string; message?: string } {
  // The kernel kills it: it has no last words.
  if (how === 'oom') return { code: 137, reason: 'OOMKilled' }
  return { code: 1, message: message ?? 'the lab made it fail' }
}
