import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteRange } from './byte-range.ts'

describe('a Range header', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=10-', { start: 10, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['bytes=90-1000', { start: 90, end: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    [undefined, undefined],
    ['bytes=0-1,5-6', undefined],
    ['bytes=5-2', undefined],
    ['bytes=-', undefined],
    ['lines=1-2', undefined],
  ])('%s', (header, expected) => {
    expect(byteRange(header, 100)).toEqual(expected)
  })

  it('never leads outside the file', () => {
    const end = fc.option(fc.nat(5000).map(String), { nil: '' })
    fc.assert(
      fc.property(end, end, fc.integer({ min: 1, max: 4000 }), (from, to, size) => {
        const range = byteRange(`bytes=${from}-${to}`, size)
        if (typeof range !== 'object') return
        expect(range.start).toBeGreaterThanOrEqual(0)
        expect(range.start).toBeLessThanOrEqual(range.end)
        expect(range.end).toBeLessThan(size)
      }),
    )
  })
})
