import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyLimitOf, MOST_COPIES_PER_HOST } from './copy-limit.ts'
import { NFC_DEFAULT_BYTES, NFC_LEAST_BYTES, NFC_MOST_BYTES, NFC_RAISED_BYTES } from './limits.ts'

function limitOf(maxMemory?: number) {
  const values = maxMemory === undefined ? {} : { maxMemory }
  return copyLimitOf({ values, generation: 'configFile', verifiedAt: '2026-11-27T10:00:00Z' })
}

describe('copyLimitOf', () => {
  it('keeps to the default where nothing is known or nothing is set', () => {
    expect(copyLimitOf()).toEqual({
      limit: 10,
      because: 'The NFC memory of this host was not read yet; the default of 48.0 MiB bears 10 copies.',
    })
    expect(limitOf()).toEqual({
      limit: 10,
      because: 'The host sets no NFC memory of its own; the default of 48.0 MiB bears 10 copies.',
    })
  })

  it.each([
    [1, 1, "The host's NFC memory of 1 B hardly bears one copy."],
    [5_033_164, 1, "The host's NFC memory of 4.8 MiB hardly bears one copy."],
    [5_033_165, 1, "The host's NFC memory of 4.8 MiB bears 1 copy."],
    [NFC_LEAST_BYTES, 3, "The host's NFC memory of 16.0 MiB bears 3 copies."],
    [NFC_DEFAULT_BYTES - 1, 9, "The host's NFC memory of 48.0 MiB bears 9 copies."],
    [NFC_DEFAULT_BYTES, 10, "The host's NFC memory of 48.0 MiB bears 10 copies."],
    [2 * NFC_DEFAULT_BYTES, 20, "The host's NFC memory of 96.0 MiB bears 20 copies."],
    [
      NFC_RAISED_BYTES,
      20,
      "The host's NFC memory of 953.7 MiB bears more, but no host is asked for more than 20 copies at once.",
    ],
  ])('%i bytes: %i copies', (maxMemory, limit, because) => {
    expect(limitOf(maxMemory)).toEqual({ limit, because })
  })

  it('never lets more memory bear less', () => {
    const amount = fc.integer({ min: 1, max: NFC_MOST_BYTES })
    fc.assert(
      fc.property(amount, amount, (one, other) => {
        const [less, more] = [limitOf(Math.min(one, other)).limit, limitOf(Math.max(one, other)).limit]
        expect(less).toBeGreaterThanOrEqual(1)
        expect(less).toBeLessThanOrEqual(more)
        expect(more).toBeLessThanOrEqual(MOST_COPIES_PER_HOST)
      }),
    )
  })
})
