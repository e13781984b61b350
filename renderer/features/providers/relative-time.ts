import type { Certificate } from '../../../shared/provider/model.ts'
import { stamp } from '../run/forecast.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * How long ago `iso` was, in one unit: "just now", "20 s ago", "3 min ago", "5 h ago", "12 d ago". Seconds go
 * in steps of ten, so that nothing ticks that does not matter. `now` in ms since 1970.
 */
export function ago(iso: string, now: number): string {
  const age = now - Date.parse(iso)
  if (Number.isNaN(age)) return 'unknown'
  if (age < 10 * SECOND) return 'just now'
  return `${roughly(age)} ago`
}

/** How long something lasts so far, in one unit: "20 s", "3 min". `ms` below one second counts as one. */
export function roughly(ms: number): string {
  if (ms < MINUTE) return `${Math.max(1, ms < 10 * SECOND ? Math.round(ms / SECOND) : tens(ms))} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`
  return `${Math.floor(ms / DAY)} d`
}

function tens(ms: number): number {
  return Math.floor(ms / SECOND / 10) * 10
}

/** Local date and time to the second with its offset: "2026-11-23 02:40:07 UTC+1". */
export function exactStamp(iso: string): string {
  const seconds = String(new Date(iso).getSeconds()).padStart(2, '0')
  return stamp(iso).replace(/ (\d\d:\d\d) /, ` $1:${seconds} `)
}

export interface Validity {
  readonly state: 'valid' | 'expired' | 'notYet'
  /** "Valid, 69 d left", "Expired 3 d ago", "Not valid yet, begins in 2 h". */
  readonly text: string
}

/** What the dates of a certificate mean by the clock of this computer. `now` in ms since 1970. */
export function validity(
  { notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>,
  now: number,
): Validity {
  const begin = Date.parse(notBefore)
  const end = Date.parse(notAfter)
  if (now > end) return { state: 'expired', text: `Expired ${roughly(now - end)} ago` }
  if (now < begin) return { state: 'notYet', text: `Not valid yet, begins in ${roughly(begin - now)}` }
  return { state: 'valid', text: `Valid, ${roughly(end - now)} left` }
}
