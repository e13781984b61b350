import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addSample, estimate, type Sample } from './estimate.ts'

describe('estimate', () => {
  it('says nothing before something was copied', () => {
    expect(estimate([], 100).remainingMs).toBeUndefined()
    expect(
      estimate(
        [
          { at: 0, bytes: 0 },
          { at: 5000, bytes: 0 },
        ],
        100,
      ).remainingMs,
    ).toBeUndefined()
  })

  it('divides what is left by the rate of the window', () => {
    const answer = estimate(
      [
        { at: 0, bytes: 0 },
        { at: 10_000, bytes: 1000 },
      ],
      3000,
    )
    expect(answer.bytesPerSecond).toBe(100)
    expect(answer.remainingMs).toBe(20_000)
    expect(answer.quality).toBe('rough')
  })

  it('calls itself better the longer it has looked', () => {
    const after = (ms: number) =>
      estimate(
        [
          { at: 0, bytes: 0 },
          { at: ms, bytes: 1000 },
        ],
        3000,
      ).quality
    expect([after(1_000), after(20_000), after(60_000)]).toEqual(['rough', 'fair', 'good'])
  })

  it('never promises a negative or endless time', () => {
    const steps = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 90_000 }), fc.integer({ min: 0, max: 10_000 })),
      { maxLength: 50 },
    )
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 1_000_000 }), (moves, total) => {
        let samples: Sample[] = []
        let at = 0
        let bytes = 0
        for (const [ms, more] of moves)
          samples = addSample(samples, { at: (at += ms), bytes: (bytes += more) })
        const { remainingMs, bytesPerSecond } = estimate(samples, total)
        expect(bytesPerSecond).toBeGreaterThanOrEqual(0)
        if (remainingMs !== undefined) expect(Number.isFinite(remainingMs) && remainingMs >= 0).toBe(true)
      }),
    )
  })

  it('forgets samples outside the window, but keeps one to compare with', () => {
    const samples = addSample([{ at: 0, bytes: 0 }], { at: 120_000, bytes: 10 })
    expect(samples).toEqual([
      { at: 0, bytes: 0 },
      { at: 120_000, bytes: 10 },
    ])
    expect(addSample(samples, { at: 130_000, bytes: 20 })[0]?.at).toBe(120_000)
  })
})
