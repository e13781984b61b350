/** Sizes, rates and durations in the words of every screen and terminal. Pure: bytes and ms in, text out. */

const SIZE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Bytes in binary units with one decimal ("48.0 GiB"); whole bytes below 1 KiB. "unknown" for what is no size. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) return 'unknown'
  let value = bytes
  let unit = 0
  // 1023.95 would print as "1024.0", so it already counts as the next unit.
  while (unit < SIZE_UNITS.length - 1 && value >= (unit === 0 ? 1024 : 1023.95)) {
    value /= 1024
    unit += 1
  }
  const name = SIZE_UNITS[unit] ?? 'B'
  return unit === 0 ? `${Math.round(value)} ${name}` : `${value.toFixed(1)} ${name}`
}

/** Bytes per second ("118.4 MiB/s"). */
export function formatRate(bytesPerSecond: number): string {
  const size = formatBytes(bytesPerSecond)
  return size === 'unknown' ? size : `${size}/s`
}

/** Milliseconds in at most two units: "45 s", "6 min 10 s", "2 h 5 min", "3 d 4 h". */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return 'unknown'
  const whole = Math.round(ms / SECOND) * SECOND
  if (whole < MINUTE) return `${whole / SECOND} s`
  if (whole < HOUR) return pair(Math.floor(whole / MINUTE), 'min', (whole % MINUTE) / SECOND, 's')
  // Seconds no longer matter from here on; rounding first keeps "59 min 60 s" and "1 h 60 min" away.
  const minutes = Math.round(whole / MINUTE) * MINUTE
  if (minutes < DAY) return pair(Math.floor(minutes / HOUR), 'h', (minutes % HOUR) / MINUTE, 'min')
  const hours = Math.round(minutes / HOUR) * HOUR
  return pair(Math.floor(hours / DAY), 'd', (hours % DAY) / HOUR, 'h')
}

/** A span of durations in one unit: "40-60 s", "6-9 min", "up to 10 s". One figure where both ends are the same. */
export function formatRange(lowMs: number, highMs: number): string {
  if (!Number.isFinite(lowMs) || !Number.isFinite(highMs) || lowMs < 0 || highMs < lowMs) return 'unknown'
  const [size, name, step] = rangeUnit(highMs)
  const low = Math.floor(lowMs / size / step) * step
  const high = Math.max(Math.ceil(highMs / size / step) * step, step)
  if (low === 0) return `up to ${high} ${name}`
  return low === high ? `${high} ${name}` : `${low}-${high} ${name}`
}

/** Whole per cent, never 100 before it is done, never above. "62 %". */
export function formatPercent(done: number, total: number): string {
  return `${Math.floor(fraction(done, total) * 100)} %`
}

/** Share of the whole between 0 and 1; 0 where the whole is unknown or empty. */
export function fraction(done: number, total: number): number {
  if (!(total > 0) || !(done > 0)) return 0
  return Math.min(1, done / total)
}

/** A count and its noun: "1 VM", "3 VMs", "1,204 disks". */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(count)} ${count === 1 ? singular : plural}`
}

/** A whole number with its thousands apart: "1,204". */
export function formatNumber(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',')
}

function pair(big: number, bigName: string, small: number, smallName: string): string {
  const head = `${big} ${bigName}`
  return small === 0 ? head : `${head} ${Math.round(small)} ${smallName}`
}

function rangeUnit(highMs: number): readonly [size: number, name: string, step: number] {
  if (highMs <= 90 * SECOND) return [SECOND, 's', 5]
  if (highMs <= 30 * MINUTE) return [MINUTE, 'min', 1]
  if (highMs <= 2 * HOUR) return [MINUTE, 'min', 5]
  if (highMs <= 2 * DAY) return [HOUR, 'h', 0.5]
  return [DAY, 'd', 0.5]
}
