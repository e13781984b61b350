import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { settingsDiff } from './settings-diff.ts'
import { encodeUtf8 } from './utf8.ts'

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `line ${at + 1}\n`)

describe('settingsDiff', () => {
  it('shows one changed line with three lines around it', () => {
    const before = numbered(100_000)
    const after = before.with(49_999, 'other\n')
    expect(settingsDiff(before.join(''), after.join(''), 'config.xml')).toBe(
      [
        '--- config.xml',
        '+++ config.xml',
        '@@ -49997,7 +49997,7 @@',
        ' line 49997',
        ' line 49998',
        ' line 49999',
        '-line 50000',
        '+other',
        ' line 50001',
        ' line 50002',
        ' line 50003',
      ].join('\n'),
    )
  })

  it('shows nothing where nothing differs', () => {
    expect(settingsDiff('a\n', encodeUtf8('a\n'), 'x')).toBe('')
    expect(settingsDiff('', '', 'x')).toBe('')
  })

  it('gives changes that are far from each other hunks of their own, however large the file', () => {
    const before = numbered(50_000)
    const after = before.with(10, 'first\n').with(13, 'second\n').with(49_990, 'third\n')
    const diff = settingsDiff(before.join(''), after.join(''), 'x').split('\n')
    expect(diff.filter((line) => line.startsWith('@@'))).toEqual([
      '@@ -8,10 +8,10 @@',
      '@@ -49988,7 +49988,7 @@',
    ])
    expect(diff).toHaveLength(2 + 2 + 12 + 8)
  })

  it('counts as diff does at both ends and in an empty file', () => {
    expect(settingsDiff('', 'a\n', 'x')).toBe('--- x\n+++ x\n@@ -0,0 +1 @@\n+a')
    expect(settingsDiff('a\nb\n', '', 'x')).toBe('--- x\n+++ x\n@@ -1,2 +0,0 @@\n-a\n-b')
    expect(settingsDiff('b\n', 'a\nb\n', 'x')).toBe('--- x\n+++ x\n@@ -1 +1,2 @@\n+a\n b')
  })

  it('tells of a missing newline at the end', () => {
    expect(settingsDiff('a\nb', 'a\nc\n', 'x')).toBe(
      '--- x\n+++ x\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c',
    )
  })

  it('makes visible what a terminal would obey, and keeps tabs', () => {
    expect(settingsDiff('\ta\u001b[2J\u202e\u009b\u007f\r\n', '\tb\r\n', 'x\n\u0007')).toBe(
      '--- x␊␇\n+++ x␊␇\n@@ -1 +1 @@\n-\ta␛[2J\\u{202e}\\u{9b}␡␍\n+\tb␍',
    )
    expect(settingsDiff('a\r\n', 'a\n', 'x')).toBe('--- x\n+++ x\n@@ -1 +1 @@\n-a␍\n+a')
  })

  it('shows bytes that are no text without failing', () => {
    expect(settingsDiff(Uint8Array.of(0xff, 10), Uint8Array.of(0xfe, 0, 10), 'x')).toContain(
      '-\ufffd\n+\ufffd␀',
    )
  })

  it('replaces all of it where almost all differs', () => {
    const before = numbered(3_000)
    const after = before.map((line) => `new ${line}`)
    const diff = settingsDiff(before.join(''), after.join(''), 'x').split('\n')
    expect(diff).toHaveLength(3 + 6_000)
    expect(apply(before, diff)).toEqual(after)
  })

  it('always leads from the one text to the other, with no more context than three lines', () => {
    const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n'), { maxLength: 40 })
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = settingsDiff(before.join(''), after.join(''), 'x')
        if (before.join('') === after.join('')) expect(diff).toBe('')
        else expect(apply(before, diff.split('\n'))).toEqual(after)
        expect(diff).not.toMatch(/(\n [^\n]*){7}/)
      }),
      { numRuns: 3_000 },
    )
  })

  it('needs no more lines than the longest common part leaves', () => {
    const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n'), { maxLength: 12 })
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = settingsDiff(before.join(''), after.join(''), 'x').split('\n').slice(2)
        const edits = diff.filter((line) => /^[-+]/.test(line)).length
        expect(edits).toBe(before.length + after.length - 2 * commonLength(before, after))
      }),
      { numRuns: 2_000 },
    )
  })
})

/** Applies a diff of lines that all end in a newline, and checks its counts on the way. */
function apply(before: readonly string[], diff: readonly string[]): string[] {
  const result: string[] = []
  let at = 0
  for (const line of diff.slice(2)) {
    const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@$/.exec(line)
    if (head) {
      const start = head[2] === '0' ? Number(head[1]) : Number(head[1]) - 1
      result.push(...before.slice(at, start))
      at = start
      expect(result).toHaveLength(head[4] === '0' ? Number(head[3]) : Number(head[3]) - 1)
      continue
    }
    const text = `${line.slice(1)}\n`
    if (line.startsWith('+')) result.push(text)
    else {
      expect(before[at]).toBe(text)
      at += 1
      if (line.startsWith(' ')) result.push(text)
    }
  }
  return [...result, ...before.slice(at)]
}

function commonLength(one: readonly string[], other: readonly string[]): number {
  let row = Array<number>(other.length + 1).fill(0)
  for (const line of one) {
    const next = [0]
    for (const [at, second] of other.entries())
      next.push(line === second ? (row[at] ?? 0) + 1 : Math.max(next[at] ?? 0, row[at + 1] ?? 0))
    row = next
  }
  return row.at(-1) ?? 0
}
