import { describe, expect, it } from 'vitest'
import { createExportCheck, entryLine, headerLine, readHeader } from './export.ts'
import { aLog } from './test-support/a-log.ts'

const entries = aLog(
  ['unlocked', 'used', 'locked'].map((action, at) => ({
    ...{ at: `2026-11-28T01:00:0${at}.000Z`, user: 'ann', shell: 'cli', action, purpose: 'to test' },
    ...(action === 'used' && { subject: 'vc' }),
  })),
)
const head = entries.at(-1)!.hash
const header = headerLine({ head, entries: 3 })
const lines = entries.map(entryLine)

function verdict(some: readonly string[], noted?: string, first = header) {
  const check = createExportCheck(readHeader(first)!, noted)
  for (const line of some) if (!check.take(line)) break
  return check.verdict()
}

describe('an exported log', () => {
  it('begins with its header, and each line is one object', () => {
    expect(JSON.parse(header)).toEqual({
      ...{ product: 'Palletjack', format: 'audit log', version: 1, head, entries: 3 },
    })
    expect(JSON.parse(lines[1]!)).toEqual(entries[1])
    expect(verdict(lines)).toEqual({ state: 'whole', entries: 3, head })
    expect(verdict(lines, entries[0]!.hash)).toMatchObject({ state: 'whole', noted: 1 })
    expect(verdict([], undefined, headerLine({ head: '', entries: 0 }))).toMatchObject({ entries: 0 })
  })

  it.each([
    ['cut off', lines.slice(0, 2), 3],
    ['longer than it says', [...lines, lines[0]!], 4],
    ['in another order', [lines[1]!, lines[0]!, lines[2]!], 1],
    ['empty', [], 1],
    ['without an entry', [lines[0]!, lines[2]!], 2],
    ['with a changed entry', lines.with(1, lines[1]!.replace('ann', 'bob')), 2],
    ['with a line that is no object', lines.with(1, 'x'), 2],
    ['with an empty line', lines.with(1, ''), 2],
    ['with a field of its own', lines.with(1, lines[1]!.replace('{', '{"note":"x",')), 2],
    ['with a field twice', lines.with(1, lines[1]!.replace('"user"', '"user":"bob","user"')), 2],
  ])('is broken when it is %s', (_, some, seq) => {
    expect(verdict(some)).toMatchObject({ state: 'broken', seq })
  })

  it('needs the head that was noted', () => {
    expect(verdict(lines, 'a'.repeat(64))).toMatchObject({ state: 'broken', seq: 4 })
  })

  it('is another file where the header is another one', () => {
    for (const other of ['', 'x', lines[0]!, header.replace('"version":1', '"version":2')])
      expect(readHeader(other)).toBeUndefined()
  })
})
