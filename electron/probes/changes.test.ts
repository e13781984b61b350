import { describe, expect, it } from 'vitest'
import type { LiveList } from '../cluster/service.ts'
import { nextChange } from './changes.ts'

const HOUR_MS = 3_600_000

function aList() {
  const listeners = new Set<() => void>()
  const list: LiveList = {
    items: () => [],
    problem: () => undefined,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: () => undefined,
  }
  return { list, listeners }
}

describe('the next change', () => {
  const go = new AbortController().signal

  it.each([
    [
      'a change of any list',
      (all: ReturnType<typeof aList>[]) => all[1]!.listeners.forEach((tell) => tell()),
    ],
    ['the end of the work', (_: unknown, stop: AbortController) => stop.abort()],
  ])('comes with %s, and leaves no listener', async (_, cause) => {
    const all = [aList(), aList()]
    const stop = new AbortController()
    const waiting = nextChange(
      all.map(({ list }) => list),
      HOUR_MS,
      stop.signal,
    )
    expect(all.map(({ listeners }) => listeners.size)).toEqual([1, 1])
    cause(all, stop)
    await waiting
    expect(all.map(({ listeners }) => listeners.size)).toEqual([0, 0])
  })

  it('is not waited for longer than the time, or at all where the work is over', async () => {
    const { list, listeners } = aList()
    await nextChange([list], -1, go)
    await nextChange([list], HOUR_MS, AbortSignal.abort())
    expect(listeners.size).toBe(0)
  })
})
