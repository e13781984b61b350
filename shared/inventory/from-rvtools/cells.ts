/** What stands in the cells of a workbook, read as a person would. */

/** Undefined for an empty cell. Of a formula: the value that was last worked out. */
export type Cell = string | number | boolean | undefined

const MIB = 2 ** 20

/** Bytes of one unit. RVTools wrote MB for what are MiB before it named them so. */
const UNITS: Readonly<Record<string, number>> = {
  kib: 2 ** 10,
  kb: 2 ** 10,
  mib: MIB,
  mb: MIB,
  gib: 2 ** 30,
  gb: 2 ** 30,
  tib: 2 ** 40,
  tb: 2 ** 40,
}

export interface HeaderName {
  /** Lower case, letters, digits and # only, without a unit. */
  readonly base: string
  /** Bytes; undefined for a header without a unit. */
  readonly unit: number | undefined
}

/** "Capacity MiB", "Capacity (MB)" and "capacity_gib" are one column in different units. */
export function headerName(header: string): HeaderName {
  const words = header
    .toLowerCase()
    .split(/[^\p{L}\p{N}#%]+/u)
    .filter((word) => word !== '')
  const unit = words.length > 1 ? UNITS[words.at(-1) ?? ''] : undefined
  return { base: (unit === undefined ? words : words.slice(0, -1)).join(''), unit }
}

export function cellText(cell: Cell): string {
  return cell === undefined ? '' : String(cell).trim()
}

/** A number, or a text that is one, also with separators: "1,024" and "1.024.000". */
export function cellNumber(cell: Cell): number | undefined {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : undefined
  if (typeof cell !== 'string') return undefined
  const text = cell.trim().replace(/[\s\u00a0]/g, '')
  if (/^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text)) return Number(text.replaceAll(',', ''))
  if (/^-?\d{1,3}(?:\.\d{3}){2,}$/.test(text)) return Number(text.replaceAll('.', ''))
  if (/^-?\d+,\d+$/.test(text)) return Number(text.replace(',', '.'))
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined
}

const YES = new Set(['true', 'yes', '1', 'on', 'enabled'])
const NO = new Set(['false', 'no', '0', 'off', 'disabled'])

export function cellFlag(cell: Cell): boolean | undefined {
  if (typeof cell === 'boolean') return cell
  const text = cellText(cell).toLowerCase()
  return YES.has(text) ? true : NO.has(text) ? false : undefined
}

const DAY_MS = 24 * 3_600_000
/** Day 0 of a workbook's dates: its serial numbers count a 29 February 1900 that never was. */
const EPOCH_MS = Date.UTC(1899, 11, 30)
/** 31 December 9999. */
const LAST_DAY = 2_958_465

/** ISO 8601, empty for what is no date. RVTools writes the local time of who ran it without telling the zone. */
export function cellTime(cell: Cell): string {
  if (typeof cell === 'number')
    return cell > 0 && cell <= LAST_DAY
      ? new Date(EPOCH_MS + Math.round((cell * DAY_MS) / 1_000) * 1_000).toISOString()
      : ''
  const match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?/.exec(
    cellText(cell),
  )
  if (!match) return ''
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0))
  const ms = Date.UTC(year, month - 1, day, hour, minute, second)
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString()
}
