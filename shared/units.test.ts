import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatRange,
  formatRate,
  fraction,
} from './units.ts'

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1536, '1.5 KiB'],
    [1024 ** 2 - 1, '1.0 MiB'],
    [48 * 1024 ** 3, '48.0 GiB'],
    [1.4 * 1024 ** 4, '1.4 TiB'],
    [-1, 'unknown'],
    [Number.NaN, 'unknown'],
  ])('%d bytes read as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

  it('never prints 1024 of a unit above bytes', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (bytes) => {
        const text = formatBytes(Math.abs(bytes))
        expect(text).toMatch(/^\d{1,4}(\.\d)? ([KMGTPE]i)?B$/)
        expect(text.startsWith('1024')).toBe(false)
      }),
    )
  })

  it('gives rates per second', () => expect(formatRate(118.4 * 1024 ** 2)).toBe('118.4 MiB/s'))
})

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [499, '0 s'],
    [45_000, '45 s'],
    [59_600, '1 min'],
    [370_000, '6 min 10 s'],
    [3_599_700, '1 h'],
    [7_500_000, '2 h 5 min'],
    [86_400_000, '1 d'],
    [273_600_000, '3 d 4 h'],
    [-5, 'unknown'],
  ])('%d ms reads as %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

  it('never shows 60 of a smaller unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e9 }), (ms) => {
        expect(formatDuration(ms)).not.toMatch(/\b60 (s|min)\b|\b24 h\b/)
      }),
    )
  })
})

describe('ranges', () => {
  it.each([
    [40_000, 58_000, '40-60 s'],
    [6 * 60_000, 9 * 60_000, '6-9 min'],
    [370_000, 500_000, '6-9 min'],
    [1_560_000, 6_200_000, '25-105 min'],
    [5_500_000, 8_000_000, '1.5-2.5 h'],
    [0, 0, 'up to 5 s'],
    [1000, 70_000, 'up to 70 s'],
    [120_000, 120_000, '2 min'],
    [9, 3, 'unknown'],
  ])('%d to %d ms reads as %s', (low, high, text) => expect(formatRange(low, high)).toBe(text))

  it('always contains what it was given', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 5e8 }), fc.integer({ min: 0, max: 5e8 }))
    const unit = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 }
    fc.assert(
      fc.property(span, ([a, b]) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const found = /^(?:up to ([\d.]+)|([\d.]+)(?:-([\d.]+))?) (s|min|h|d)$/.exec(formatRange(low, high))
        const size = unit[(found?.[4] ?? 's') as keyof typeof unit]
        expect(Number(found?.[2] ?? 0) * size).toBeLessThanOrEqual(low)
        expect(Number(found?.[1] ?? found?.[3] ?? found?.[2]) * size).toBeGreaterThanOrEqual(high)
      }),
    )
  })
})

describe('shares and counts', () => {
  it('does not call it 100 % before the end', () => {
    expect(formatPercent(999, 1000)).toBe('99 %')
    expect(formatPercent(1000, 1000)).toBe('100 %')
    expect(formatPercent(5, 0)).toBe('0 %')
    expect(fraction(12, 10)).toBe(1)
  })

  it('counts with a noun', () => {
    expect(formatCount(1, 'VM')).toBe('1 VM')
    expect(formatCount(0, 'VM')).toBe('0 VMs')
    expect(formatCount(1204, 'disk')).toBe('1,204 disks')
    expect(formatCount(2, 'copy', 'copies')).toBe('2 copies')
  })
})
