import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesQuantity, formatAmount, parseQuantity } from './quantity.ts'

describe('parseQuantity', () => {
  it.each([
    ['0', 0],
    ['500Gi', 500 * 2 ** 30],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['250m', 0.25],
    ['2k', 2000],
    ['1e3', 1000],
    ['12E', 12e18],
    ['67108864', 67_108_864],
    ['.5', 0.5],
    ['-1', -1],
    [' 4 ', 4],
  ])('%s is %d', (text, value) => {
    expect(parseQuantity(text)).toBe(value)
  })

  it.each(['', 'Gi', '1 Gi', '1gi', '1KI', 'ten', '1e', '--1', '0x10', '1.2.3'])('%j is none', (text) => {
    expect(parseQuantity(text)).toBeUndefined()
  })

  it('reads any whole number with any binary suffix', () => {
    const suffixes = fc.constantFrom('', 'Ki', 'Mi', 'Gi', 'Ti')
    fc.assert(
      fc.property(fc.nat(1_000_000), suffixes, (count, suffix) => {
        const power = ['', 'Ki', 'Mi', 'Gi', 'Ti'].indexOf(suffix)
        expect(parseQuantity(`${count}${suffix}`)).toBe(count * 1024 ** power)
      }),
    )
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseQuantity(text)))
  })
})

describe('bytesQuantity', () => {
  it.each([
    [0, '0'],
    [1_000, '1000'],
    [67_108_864, '64Mi'],
    [1_610_612_736, '1536Mi'],
    [2 ** 40, '1Ti'],
  ])('%d', (bytes, text) => {
    expect(bytesQuantity(bytes)).toBe(text)
  })

  it('can be read back without loss', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (bytes) => parseQuantity(bytesQuantity(bytes)) === bytes))
  })
})

describe('formatAmount', () => {
  it.each([
    ['requests.storage', 2 ** 30, '1.0 GiB'],
    ['ceph.storageclass.storage.k8s.io/requests.storage', 0, '0 B'],
    ['limits.memory', 2 ** 20, '1.0 MiB'],
    ['requests.cpu', 1, '1 core'],
    ['cpu', 0.25, '0.25 cores'],
    ['count/pods', 1204, '1,204'],
    ['persistentvolumeclaims', 3, '3'],
  ])('%s of %d is "%s"', (resource, amount, text) => {
    expect(formatAmount(resource, amount)).toBe(text)
  })
})
