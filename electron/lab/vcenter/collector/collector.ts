import { randomUUID } from 'node:crypto'
import { requestCanceled } from '../fault.ts'
import { Ref, type VimObject } from '../vim/value.ts'
import { selectObjects, type Scope } from './select.ts'
import type { FilterSpec } from './spec.ts'
import { createUpdateQueue, type Filter } from './update-queue.ts'

/** A wait without a limit of its own ends after this time, like a request that a proxy gives up on. */
const LONGEST_WAIT_MS = 30 * 60_000

interface WaitOptions {
  /** undefined: no limit asked for. */
  readonly maxWaitSeconds: number | undefined
  readonly maxObjectUpdates: number | undefined
}

/** A property collector: filters, and what of their objects has been reported so far. */
export interface Collector {
  readonly ref: Ref
  filters(): readonly Ref[]
  /** Throws the fault of a filter that cannot be evaluated. */
  createFilter(spec: FilterSpec, partial: boolean): Ref
  destroyFilter(id: string): boolean
  /**
   * The next updates after `version` ('' for the first), or undefined when the time is up without any. Throws
   * InvalidCollectorVersion, and RequestCanceled when `cancel` or the end of the session ends it.
   */
  wait(version: string, options: WaitOptions, signal: AbortSignal): Promise<VimObject | undefined>
  /** Ends all waits of this collector. */
  cancel(): void
  destroy(): void
}

interface CollectorScope extends Scope {
  onChange(listener: (id: string) => void): () => void
}

export function createCollector(ref: Ref, scope: CollectorScope): Collector {
  const filters = new Map<string, Filter>()
  const queue = createUpdateQueue(scope, filters)
  const wakers = new Set<(reason: 'change' | 'cancel') => void>()
  const wake = (reason: 'change' | 'cancel'): void => {
    for (const waker of [...wakers]) waker(reason)
  }
  const stopListening = scope.onChange((id) => {
    if (filters.size === 0) return
    queue.changed(id)
    wake('change')
  })
  const wait: Collector['wait'] = async (version, options, signal) => {
    const repeated = queue.rewind(version)
    if (repeated !== undefined) return repeated
    const deadline = Date.now() + Math.min((options.maxWaitSeconds ?? Infinity) * 1000, LONGEST_WAIT_MS)
    for (;;) {
      const updates = queue.take(options.maxObjectUpdates ?? Infinity)
      if (updates !== undefined) return updates
      const left = deadline - Date.now()
      if (left <= 0) return undefined
      const reason = await nextWake(wakers, left, signal)
      if (reason === 'cancel') throw requestCanceled()
    }
  }
  return {
    ref,
    filters: () => [...filters.values()].map((filter) => filter.ref),
    createFilter: (spec, partial) => {
      // Evaluated once here, so that a filter that cannot work is refused at once.
      selectObjects(scope, spec)
      const filterRef = new Ref('PropertyFilter', `session[${randomUUID()}]`)
      filters.set(filterRef.id, { ref: filterRef, spec, partial, reported: new Map(), started: false })
      wake('change')
      return filterRef
    },
    destroyFilter: (id) => filters.delete(id),
    wait,
    cancel: () => wake('cancel'),
    destroy: () => {
      stopListening()
      filters.clear()
      wake('cancel')
    },
  }
}

/** Waits for a waker, at most `ms`. Rejects when `signal` aborts. */
function nextWake(
  wakers: Set<(reason: 'change' | 'cancel') => void>,
  ms: number,
  signal: AbortSignal,
): Promise<'change' | 'cancel' | 'timeout'> {
  return new Promise((resolve, reject) => {
    const finish = (end: () => void): void => {
      clearTimeout(timer)
      wakers.delete(onWake)
      signal.removeEventListener('abort', onAbort)
      end()
    }
    // One turn later, so that all changes of one action are reported together.
    const onWake = (reason: 'change' | 'cancel'): void =>
      finish(() => void setImmediate(() => resolve(reason)))
    const onAbort = (): void => finish(() => reject(requestCanceled()))
    const timer = setTimeout(() => finish(() => resolve('timeout')), ms)
    timer.unref()
    wakers.add(onWake)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
}
