import { describe, expect, it } from 'vitest'
import { watchClock } from './skipped-time.ts'

function clocks() {
  const at = { now: 1_000_000, steady: 0 }
  const skipped = watchClock(
    () => at.now,
    () => at.steady,
  )
  return {
    skipped,
    pass: (now: number, steady: number): void => {
      at.now += now
      at.steady += steady
    },
  }
}

describe('time that nobody could look', () => {
  it('is none while both clocks go on together, however long', () => {
    const { skipped, pass } = clocks()
    pass(7_200_000, 7_200_000)
    expect(skipped.sinceLast()).toBe(0)
    pass(20_000, 1_000)
    expect(skipped.sinceLast()).toBe(0)
  })

  it.each([3_600_000, -7_200_000])('is what the clock jumped by: %s ms', (ms) => {
    const { skipped, pass } = clocks()
    pass(ms + 500, 500)
    expect(skipped.sinceLast()).toBe(ms)
    expect(skipped.sinceLast()).toBe(0)
  })

  it('is told by a wait that was to be short where the steady clock goes on in sleep', () => {
    const { skipped, pass } = clocks()
    pass(3_600_000, 3_600_000)
    expect(skipped.sinceLast(1_000)).toBe(3_599_000)
  })
})
