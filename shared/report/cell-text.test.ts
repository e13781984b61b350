import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellText } from './cell-text.ts'

describe('text of a cell', () => {
  it.each([
    ['=cmd|"/c calc"!A1', `'=cmd|"/c calc"!A1`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    [' =1', "' =1"],
    ['\r\n=1', "'\r\n=1"],
    ['\uff1d1', "'\uff1d1"],
    ['web-01', 'web-01'],
    ['a=b', 'a=b'],
    ['', ''],
    ['a\u0000b\ud800c', 'a\ufffdb\ufffdc'],
  ])('%j becomes %j', (given, text) => {
    expect(cellText(given)).toBe(text)
  })

  it('never begins like a formula, fits a cell, and holds nothing that XML cannot', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), fc.nat(400), (text, times) => {
        const cell = cellText(text.repeat(times))
        expect(cell).not.toMatch(/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/)
        expect(cell.length).toBeLessThanOrEqual(32_767)
        expect(cell.isWellFormed()).toBe(true)
        expect(cell).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
      }),
    )
  })
})
