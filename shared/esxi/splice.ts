/** A stretch of a text, in UTF-16 units, and what stands there instead. */
export interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** All splices at once; they do not overlap. Those at the same place keep their order. */
export function spliced(text: string, splices: readonly Splice[]): string {
  const parts: string[] = []
  let at = 0
  for (const { start, end, text: instead } of splices.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, start), instead)
    at = end
  }
  return [...parts, text.slice(at)].join('')
}
