import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inventedSteps } from './test-support/invented-runs.ts'
import { finishText, remainingText } from './forecast.ts'
import { segments } from './pipeline.ts'

describe('the pipeline glyph', () => {
  it('draws steps to time, one after the other, inside its width', () => {
    const last = fc.constantFrom('completed' as const, 'running' as const, 'failed' as const)
    const times = fc.array(fc.nat(1e6), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), last, times, (count, state, durations) => {
        const states = Array.from({ length: count }, (_, index) =>
          index === count - 1 ? state : 'completed',
        )
        const total = durations.slice(0, count).reduce((sum, ms) => sum + ms, 0)
        const drawn = segments(inventedSteps(states, 0, durations), total, Math.max(1, total), 150)
        let end = 0
        for (const one of drawn) {
          expect(one.x).toBeGreaterThanOrEqual(end)
          end = one.x + one.width
        }
        expect(end).toBeLessThanOrEqual(150)
      }),
    )
  })

  it('gives a step of double time double width', () => {
    const [first, second] = segments(
      inventedSteps(['completed', 'completed'], 0, [100_000, 200_000]),
      0,
      300_000,
      150,
    )
    expect(second!.width / first!.width).toBeCloseTo(2)
  })
})

describe('estimates in words', () => {
  const estimate = { bytesPerSecond: 1, remainingMs: 600_000, quality: 'fair' as const, basis: 'b' }
  it('say how good they are', () => {
    expect(remainingText(estimate)).toBe('8-12 min left (fair guess)')
    expect(remainingText({ ...estimate, quality: 'good' })).toBe('9-11 min left (good estimate)')
    expect(finishText(estimate, 0)).toMatch(/^finish \d\d:\d\d-\d\d:\d\d UTC\S* \(fair guess\)$/)
  })
  it('say that nothing is known', () => {
    expect(remainingText({ bytesPerSecond: 0, quality: 'rough', basis: 'b' })).toBe('time left unknown')
  })
})
