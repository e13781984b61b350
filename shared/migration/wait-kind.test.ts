import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration } from '../units.ts'
import { kindOfWait } from './wait-kind.ts'

describe('kindOfWait', () => {
  it('is the same whatever the time', () => {
    const text = (ms: number) => `waits for the guest to shut down: ${formatDuration(ms)} of at most 5 min`
    fc.assert(
      fc.property(fc.nat(10 * 24 * 3_600_000), fc.nat(3_600_000), (one, other) => {
        expect(kindOfWait(text(one))).toBe(kindOfWait(text(other)))
      }),
    )
  })

  it('tells different reasons apart', () => {
    expect(kindOfWait('waits for the importer pod')).not.toBe(kindOfWait('waits for its DataVolume'))
  })
})
