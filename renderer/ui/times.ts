/** Times as a person reads them: by the clock of this computer, or as an age. */
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

/** Local wall time, "02:40". */
export function clock(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** Local date and time with offset: "2026-11-23 02:40 UTC+1". */
export function stamp(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return 'unknown'
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock(date.getTime())} ${utcOffset(date)}`
}

/** ISO 8601 by the clock of this computer, with the offset that holds at that time: "2026-11-23T02:40:00+01:00". */
export function isoWithOffset(at: number): string {
  const date = new Date(at)
  const minutes = -date.getTimezoneOffset()
  const size = Math.abs(minutes)
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
  return `${localMinute(at)}:${two(date.getSeconds())}${offset}`
}

/** What a field for date and time takes: "2026-11-23T02:40", by the clock of this computer. */
export function localMinute(at: number): string {
  const date = new Date(at)
  const year = String(date.getFullYear()).padStart(4, '0')
  return `${year}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${clock(at)}`
}

/** "UTC", "UTC+2", "UTC-3:30". */
export function utcOffset(date: Date): string {
  const minutes = -date.getTimezoneOffset()
  if (minutes === 0) return 'UTC'
  const size = Math.abs(minutes)
  const rest = size % 60 === 0 ? '' : `:${two(size % 60)}`
  return `UTC${minutes < 0 ? '-' : '+'}${Math.floor(size / 60)}${rest}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
