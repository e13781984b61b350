/** Sizes of NFC memory as typed: bytes, or with a unit that says whether it counts by 1000 or by 1024. */
import { ok, type Result } from '../../shared/problem.ts'
import { formatBytes, formatNumber } from '../../shared/units.ts'
import { inputFault } from './outcome.ts'

const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ['kb', 1_000],
  ['mb', 1_000_000],
  ['gb', 1_000_000_000],
  ['kib', 1024],
  ['mib', 1024 ** 2],
  ['gib', 1024 ** 3],
])

/** Whole bytes between `least` and `most`. */
export function nfcSize(text: string, flag: string, least: number, most: number): Result<number> {
  const found = /^(\d{1,15}(?:\.\d{1,9})?) ?([a-z]*)$/i.exec(text.trim())
  const unit = found && UNITS.get((found[2] ?? '').toLowerCase())
  if (!found || unit === undefined || unit === null)
    return inputFault(
      'size',
      `${flag} "${text}" is not understood.`,
      'Write bytes (1000000000), or a unit that says how it counts: 1GB is 1,000,000,000 bytes, 1GiB is 1,073,741,824.',
    )
  const bytes = Number(found[1]) * unit
  if (!Number.isInteger(bytes))
    return inputFault('size', `${flag} "${text}" is no whole number of bytes.`, 'Give whole bytes.')
  if (bytes >= least && bytes <= most) return ok(bytes)
  return inputFault(
    'size',
    `${flag} ${text} is ${bytesText(bytes)}, and has to be between ${bytesText(least)} and ${bytesText(most)}.`,
    'Give a size in that range; guides raise the memory to 1000000000.',
  )
}

/** "1,000,000,000 bytes (953.7 MiB)" */
function bytesText(bytes: number): string {
  return `${formatNumber(bytes)} bytes (${formatBytes(bytes)})`
}
