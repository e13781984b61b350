import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPresence } from './presence.ts'

let gone: number
const onGone = () => {
  gone++
}
beforeEach(() => {
  gone = 0
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => vi.useRealTimers())

it('tells that nobody is there a minute after the last one went away', () => {
  const presence = createPresence(onGone)
  vi.advanceTimersByTime(120_000)
  // Nobody came yet.
  expect(gone).toBe(0)
  const [first, second] = [presence.enter(), presence.enter()]
  first()
  vi.advanceTimersByTime(120_000)
  expect(gone).toBe(0)
  second()
  vi.advanceTimersByTime(59_999)
  expect(gone).toBe(0)
  vi.advanceTimersByTime(1)
  expect(gone).toBe(1)
  vi.advanceTimersByTime(600_000)
  expect(gone).toBe(1)
})

it('takes no page that is loaded anew for one that went away', () => {
  const presence = createPresence(onGone)
  for (let times = 0; times < 10; times++) {
    const leave = presence.enter()
    vi.advanceTimersByTime(1_000)
    leave()
    vi.advanceTimersByTime(59_000)
  }
  expect(gone).toBe(0)
  expect(vi.getTimerCount()).toBe(1)
})

it('tells nothing once the server ends', () => {
  const presence = createPresence(onGone)
  const [first, second] = [presence.enter(), presence.enter()]
  first()
  second()
  presence.close()
  presence.enter()()
  vi.advanceTimersByTime(120_000)
  expect(gone).toBe(0)
})
