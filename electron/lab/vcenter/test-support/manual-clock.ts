import type { LabClock } from '../../clock.ts'

/** A clock for tests that moves only when told to. */
export interface ManualClock extends LabClock {
  /** Moves on by `ms` and lets everything that is due then happen, in order. */
  advance(ms: number): Promise<void>
}

export function createManualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let time = start
  const sleepers: { readonly due: number; readonly wake: () => void }[] = []
  return {
    timeScale: 1,
    now: () => time,
    sleep: (ms) =>
      new Promise((resolve) => {
        sleepers.push({ due: time + ms, wake: resolve })
      }),
    advance: async (ms) => {
      const end = time + ms
      for (;;) {
        // What was woken may sleep again: let it run first.
        await new Promise((resolve) => setImmediate(resolve))
        sleepers.sort((a, b) => a.due - b.due)
        const next = sleepers[0]
        if (next === undefined || next.due > end) break
        sleepers.shift()
        time = next.due
        next.wake()
      }
      time = end
    },
  }
}
