/** Work of the lab that stops in the middle, so that somebody can look at it there for as long as it takes. */
import type { LabWork } from './service.ts'

export interface Holds {
  /** Stops this work where it comes by from now on, until what is returned is called. */
  hold(work: LabWork): () => void
  /** Resolves once nobody holds this work, or the signal aborts. */
  passed(work: LabWork, signal: AbortSignal): Promise<void>
}

export function createHolds(): Holds {
  const held = new Map<LabWork, Set<() => void>>()
  return {
    hold: (work) => {
      const waiting = held.get(work) ?? new Set()
      held.set(work, waiting)
      return () => {
        if (held.get(work) === waiting) held.delete(work)
        for (const goOn of waiting) goOn()
      }
    },
    passed: async (work, signal) => {
      const waiting = held.get(work)
      if (!waiting || signal.aborted) return
      await new Promise<void>((resolve) => {
        waiting.add(resolve)
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
    },
  }
}
