import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ago, exactStamp } from './times.ts'

const AT = Date.parse('2026-11-23T10:00:00Z')
const before = (ms: number) => new Date(AT - ms).toISOString()
const DAY = 86_400_000

describe('ago', () => {
  it.each([
    [0, 'just now'],
    [9_999, 'just now'],
    [10_000, '10 s ago'],
    [29_000, '20 s ago'],
    [59_999, '50 s ago'],
    [60_000, '1 min ago'],
    [3_599_999, '59 min ago'],
    [3_600_000, '1 h ago'],
    [23 * 3_600_000, '23 h ago'],
    [3 * DAY, '3 d ago'],
  ])('%d ms', (ms, expected) => {
    expect(ago(before(ms), AT)).toBe(expected)
  })

  it('is never in the future, whatever the clocks say', () => {
    expect(ago(before(-5 * DAY), AT)).toBe('just now')
    expect(ago('yesterday', AT)).toBe('unknown')
  })

  it('never speaks of nought of anything', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000 * DAY }), (ms) => {
        expect(ago(before(ms), AT)).toMatch(/^(just now|[1-9]\d* (s|min|h|d) ago)$/)
      }),
    )
  })
})

describe('exactStamp', () => {
  it('has the seconds and the offset', () => {
    expect(exactStamp('2026-11-23T10:00:07Z')).toMatch(/^2026-11-2[234] \d\d:\d\d:07 UTC([+-][\d:]+)?$/)
  })
})
