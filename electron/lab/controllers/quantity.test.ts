import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBytes, parseQuantity } from './quantity.ts'

describe('parseQuantity', () => {
  it.each([
    ['64Mi', 67_108_864],
    ['1k', 1_000],
    ['1.5Gi', 1_610_612_736],
    ['.5M', 500_000],
    ['100m', 0.1],
    ['12e6', 12_000_000],
    ['67108864', 67_108_864],
  ])('reads %s', (text, value) => {
    expect(parseQuantity(text)).toBeCloseTo(value, 9)
  })

  it.each(['', 'Mi', '1 Gi', '-1', '1KB', '0x10', '1.2.3'])('refuses %j', (text) => {
    expect(parseQuantity(text)).toBeUndefined()
  })

  it('reads every whole number of bytes exactly', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (bytes) => parseQuantity(String(bytes)) === bytes))
  })
})

describe('formatBytes', () => {
  it.each([
    [0, '0'],
    [1_000, '1000'],
    [67_108_864, '64Mi'],
    [1_610_612_736, '1536Mi'],
    [2 ** 40, '1Ti'],
  ])('%d', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  it('can be read back without loss', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (bytes) => parseQuantity(formatBytes(bytes)) === bytes))
  })
})
