import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sha256Hex } from './sha256.ts'

const reference = (text: string) => createHash('sha256').update(text).digest('hex')

describe('sha256Hex', () => {
  it('knows the published vector', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it.each(['', 'Größe', '\u{1F4BE}\u0000', 'half a pair: \ud83d'])('agrees with node:crypto: %j', (text) => {
    expect(sha256Hex(text)).toBe(reference(text))
  })

  it('agrees at every padding boundary', () => {
    for (let length = 50; length < 130; length += 1) {
      expect(sha256Hex('x'.repeat(length))).toBe(reference('x'.repeat(length)))
    }
  })
})
