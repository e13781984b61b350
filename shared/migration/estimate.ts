/** How long it will take, and how good that guess is. */
import type { Plan } from '../plan/model.ts'
import { formatRange } from '../units.ts'
import { conversionSpan, type Experience, type Span } from './downtime.ts'
import type { Estimate } from './model.ts'
import type { VmRecord } from './record.ts'

export interface Sample {
  /** Wall clock in ms. */
  readonly at: number
  readonly bytes: number
}

/** What comes beside the copy. */
export interface Work {
  /** The longest of what is left of the conversions, ms; undefined: none is left, or nobody said when it comes. */
  readonly conversion?: Span
  /** In words, for the basis. */
  readonly words: string
}

/** Samples older than this no longer say anything about the rate now (ms). */
const WINDOW_MS = 60_000
const FAIR_AFTER_MS = 15_000
const GOOD_AFTER_MS = 60_000
/** How far the truth may lie from a rate, as a share of it. */
const SPREAD: Readonly<Record<Estimate['quality'], number>> = { rough: 0.4, fair: 0.2, good: 0.1 }

/**
 * Adds a sample and forgets those that left the window, but never the last two. Where a disk has to be copied again its
 * bytes count from zero: what was before says nothing of the rate.
 */
export function addSample(samples: readonly Sample[], sample: Sample): Sample[] {
  if (sample.bytes < (samples.at(-1)?.bytes ?? 0)) return [sample]
  const kept = samples.filter((one) => sample.at - one.at <= WINDOW_MS)
  return [...(kept.length < 1 ? samples.slice(-1) : kept), sample]
}

/**
 * What is left of a run beside its copies. Conversions run side by side, so the last one counts: a whole one while
 * disks are copied, else what is left of those that run.
 */
export function workOf(
  records: readonly VmRecord[],
  type: Plan['type'],
  known: Experience,
  now: number,
): Work {
  const open = records.filter((record) => !record.endedAt)
  const awaited = open.filter((record) => type === 'cold' || record.warm?.cutoverStartedAt !== undefined)
  const words =
    known.conversionMs.length > 0 ? 'as conversions took here' : 'no conversion was measured here yet'
  if (awaited.length === 0 && open.length > 0) {
    const when = open.every(({ warm }) => warm?.cutoverAt !== undefined) ? 'at its time' : 'when you say so'
    return { words: `the copy that runs now; the cutover comes ${when}` }
  }
  const whole = conversionSpan(known)
  const ranMs = awaited.map((record) => {
    const step = record.steps.find(({ name }) => name === 'ImageConversion')
    if (step?.startedAt === undefined) return 0
    return step.state === 'running' ? Math.max(0, now - Date.parse(step.startedAt)) : Infinity
  })
  const least = Math.min(...ranMs)
  if (!Number.isFinite(least)) return { words: 'nothing is left to convert' }
  const conversion = {
    lowMs: Math.max(0, whole.lowMs - least),
    highMs: Math.max(0, whole.highMs - least),
  }
  return {
    conversion,
    words: `and ${formatRange(conversion.lowMs, conversion.highMs)} for the last conversion, ${words}`,
  }
}

/** What is still to be copied; of a VM that failed or was canceled nothing is. */
export function bytesLeft(records: readonly VmRecord[]): number {
  return records
    .filter(({ endedAt, problem, cancelAskedAt }) => !endedAt && !problem && !cancelAskedAt)
    .flatMap(({ disks }) => disks)
    .reduce((sum, disk) => sum + Math.max(0, disk.bytesTotal - disk.bytesCopied), 0)
}

/** Rate over the window, and the time that the rest takes at that rate. Bytes, ms. */
export function estimate(
  samples: readonly Sample[],
  left: number,
  { conversion, words }: Work = { words: 'conversion not counted' },
): Estimate {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || last.at <= first.at || last.bytes <= first.bytes)
    return { bytesPerSecond: 0, quality: 'rough', basis: 'no rate was measured yet' }
  const span = last.at - first.at
  const bytesPerSecond = ((last.bytes - first.bytes) * 1000) / span
  const copyMs = (left / bytesPerSecond) * 1000
  const quality = span >= GOOD_AFTER_MS ? 'good' : span >= FAIR_AFTER_MS ? 'fair' : 'rough'
  const after = conversion ?? { lowMs: 0, highMs: 0 }
  return {
    bytesPerSecond,
    remainingMs: copyMs + (after.lowMs + after.highMs) / 2,
    remainingLowMs: copyMs * (1 - SPREAD[quality]) + after.lowMs,
    remainingHighMs: copyMs * (1 + SPREAD[quality]) + after.highMs,
    quality,
    basis: `copy rate of the last ${Math.max(1, Math.round(span / 1000))} s; ${words}`,
  }
}
