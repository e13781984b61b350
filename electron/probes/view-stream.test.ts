import { describe, expect, it } from 'vitest'
import { viewStream } from './view-stream.ts'

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

describe('a view stream', () => {
  it('shows the first view at once and the last one always', async () => {
    const stream = viewStream({
      initial: 0,
      work: (show) => {
        for (let i = 1; i <= 100; i++) show(() => i)
        return Promise.resolve()
      },
      signal: undefined,
    })
    const seen: number[] = []
    for await (const view of stream) seen.push(view)
    expect(seen.at(-1)).toBe(100)
    expect(seen.length).toBeLessThan(10)
  })

  it('ends its work when it is closed in the middle of a wait, and waits for the work’s end', async () => {
    let cleaned = false
    const stream = viewStream({
      initial: 'first',
      work: async (_, signal) => {
        await untilAborted(signal)
        cleaned = true
      },
      signal: undefined,
    })
    await stream.next()
    const pending = stream.next()
    await stream.return(undefined)
    expect(cleaned).toBe(true)
    // Who was still waiting is told how it ended.
    expect(await pending).toEqual({ value: 'first', done: false })
    expect((await stream.next()).done).toBe(true)
  })

  it('ends with the signal from outside', async () => {
    const stop = new AbortController()
    let cleaned = false
    const stream = viewStream({
      initial: 'first',
      work: async (_, signal) => {
        await untilAborted(signal)
        cleaned = true
      },
      signal: stop.signal,
    })
    for await (const _ of stream) stop.abort()
    expect(cleaned).toBe(true)
  })

  it('passes on what the work throws, after what it showed', async () => {
    const stream = viewStream({
      initial: 'first',
      work: () => Promise.reject(new Error('no way')),
      signal: undefined,
    })
    await expect(
      (async () => {
        for await (const view of stream) expect(view).toBe('first')
      })(),
    ).rejects.toThrow('no way')
  })
})
