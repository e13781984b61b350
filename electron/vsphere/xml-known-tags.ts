/** Start tags that were met before: the same few make up most of all answers, and each is parsed once. */
import { parseTag, type Tag } from './xml-tags.ts'

export interface KnownTag {
  /** As written, from behind `<` to `>`. */
  readonly source: Uint8Array
  /** The source as 32-bit words of which the lowest byte comes first, as far as it fills them. */
  readonly words: Int32Array
  readonly tag: Tag
  /** The start tags that came after this one the last times: the best guesses for the next time. */
  next: KnownTag | undefined
  nextButOne: KnownTag | undefined
}

/** May be shared by readers. It holds no texts, only tags, and not more of them than it has room for. */
export interface KnownTags {
  /**
   * The tag that stands in `bytes` (and so in `view`) from behind its `<` at `from` to its `>` at `to`, by any hash of these bytes.
   * Undefined for one that is too long to be kept. Throws XmlError.
   */
  find(bytes: Buffer, view: DataView, from: number, to: number, hash: number): KnownTag | undefined
}

const MAX_SHARED_TAG_BYTES = 512
/** vSphere has some hundred; a server that makes them up gains nothing. */
const MAX_KNOWN_TAGS = 4096

export function createKnownTags(): KnownTags {
  const tags = new Map<number, KnownTag>()
  return {
    find: (bytes, view, from, to, hash) => {
      const length = to + 1 - from
      if (length > MAX_SHARED_TAG_BYTES) return undefined
      const known = tags.get(hash)
      if (known?.source.length === length && isTag(known, bytes, view, from)) return known
      const source = Uint8Array.from(bytes.subarray(from, to + 1))
      const tag = parseTag(bytes.toString('utf8', from, to))
      const found: KnownTag = { source, words: wordsOf(source), tag, next: undefined, nextButOne: undefined }
      if (tags.size >= MAX_KNOWN_TAGS) tags.clear()
      tags.set(hash, found)
      return found
    },
  }
}

/** The tag behind `last`, if it is one of those that came there before. */
export function guessTag(
  last: KnownTag | undefined,
  bytes: Uint8Array,
  view: DataView,
  from: number,
): KnownTag | undefined {
  if (last?.next && isTag(last.next, bytes, view, from)) return last.next
  if (!last?.nextButOne || !isTag(last.nextButOne, bytes, view, from)) return undefined
  remember(last, last.nextButOne)
  return last.next
}

export function remember(last: KnownTag, next: KnownTag): void {
  last.nextButOne = last.next
  last.next = next
}

/** Whether `known` stands in what `view` shows of `bytes`, from `from` on. */
function isTag({ source, words }: KnownTag, bytes: Uint8Array, view: DataView, from: number): boolean {
  const { length } = source
  if (length > bytes.length - from) return false
  let at = 0
  for (let i = 0; i < words.length; i++, at += 4)
    if (words[i] !== view.getInt32(from + at, true)) return false
  for (; at < length; at++) if (source[at] !== bytes[from + at]) return false
  return true
}

function wordsOf(source: Uint8Array): Int32Array {
  const view = new DataView(source.buffer, source.byteOffset, source.length)
  return Int32Array.from({ length: source.length >> 2 }, (_, i) => view.getInt32(i * 4, true))
}
