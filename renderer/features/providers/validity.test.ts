import { describe, expect, it } from 'vitest'
import { validity } from './validity.ts'

const AT = Date.parse('2026-11-23T10:00:00Z')
const before = (ms: number) => new Date(AT - ms).toISOString()
const DAY = 86_400_000

describe('validity', () => {
  const dates = (from: number, to: number) => ({ notBefore: before(from), notAfter: before(to) })
  it('says in words what the dates mean', () => {
    expect(validity(dates(DAY, -3 * DAY), AT)).toEqual({ state: 'valid', text: 'Valid, 3 d left' })
    expect(validity(dates(9 * DAY, 2 * DAY), AT)).toEqual({ state: 'expired', text: 'Expired 2 d ago' })
    expect(validity(dates(-7_200_000, -DAY), AT)).toEqual({
      state: 'notYet',
      text: 'Not valid yet, begins in 2 h',
    })
  })
})
