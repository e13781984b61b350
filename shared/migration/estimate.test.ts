import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VmRecord } from './record.ts'
import { addSample, bytesLeft, estimate, workOf, type Sample } from './estimate.ts'

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
      2000,
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
      fc.property(steps, fc.integer({ min: 0, max: 1_000_000 }), (moves, left) => {
        let samples: Sample[] = []
        let at = 0
        let bytes = 0
        for (const [ms, more] of moves)
          samples = addSample(samples, { at: (at += ms), bytes: (bytes += more) })
        const { remainingMs, bytesPerSecond } = estimate(samples, left)
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

  it('begins anew where a disk has to be copied again', () => {
    const samples = addSample([{ at: 0, bytes: 5_000 }], { at: 1_000, bytes: 100 })
    expect(samples).toEqual([{ at: 1_000, bytes: 100 }])
  })

  it('counts no byte of a VM that will not be copied any more', () => {
    const disks = [{ bytesTotal: 100, bytesCopied: 40 }]
    const of = (change: Partial<VmRecord>) => ({ disks, ...change }) as unknown as VmRecord
    const problem = { code: 'x.y', message: '', remedy: '' }
    const gone = [of({ endedAt: '2026-01-01' }), of({ problem }), of({ cancelAskedAt: '2026-01-01' })]
    expect(bytesLeft([of({}), ...gone])).toBe(60)
  })
})

describe('what comes beside the copy', () => {
  const NOW = Date.parse('2026-03-01T01:00:00Z')
  const known = { shutdownMs: [], conversionMs: [240_000] }
  const converting = (state: string, ranMs: number, more = {}) =>
    ({
      steps: [{ name: 'ImageConversion', state, startedAt: new Date(NOW - ranMs).toISOString() }],
      ...more,
    }) as unknown as VmRecord
  const copying = { steps: [{ name: 'ImageConversion', state: 'pending' }] } as unknown as VmRecord
  const samples = [
    { at: 0, bytes: 0 },
    { at: 60_000, bytes: 6_000 },
  ]

  it('is a whole conversion while disks are copied, else what is left of the last', () => {
    expect(workOf([copying, converting('running', 60_000)], 'cold', known, NOW)).toEqual({
      conversion: { lowMs: 180_000, highMs: 300_000 },
      words: 'and 3-5 min for the last conversion, as conversions took here',
    })
    expect(workOf([converting('running', 60_000)], 'cold', known, NOW).conversion).toEqual({
      lowMs: 120_000,
      highMs: 240_000,
    })
    expect(workOf([converting('completed', 0)], 'cold', known, NOW).conversion).toBeUndefined()
  })

  it('is nothing where nobody knows when the cutover comes', () => {
    const warm = { ...copying, warm: { precopies: [] } }
    expect(workOf([warm], 'warm', known, NOW)).toEqual({
      words: 'the copy that runs now; the cutover comes when you say so',
    })
    const planned = { ...copying, warm: { precopies: [], cutoverAt: new Date(NOW).toISOString() } }
    expect(workOf([planned], 'warm', known, NOW).words).toMatch(/the cutover comes at its time$/)
    expect(workOf([planned, warm], 'warm', known, NOW).words).toMatch(/when you say so$/)
  })

  it('makes a span of the rest, wider where less was seen', () => {
    const work = { conversion: { lowMs: 180_000, highMs: 300_000 }, words: 'and so on' }
    expect(estimate(samples, 6_000, work)).toEqual({
      bytesPerSecond: 100,
      remainingMs: 300_000,
      remainingLowMs: 54_000 + 180_000,
      remainingHighMs: 66_000 + 300_000,
      quality: 'good',
      basis: 'copy rate of the last 60 s; and so on',
    })
  })
})
