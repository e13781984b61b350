/** Numbers and sizes as they are written in a query. */

const KIB = 1024
/** GB is taken as vSphere takes it: 1024 x 1024 x 1024 bytes, the same as GiB. */
const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  k: KIB,
  kb: KIB,
  kib: KIB,
  m: KIB ** 2,
  mb: KIB ** 2,
  mib: KIB ** 2,
  g: KIB ** 3,
  gb: KIB ** 3,
  gib: KIB ** 3,
  t: KIB ** 4,
  tb: KIB ** 4,
  tib: KIB ** 4,
  p: KIB ** 5,
  pb: KIB ** 5,
  pib: KIB ** 5,
}
const WRITTEN = [
  ['PiB', KIB ** 5],
  ['TiB', KIB ** 4],
  ['GiB', KIB ** 3],
  ['MiB', KIB ** 2],
  ['KiB', KIB],
] as const

/** Bounded repeats: a text of thousands of digits is no number, and is not looked at for long. */
const NUMBER = /^([+-]?\d{1,400}(?:\.\d{1,400})?(?:e[+-]?\d{1,3})?)([a-z]{0,3})$/i

/** A plain number; undefined for anything else, and for what is too large to be one. */
export function readNumber(text: string): number | undefined {
  const [, digits, unit] = NUMBER.exec(text) ?? []
  return unit === '' ? finite(Number(digits)) : undefined
}

/** Bytes: a number with a unit, or without one for bytes. Upper and lower case are the same. */
export function readBytes(text: string): number | undefined {
  const [, digits, unit] = NUMBER.exec(text) ?? []
  if (digits === undefined || unit === undefined) return undefined
  const factor = unit === '' ? 1 : UNITS[unit.toLowerCase()]
  return factor === undefined ? undefined : finite(Number(digits) * factor)
}

export function isUnit(text: string): boolean {
  return Object.hasOwn(UNITS, text.toLowerCase())
}

/** In the largest binary unit that keeps it a whole number, so that it reads back exactly. */
export function writeBytes(value: number): string {
  const unit = value === 0 ? undefined : WRITTEN.find(([, size]) => value % size === 0)
  return unit ? `${value / unit[1]}${unit[0]}` : String(value)
}

function finite(value: number): number | undefined {
  // Plus zero: "-0" is written back as "0", and must be the same query.
  return Number.isFinite(value) ? value + 0 : undefined
}
