/** How far fixes are, as events that tell only what changed: hundreds of VMs stay small. */
import { setMaxListeners } from 'node:events'
import type { FixProgress, FixStep } from '../../shared/preflight/fix-model.ts'
import { Topic } from '../../shared/topic.ts'

export interface FixFeed {
  readonly steps: () => readonly FixStep[]
  readonly set: (findingId: string, change: Partial<FixStep> & Pick<FixStep, 'state'>) => void
  readonly looking: () => void
  /** The last event. */
  readonly end: (last: Pick<FixProgress, 'summary' | 'problem'>) => void
  readonly close: () => void
  /** For one reader. */
  readonly watch: (signal: AbortSignal | undefined) => AsyncGenerator<FixProgress>
}

const ENDED: ReadonlySet<FixStep['state']> = new Set(['done', 'failed', 'skipped'])

export function createFixFeed(initial: readonly FixStep[]): FixFeed {
  const steps = new Map(initial.map((step) => [step.findingId, step]))
  const changed = new Set(steps.keys())
  // Only says that there is news; a slow reader gets what changed since its last event in one.
  const news = new Topic<Omit<FixProgress, 'changed' | 'done' | 'total'>>({ state: 'running' })
  const event = (): FixProgress => {
    const all = [...steps.values()]
    const now = all.filter(({ findingId }) => changed.has(findingId))
    changed.clear()
    const done = all.filter(({ state }) => ENDED.has(state)).length
    return { ...news.value, done, total: all.length, changed: now }
  }
  return {
    steps: () => [...steps.values()],
    set(findingId, change) {
      const step = steps.get(findingId)
      if (!step) return
      const { percent: _percent, ...before } = step
      steps.set(findingId, { ...before, ...change })
      changed.add(findingId)
      news.set({ ...news.value })
    },
    looking: () => news.set({ state: 'looking' }),
    end: (last) => news.set({ state: 'done', ...last }),
    close: () => news.close(),
    async *watch(signal) {
      for await (const _ of news.watch(signal)) yield event()
    },
  }
}

/** One signal for hundreds of waits is no leak. */
export function manyListeners(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal)
  return signal
}
