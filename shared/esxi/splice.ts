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

/** Line ending and indentation before something that begins its line, else the white space before it. */
export function leadOf(text: string, start: number): string {
  return /(?:\r?\n|\r)?[ \t]*$/.exec(text.slice(Math.max(0, start - 1_000), start))?.[0] ?? ''
}

/** One level of indentation, of what is indented `depth` levels; empty where that cannot be told. */
export function stepOf(lead: string, depth: number): string {
  const indentation = lead.replace(/^[\r\n]+/, '')
  return depth < 1 ? '' : indentation.slice(0, Math.floor(indentation.length / depth))
}
