import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellFlag, cellNumber, cellTime, headerName, type Cell } from './cells.ts'

describe('a header', () => {
  it.each([
    ['Capacity MiB', 'capacity', 2 ** 20],
    ['Capacity MB', 'capacity', 2 ** 20],
    [' capacity (GiB) ', 'capacity', 2 ** 30],
    ['Size_KB', 'size', 2 ** 10],
    ['# Memory', '#memory', undefined],
    ['Network #1', 'network#1', undefined],
    ['Date / time', 'datetime', undefined],
    ['MB', 'mb', undefined],
    ['Größe', 'größe', undefined],
    ['', '', undefined],
  ])('%j is the column %j', (header, base, unit) => {
    expect(headerName(header)).toEqual({ base, unit })
  })
})

describe('a cell', () => {
  it.each([
    [12, 12],
    ['12', 12],
    [' 1,024 ', 1024],
    ['1,234,567.5', 1234567.5],
    ['1.024.000', 1024000],
    ['1,5', 1.5],
    ['1.5', 1.5],
    ['1\u00a0024', 1024],
    ['-3', -3],
    ['12 GB', undefined],
    ['', undefined],
    [true, undefined],
    [Number.NaN, undefined],
    [undefined, undefined],
  ] as [Cell, number | undefined][])('%j is the number %j', (cell, number) => {
    expect(cellNumber(cell)).toBe(number)
  })

  it.each([
    [true, true],
    ['True', true],
    ['FALSE', false],
    ['yes', true],
    [1, true],
    [0, false],
    ['', undefined],
    ['maybe', undefined],
  ] as [Cell, boolean | undefined][])('%j is the flag %j', (cell, flag) => {
    expect(cellFlag(cell)).toBe(flag)
  })

  it.each([
    [45_658.5, '2025-01-01T12:00:00.000Z'],
    ['2025/01/31 7:05:09', '2025-01-31T07:05:09.000Z'],
    ['2025-01-31', '2025-01-31T00:00:00.000Z'],
    ['31.01.2025', ''],
    ['', ''],
    [-1, ''],
    [1e300, ''],
    [true, ''],
  ] as [Cell, string][])('%j is the time %j', (cell, time) => {
    expect(cellTime(cell)).toBe(time)
  })

  it('is read whatever it holds', () => {
    const any = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(undefined))
    fc.assert(
      fc.property(any, (cell) => {
        const number = cellNumber(cell)
        expect(number === undefined || Number.isFinite(number)).toBe(true)
        const time = cellTime(cell)
        expect(time === '' || !Number.isNaN(Date.parse(time))).toBe(true)
      }),
    )
  })
})
