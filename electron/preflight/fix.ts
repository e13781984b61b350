/** Puts findings right: a few VMs at once, each with a time limit, each written to the log of fixes. */
import { setTimeout as delay } from 'node:timers/promises'
import type { FixEvent, FixStep } from '../../shared/preflight/fix-model.ts'
import { ok, ProblemError } from '../../shared/problem.ts'
import type { Journal } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import { chooseFixes } from './fix-choices.ts'
import { createFixFeed, manyListeners, type FixFeed } from './fix-feed.ts'
import { createFixer } from './fix-work.ts'
import type { Fixing, Preflight } from './service.ts'
import type { RunShelf } from './shelf.ts'

export interface FixOptions {
  readonly journal: Journal
  readonly providers: Providers
  readonly shelf: RunShelf
  readonly recheck: Preflight['recheck']
}

export interface Fixings extends Pick<Preflight, 'fix' | 'fixPreview' | 'fixes'> {
  /** Waits until what was canceled of this run is at its end. */
  settled(runId: string): Promise<void>
  /** Cancels all and waits a little; what ends later is not written down any more. */
  close(): Promise<void>
}

/** What vSphere may take to give a task up is not worth the whole wait at the end of the process. */
const CLOSE_LIMIT_MS = 5_000

interface Active {
  readonly runId: string
  readonly stop: AbortController
  readonly working: Promise<unknown>
}

export function createFixings(options: FixOptions): Fixings {
  const { journal, providers, shelf } = options
  const active = new Set<Active>()
  let isClosed = false
  const log = (providerId: string, event: FixEvent): void => {
    if (!isClosed) journal.appendFixEvent(providerId, event)
  }
  const fixer = createFixer({ journal, providers, log })

  const choose = async (runId: string, findingIds: readonly string[]) => {
    const finder = await shelf.get(runId)
    if (!finder.ok) return finder
    const preview = chooseFixes(finder.value, findingIds, options)
    return preview.ok ? ok({ ...preview.value, providerId: finder.value.shown.summary.providerId }) : preview
  }
  const lookAgain = async (runId: string, feed: FixFeed): Promise<void> => {
    const touched = feed.steps().filter(({ state }) => state === 'done' || state === 'failed')
    if (touched.length === 0 || isClosed) {
      feed.end({})
      return
    }
    feed.looking()
    const objectIds = [...new Set(touched.map(({ object }) => object.id))]
    const again = await options.recheck({ runId, objectIds })
    feed.end(again.ok ? { summary: again.value } : { problem: again.problem })
  }

  return {
    async fixPreview(runId, findingIds) {
      const chosen = await choose(runId, findingIds)
      return chosen.ok ? ok({ choices: chosen.value.choices, missing: chosen.value.missing }) : chosen
    },
    fix: async function* (fixing: Fixing, signal) {
      const { runId, by } = fixing
      const chosen = await choose(runId, fixing.findingIds)
      if (!chosen.ok) throw new ProblemError(chosen.problem)
      const { choices, providerId } = chosen.value
      const feed = createFixFeed(choices.map(stepOf))
      const stop = new AbortController()
      const all = { runId, by, providerId, feed, signal: manyListeners(stop.signal) }
      const working = fixer(choices, all)
        .then(() => lookAgain(runId, feed))
        .finally(() => feed.close())
      // It is awaited below; until then nobody would hear a bug.
      const one: Active = { runId, stop, working: working.catch(() => undefined) }
      active.add(one)
      try {
        yield* feed.watch(signal)
      } finally {
        stop.abort()
        await one.working
        active.delete(one)
      }
      await working
    },
    fixes: (providerId, limit, objectId) => [...journal.fixEvents(providerId, limit, objectId)],
    async settled(runId) {
      const ending = [...active].filter((one) => one.runId === runId && one.stop.signal.aborted)
      await Promise.all(ending.map((one) => one.working))
    },
    async close() {
      const ending = [...active]
      for (const { stop } of ending) stop.abort()
      const limit = delay(CLOSE_LIMIT_MS, undefined, { ref: false })
      await Promise.race([Promise.all(ending.map(({ working }) => working)), limit])
      isClosed = true
    },
  }
}

function stepOf({
  findingId,
  object,
  refused,
}: {
  readonly findingId: string
  readonly object: FixStep['object']
  readonly refused?: string | undefined
}): FixStep {
  return refused === undefined
    ? { findingId, object, state: 'waiting' }
    : { findingId, object, state: 'skipped', reason: refused }
}
