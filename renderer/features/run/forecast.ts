import type { Estimate, MigrationSummary } from '../../../shared/migration/model.ts'
import { formatRange } from '../../../shared/units.ts'
import { clock, utcOffset } from '../../ui/times.ts'

/** How far the truth may lie from an estimate, as a share of it. */
const SPREAD: Readonly<Record<Estimate['quality'], number>> = { rough: 0.4, fair: 0.2, good: 0.1 }

interface Span {
  readonly lowMs: number
  readonly highMs: number
}

/** The time left as a span that is honest about the estimate's quality; undefined while nothing is known. */
function remainingSpan({
  remainingMs,
  remainingLowMs,
  remainingHighMs,
  quality,
}: Estimate): Span | undefined {
  if (remainingMs === undefined) return undefined
  if (remainingLowMs !== undefined && remainingHighMs !== undefined)
    return { lowMs: remainingLowMs, highMs: remainingHighMs }
  return { lowMs: remainingMs * (1 - SPREAD[quality]), highMs: remainingMs * (1 + SPREAD[quality]) }
}

/** In place of a finish that nobody can know. */
export const DEPENDS_ON_CUTOVER = 'finish depends on the cutover'
export const DEPENDS_ON_ANSWER = 'finish depends on your answer'

type Run = Pick<MigrationSummary, 'type' | 'estimate'>

/** All is copied, and nobody has said when the cutover comes: no time can be told. */
function awaitsCutover({ type, estimate }: Run): boolean {
  return type === 'warm' && estimate.remainingMs !== undefined && (estimate.remainingHighMs ?? 1) < 1_000
}

/** The same as `remainingText`, for a run that may wait for its cutover. */
export function runLeftText(run: Run): string {
  return awaitsCutover(run) ? 'waits for its cutover' : remainingText(run.estimate)
}

/** The same as `finishText`, for a run that may wait for its cutover. `now` in ms since 1970. */
export function runFinishText(run: Run, now: number, what?: string): string {
  return awaitsCutover(run) ? DEPENDS_ON_CUTOVER : finishText(run.estimate, now, what)
}

/** "6-9 min left (fair guess)". */
export function remainingText(estimate: Estimate): string {
  const span = remainingSpan(estimate)
  return span
    ? `${formatRange(span.lowMs, span.highMs)} left (${qualityWord(estimate)})`
    : 'time left unknown'
}

/** "finish 02:40-03:05 UTC+2 (fair guess)". `now` in ms since 1970; `what`: in place of "finish". */
export function finishText(estimate: Estimate, now: number, what = 'finish'): string {
  const span = remainingSpan(estimate)
  if (!span) return `${what} unknown`
  const [from, to] = [clock(now + span.lowMs), clock(now + span.highMs)]
  const times = from === to ? from : `${from}-${to}`
  return `${what} ${times} ${utcOffset(new Date(now))} (${qualityWord(estimate)})`
}

export function qualityWord({ quality }: Pick<Estimate, 'quality'>): string {
  return quality === 'good' ? 'good estimate' : `${quality} guess`
}
