/** What changes between two texts of settings, as `diff -u` shows it. Pure: the same texts give the same lines. */
import { decodeLossy } from './utf8.ts'

const CONTEXT = 3
/** Beyond so many changed lines a shortest diff costs more than it tells. */
const MOST_EDITS = 400

/** A stretch of lines; `old` and `now` are indices of the first of them. */
interface Edit {
  readonly old: number
  readonly oldCount: number
  readonly now: number
  readonly nowCount: number
}

/**
 * A unified diff with three lines of context, without a line ending at its end; empty where nothing differs.
 * Characters that do something to a terminal instead of being seen are shown as signs: a CRLF ends in a ␍.
 */
export function settingsDiff(before: Uint8Array | string, after: Uint8Array | string, name: string): string {
  const old = linesOf(before)
  const now = linesOf(after)
  const hunks = grouped(changes(old, now))
  if (hunks.length === 0) return ''
  const shown = visible(name)
  return [`--- ${shown}`, `+++ ${shown}`, ...hunks.flatMap((edits) => hunkLines(edits, old, now))].join('\n')
}

function linesOf(text: Uint8Array | string): readonly string[] {
  const whole = typeof text === 'string' ? text : decodeLossy(text)
  const lines = whole.split(/(?<=\n)/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

/** What both begin and end with is left out first: of a large file a few lines remain. */
function changes(old: readonly string[], now: readonly string[]): Edit[] {
  const most = Math.min(old.length, now.length)
  let head = 0
  while (head < most && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < most - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  const a = old.slice(head, old.length - tail)
  const b = now.slice(head, now.length - tail)
  if (a.length === 0 && b.length === 0) return []
  const edits = shortest(a, b) ?? [{ old: 0, oldCount: a.length, now: 0, nowCount: b.length }]
  return edits.map((edit) => ({ ...edit, old: edit.old + head, now: edit.now + head }))
}

/**
 * The fewest deletions and insertions by Myers' greedy search; undefined when there are too many of them.
 * On diagonal k = old - now it keeps how far `old` came with d edits, and walks back through what it kept.
 */
function shortest(a: readonly string[], b: readonly string[]): Edit[] | undefined {
  const kept: Map<number, number>[] = []
  let reach = new Map<number, number>([[1, 0]])
  for (let d = 0; d <= MOST_EDITS; d += 1) {
    kept.push(reach)
    const next = new Map(reach)
    for (let k = -d; k <= d; k += 2) {
      let x = cameDown(reach, k, d) ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1
      next.set(k, x)
      if (x >= a.length && x - k >= b.length) return walkedBack(kept, a.length, b.length)
    }
    reach = next
  }
  return undefined
}

/** Whether the best way to diagonal k ends in an insertion rather than in a deletion. */
function cameDown(reach: ReadonlyMap<number, number>, k: number, d: number): boolean {
  return k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1))
}

function walkedBack(
  kept: readonly ReadonlyMap<number, number>[],
  oldCount: number,
  nowCount: number,
): Edit[] {
  const edits: Edit[] = []
  let x = oldCount
  let y = nowCount
  for (const [d, reach] of [...kept.entries()].reverse()) {
    if (d === 0) break
    const k = x - y
    const inserted = cameDown(reach, k, d)
    x = inserted ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0)
    y = x - (inserted ? k + 1 : k - 1)
    edits.push(
      inserted ? { old: x, oldCount: 0, now: y, nowCount: 1 } : { old: x, oldCount: 1, now: y, nowCount: 0 },
    )
  }
  return joined(edits.reverse())
}

/** Edits that touch each other as one. */
function joined(edits: readonly Edit[]): Edit[] {
  const result: Edit[] = []
  for (const edit of edits) {
    const last = result.at(-1)
    if (last && last.old + last.oldCount === edit.old && last.now + last.nowCount === edit.now)
      result[result.length - 1] = {
        ...last,
        oldCount: last.oldCount + edit.oldCount,
        nowCount: last.nowCount + edit.nowCount,
      }
    else result.push(edit)
  }
  return result
}

/** Edits whose context would overlap or meet share a hunk. */
function grouped(edits: readonly Edit[]): Edit[][] {
  const hunks: Edit[][] = []
  for (const edit of edits) {
    const last = hunks.at(-1)?.at(-1)
    if (last && edit.old - (last.old + last.oldCount) <= 2 * CONTEXT) hunks.at(-1)?.push(edit)
    else hunks.push([edit])
  }
  return hunks
}

function hunkLines(edits: readonly Edit[], old: readonly string[], now: readonly string[]): string[] {
  const [first, last] = [edits[0], edits.at(-1)]
  if (!first || !last) return []
  const start = Math.max(0, first.old - CONTEXT)
  const end = Math.min(old.length, last.old + last.oldCount + CONTEXT)
  const nowStart = first.now - (first.old - start)
  const nowEnd = last.now + last.nowCount + (end - last.old - last.oldCount)
  const lines = [`@@ -${span(start, end - start)} +${span(nowStart, nowEnd - nowStart)} @@`]
  let at = start
  for (const edit of edits) {
    lines.push(...marked(' ', old.slice(at, edit.old)))
    at = edit.old + edit.oldCount
    lines.push(...marked('-', old.slice(edit.old, at)))
    lines.push(...marked('+', now.slice(edit.now, edit.now + edit.nowCount)))
  }
  return [...lines, ...marked(' ', old.slice(at, end))]
}

/** Counted from 1; an empty stretch names the line before it, and a single line leaves its count out. */
function span(start: number, count: number): string {
  if (count === 1) return String(start + 1)
  return count === 0 ? `${start},0` : `${start + 1},${count}`
}

function marked(mark: string, lines: readonly string[]): string[] {
  return lines.flatMap((line) =>
    line.endsWith('\n')
      ? [mark + visible(line.slice(0, -1))]
      : [mark + visible(line), '\\ No newline at end of file'],
  )
}

/** Besides control characters those that turn the direction of text around or take no room. */
const UNSEEN = /[\0-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

function visible(text: string): string {
  return text.replace(UNSEEN, (char) => {
    const code = char.charCodeAt(0)
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '\u2421' : `\\u{${code.toString(16)}}`
  })
}
