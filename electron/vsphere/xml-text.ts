/** Characters between tags, and inside attribute values: decoded, checked, and shared where they repeat. */
import { XmlError } from './xml-error.ts'

/** What a run of bytes holds, as bits that a scan can gather with one table look-up per byte. */
export const SPACE = 1
const CARRIAGE_RETURN = 2
const AMPERSAND = 4
const HIGH = 8
export const FORBIDDEN = 16
const BRACKET = 32
export const OTHER = 64
const NEEDS_CARE = CARRIAGE_RETURN | AMPERSAND | HIGH | FORBIDDEN | BRACKET

/** Bits of each byte. Control characters are those that XML 1.0 section 2.2 excludes. */
export const BYTE_KINDS: Readonly<Uint8Array> = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x20 || byte === 0x09 || byte === 0x0a) return SPACE
  if (byte === 0x0d) return CARRIAGE_RETURN
  if (byte < 0x20) return FORBIDDEN
  if (byte === 0x26) return AMPERSAND | OTHER
  if (byte === 0x5d) return BRACKET | OTHER
  return byte < 0x80 ? OTHER : HIGH | OTHER
})

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
/** Longer values seldom repeat. */
const MAX_SHARED_LENGTH = 48
const SHARED_SLOTS = 8192

export interface TextDecoding {
  /** The text of `bytes[from..to)`. `hash` and `kinds` are what the scan gathered. Throws XmlError. */
  decode(bytes: Buffer, from: number, to: number, hash: number, kinds: number): string
}

/**
 * Each answer is a string of its own, never a view of the bytes it came from, so that keeping a name does not
 * keep the page. Most values repeat thousands of times: those are one string.
 */
export function createTextDecoding(): TextDecoding {
  const shared = new Array<string>(SHARED_SLOTS).fill('')
  return {
    decode: (bytes, from, to, hash, kinds) => {
      if ((kinds & NEEDS_CARE) !== 0) return decodeWithCare(bytes.toString('utf8', from, to), kinds)
      const length = to - from
      if (length > MAX_SHARED_LENGTH) return bytes.toString('latin1', from, to)
      const slot = (hash ^ (hash >>> 13)) & (SHARED_SLOTS - 1)
      const known = shared[slot] ?? ''
      if (known.length === length && isSame(known, bytes, from)) return known
      const text = bytes.toString('latin1', from, to)
      shared[slot] = text
      return text
    },
  }
}

function isSame(known: string, bytes: Buffer, from: number): boolean {
  for (let i = 0; i < known.length; i++) if (known.charCodeAt(i) !== bytes[from + i]) return false
  return true
}

function decodeWithCare(text: string, kinds: number): string {
  checkCharacters(text)
  if ((kinds & BRACKET) !== 0 && text.includes(']]>')) throw new XmlError('the text holds "]]>"')
  const lines = (kinds & CARRIAGE_RETURN) === 0 ? text : normaliseLines(text)
  return (kinds & AMPERSAND) === 0 ? lines : resolveEntities(lines)
}

/** XML 1.0 section 2.11. */
export function normaliseLines(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

/** Throws XmlError for a character that XML 1.0 section 2.2 excludes. Bytes that are no UTF-8 came as U+FFFD. */
export function checkCharacters(text: string): void {
  if (/[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]/.test(text))
    throw new XmlError('the text holds a character that XML excludes')
}

/** The five named entities and character references. Throws XmlError for any other: there is no DTD to define it. */
export function resolveEntities(text: string): string {
  return text.replace(/&([^;&]{0,12})(;?)/g, (_, name: string, end: string) => {
    const found = end === '' ? undefined : (namedEntity(name) ?? character(name))
    if (found === undefined) throw new XmlError('an entity is not known')
    return found
  })
}

function namedEntity(name: string): string | undefined {
  return Object.hasOwn(NAMED, name) ? NAMED[name] : undefined
}

function character(name: string): string | undefined {
  const digits = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name)
  if (!digits) return undefined
  const code = digits[1] === undefined ? Number.parseInt(digits[2] ?? '', 10) : Number.parseInt(digits[1], 16)
  const allowed =
    code === 0x09 ||
    code === 0x0a ||
    code === 0x0d ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  return allowed ? String.fromCodePoint(code) : undefined
}
