/** How a run goes, as typed: cold or warm, its rounds, its cutover, and guests that do not shut down. Pure. */
import * as z from 'zod'
import { planOptionsSchema, type PlanInput, type PlanOptions } from '../../shared/plan/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { inputFault } from './outcome.ts'

/** As commander hands them over. */
export interface RawRunOptions {
  /** Left out: cold. */
  readonly type?: string
  readonly interval?: string
  readonly deltas?: string
  readonly cutover?: string
  readonly enableChangeTracking?: boolean
  readonly crashConsistent?: boolean
  readonly onShutdownTimeout?: string
  readonly hardPowerOff?: boolean
  readonly privilegedConversion?: boolean
  readonly yes?: boolean
}

/** What the command does with a warm run while it follows it. */
export interface Steps {
  /** Deltas after which a VM cuts over; left out: none is counted. */
  readonly deltas?: number
  /** `now`: without waiting for anything but the copies; else ISO 8601 with its offset. */
  readonly cutover?: 'now' | { readonly at: string }
}

/** What is there beside the command line. */
export interface Surroundings {
  readonly now: Date
  /** A person at a terminal who can be asked. */
  readonly canAsk: boolean
}

interface RunOptions {
  readonly type: PlanInput['type']
  readonly options: Partial<PlanOptions>
  readonly steps?: Steps
}

const WARM_ONLY = {
  interval: '--interval',
  deltas: '--deltas',
  cutover: '--cutover',
  enableChangeTracking: '--enable-change-tracking',
  crashConsistent: '--crash-consistent',
} as const
const MOST_DELTAS = 1000

/** The guest that does not shut down is asked about where somebody can answer, and given up elsewhere. */
export function runOptions(raw: RawRunOptions, around: Surroundings): Result<RunOptions> {
  const shutdown = shutdownRule(raw, around)
  if (!shutdown.ok) return shutdown
  const options: Partial<PlanOptions> = {
    onShutdownTimeout: shutdown.value,
    privilegedConversion: raw.privilegedConversion === true,
  }
  if (raw.type !== 'warm') {
    const stray = (Object.keys(WARM_ONLY) as (keyof typeof WARM_ONLY)[]).find((key) => raw[key] !== undefined)
    if (stray === undefined) return ok({ type: 'cold', options })
    return inputFault(
      'type',
      `${WARM_ONLY[stray]} is for warm migrations, and this one is cold.`,
      `Add --type warm, or leave ${WARM_ONLY[stray]} out.`,
    )
  }
  const interval = wholeIn(raw.interval, '--interval', 1, LONGEST_INTERVAL)
  if (!interval.ok) return interval
  const steps = stepsOf(raw, around)
  if (!steps.ok) return steps
  return ok({
    type: 'warm',
    steps: steps.value,
    options: {
      ...options,
      ...(interval.value !== undefined && { precopyIntervalMinutes: interval.value }),
      enableChangeTracking: raw.enableChangeTracking === true,
      crashConsistent: raw.crashConsistent === true,
    },
  })
}

/** Of the plan's own rule: a week. */
const LONGEST_INTERVAL = 7 * 24 * 60

function shutdownRule(
  { onShutdownTimeout: typed, hardPowerOff, yes }: RawRunOptions,
  { canAsk }: Surroundings,
): Result<PlanOptions['onShutdownTimeout']> {
  if (hardPowerOff === true && typed !== undefined && typed !== 'power-off')
    return inputFault(
      'shutdown-timeout',
      `--hard-power-off and --on-shutdown-timeout ${typed} contradict each other.`,
      'Leave one of them out.',
    )
  if (hardPowerOff === true) return ok('power-off')
  if (typed === undefined) return ok(canAsk && yes !== true ? 'ask' : 'give-up')
  if (typed !== 'ask' || canAsk) return ok(planOptionsSchema.shape.onShutdownTimeout.parse(typed))
  return inputFault(
    'shutdown-timeout',
    'A guest that does not shut down in time cannot be asked about: there is nobody at a terminal here.',
    'Say --on-shutdown-timeout power-off to power it off hard, or give-up to leave the VM as it was.',
  )
}

function stepsOf(raw: RawRunOptions, around: Surroundings): Result<Steps> {
  const deltas = wholeIn(raw.deltas, '--deltas', 0, MOST_DELTAS)
  if (!deltas.ok) return deltas
  const cutover = cutoverOf(raw.cutover, around.now)
  if (!cutover.ok) return cutover
  if (deltas.value !== undefined && typeof cutover.value === 'object')
    return inputFault(
      'cutover',
      '--deltas and a time of --cutover both say when a VM cuts over.',
      'Leave --deltas out: deltas are copied until that time. Or say --cutover now.',
    )
  if (deltas.value === undefined && cutover.value === undefined && !around.canAsk)
    return inputFault(
      'cutover',
      'Nobody at a terminal here could say when to cut over, so the run would never end.',
      'Add --cutover now, --cutover with a time, or --deltas with how many to copy before.',
    )
  return ok({
    ...(deltas.value !== undefined && { deltas: deltas.value }),
    ...(cutover.value !== undefined && { cutover: cutover.value }),
  })
}

function cutoverOf(typed: string | undefined, now: Date): Result<Steps['cutover']> {
  if (typed === undefined || typed === 'now') return ok(typed)
  if (!z.iso.datetime({ offset: true }).safeParse(typed).success)
    return inputFault(
      'cutover',
      `--cutover "${typed}" is neither "now" nor a time with its offset from UTC.`,
      'Write it as in ISO 8601, for example 2026-01-31T22:00:00+01:00 or 2026-01-31T21:00:00Z.',
    )
  if (Date.parse(typed) > now.getTime()) return ok({ at: typed })
  return inputFault('cutover', `--cutover ${typed} has passed.`, 'Name a later time, or say --cutover now.')
}

function wholeIn(
  text: string | undefined,
  flag: string,
  least: number,
  most: number,
): Result<number | undefined> {
  if (text === undefined) return ok(undefined)
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return ok(value)
  return inputFault(
    'number',
    `${flag} has to be a whole number from ${least} to ${most}, not "${text}".`,
    `Give ${flag} a whole number in that range, or leave it out.`,
  )
}
