import { afterEach, describe, expect, it, vi } from 'vitest'
import { listenForInterrupts } from './interrupts.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('listenForInterrupts', () => {
  it('tells the first interrupt from the second, and an echo from both', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const interrupts = listenForInterrupts()
    try {
      process.emit('SIGINT')
      process.emit('SIGINT')
      expect(interrupts.first.aborted).toBe(true)
      expect(interrupts.second.aborted).toBe(false)
      vi.advanceTimersByTime(1000)
      process.emit('SIGTERM')
      expect(interrupts.second.aborted).toBe(true)
    } finally {
      interrupts.stop()
    }
  })

  it('leaves no listener behind', () => {
    const before = process.listenerCount('SIGINT')
    listenForInterrupts().stop()
    expect(process.listenerCount('SIGINT')).toBe(before)
  })
})
