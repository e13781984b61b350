/**
 * Patterns of `~`: `*` is any run of characters, `?` is one, a backslash makes either plain. A pattern with
 * neither is looked for anywhere in the text; with one, it is about the whole text.
 */

type Segment = readonly (string | undefined)[]

/** A test for texts in lower case. Time grows with pattern times text at worst, never faster. */
export function globMatcher(pattern: string): (lowerCaseText: string) => boolean {
  const segments = segmentsOf(pattern.toLowerCase())
  const [first = [], ...rest] = segments
  const last = rest.pop()
  if (last === undefined && !first.includes(undefined)) {
    const plain = first.join('')
    return (text) => text.includes(plain)
  }
  if (last === undefined) return (text) => text.length === first.length && fits(first, text, 0)
  const between = rest.filter((segment) => segment.length > 0).map(finder)
  return (text) => {
    const end = text.length - last.length
    if (first.length > end || !fits(first, text, 0) || !fits(last, text, end)) return false
    // The leftmost place is always good enough: it leaves the most room for the segments behind it.
    let at = first.length
    for (const find of between) {
      at = find(text, at, end)
      if (at < 0) return false
    }
    return true
  }
}

/** The pieces between the stars; undefined stands for a question mark. */
function segmentsOf(pattern: string): Segment[] {
  const segments: (string | undefined)[][] = [[]]
  for (let at = 0; at < pattern.length; at++) {
    let char: string | undefined = pattern.charAt(at)
    if (char === '*') {
      segments.push([])
      continue
    }
    if (char === '?') char = undefined
    else if (char === '\\' && '*?\\'.includes(pattern.charAt(at + 1) || ' ')) char = pattern.charAt(++at)
    segments.at(-1)?.push(char)
  }
  return segments
}

function fits(segment: Segment, text: string, at: number): boolean {
  return segment.every((char, i) => char === undefined || char === text[at + i])
}

/** Answers with the place behind the leftmost match between `from` and `end`, or -1. */
function finder(segment: Segment): (text: string, from: number, end: number) => number {
  if (!segment.includes(undefined)) {
    const plain = segment.join('')
    return (text, from, end) => {
      const at = text.indexOf(plain, from)
      return at < 0 || at + plain.length > end ? -1 : at + plain.length
    }
  }
  return (text, from, end) => {
    for (let at = from; at + segment.length <= end; at++)
      if (fits(segment, text, at)) return at + segment.length
    return -1
  }
}
