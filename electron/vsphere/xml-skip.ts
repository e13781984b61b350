/**
 * Passes over an element that nobody wants, without taking it apart.
 *
 * Checked inside: that every tag ends, quoted attribute values left out of account; that as many elements end
 * as begin, at most MAX_SKIPPED_DEPTH deep; that the end tag which comes last has the name of the element.
 * Comments, processing instructions, CDATA sections and document type declarations never come here: the
 * scanner treats them as everywhere. Not checked: names of inner tags, attributes, namespaces, entities,
 * and which characters there are. So a fault inside is either of no consequence or an error, and never moves
 * the place where the element ends into the midst of something else.
 */
import { XmlError } from './xml-error.ts'

/** A scan stops here until more bytes come. */
export const MORE = -1
/** vSphere's longest tags have some 200 bytes. */
export const MAX_MARKUP_BYTES = 64 * 1024
const MAX_SKIPPED_DEPTH = 2_000
const LT = 0x3c
const GT = 0x3e
const SLASH = 0x2f
const BANG = 0x21
const QUESTION = 0x3f
const QUOTE = 0x22
const APOSTROPHE = 0x27

export interface Skipping {
  readonly active: boolean
  /** From behind the start tag of an element with this name. */
  start(name: Uint8Array): void
  /**
   * Goes on at `from`; answers where to go on the next time, or MORE. It stops at the end of the element, and
   * before a comment and the like. Throws XmlError.
   */
  step(bytes: Uint8Array, from: number): number
}

export function createSkipping(): Skipping {
  return new Skipper()
}

class Skipper implements Skipping {
  private name: Uint8Array = new Uint8Array(0)
  private depth = 0

  get active(): boolean {
    return this.depth > 0
  }

  start(name: Uint8Array): void {
    this.name = name
    this.depth = 1
  }

  step(bytes: Uint8Array, from: number): number {
    const { length } = bytes
    for (let at = from; ;) {
      while (at < length && bytes[at] !== LT) at++
      if (at === length) return at
      const next = bytes[at + 1]
      if (next === BANG || next === QUESTION) return at
      const end = next === SLASH ? bytes.indexOf(GT, at + 2) : endOfStartTag(bytes, at + 1)
      if ((end < 0 ? length : end) - at > MAX_MARKUP_BYTES) throw new XmlError('a tag is too long')
      if (end < 0) return at === from ? MORE : at
      if (next === SLASH) {
        if (--this.depth === 0) {
          this.checkName(bytes, at + 2, end)
          return end + 1
        }
      } else if (bytes[end - 1] !== SLASH && ++this.depth > MAX_SKIPPED_DEPTH) {
        throw new XmlError('elements are nested too deep')
      }
      at = end + 1
    }
  }

  private checkName(bytes: Uint8Array, from: number, to: number): void {
    const { name } = this
    let same = to - from >= name.length
    for (let i = 0; same && i < name.length; i++) same = name[i] === bytes[from + i]
    for (let i = from + name.length; same && i < to; i++) same = isSpace(bytes[i])
    if (!same) throw new XmlError('an end tag does not match its start tag')
  }
}

/** Where the `>` is; -1 when it has not come yet. */
function endOfStartTag(bytes: Uint8Array, from: number): number {
  let quote = 0
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]
    if (quote !== 0) {
      if (byte === quote) quote = 0
    } else if (byte === GT) return at
    else if (byte === QUOTE || byte === APOSTROPHE) quote = byte
  }
  return -1
}

export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}
