/** How long it will take, and how good that guess is. */
import type { Estimate } from './model.ts'

export interface Sample {
  /** Wall clock in ms. */
  readonly at: number
  readonly bytes: number
}

/** Samples older than this no longer say anything about the rate now (ms). */
const WINDOW_MS = 60_000
const FAIR_AFTER_MS = 15_000
const GOOD_AFTER_MS = 60_000

/** Adds a sample and forgets those that left the window, but never the last two. */
export function addSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const kept = samples.filter((one) => sample.at - one.at <= WINDOW_MS)
  return [...(kept.length < 1 ? samples.slice(-1) : kept), sample]
}

/** Rate over the window, and the time that the rest takes at that rate. Bytes, ms. */
export function estimate(samples: readonly Sample[], bytesTotal: number): Estimate {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || last.at <= first.at || last.bytes <= first.bytes)
    return { bytesPerSecond: 0, quality: 'rough', basis: 'nothing has been copied yet' }
  const span = last.at - first.at
  const bytesPerSecond = ((last.bytes - first.bytes) * 1000) / span
  const remainingMs = (Math.max(0, bytesTotal - last.bytes) / bytesPerSecond) * 1000
  const quality = span >= GOOD_AFTER_MS ? 'good' : span >= FAIR_AFTER_MS ? 'fair' : 'rough'
  return {
    bytesPerSecond,
    remainingMs,
    quality,
    basis: `copy rate of the last ${Math.max(1, Math.round(span / 1000))} s; conversion not counted`,
  }
}
