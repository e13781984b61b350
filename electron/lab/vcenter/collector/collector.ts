import { randomUUID } from 'node:crypto'
import { requestCanceled, VimFault } from '../fault.ts'
import { Ref, type VimObject } from '../vim/value.ts'
import { enterChanges, modifyChanges, takeSnapshot, type Snapshot } from './changes.ts'
import { selectObjects, type Scope } from './select.ts'
import type { FilterSpec } from './spec.ts'

/** A wait without a limit of its own ends after this time, like a request that a proxy gives up on. */
const LONGEST_WAIT_MS = 30 * 60_000

export interface WaitOptions {
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

interface Filter {
  readonly ref: Ref
  readonly spec: FilterSpec
  readonly partial: boolean
  readonly reported: Map<string, { readonly ref: Ref; readonly values: Snapshot }>
  /** Whether the filter was evaluated at least once. */
  started: boolean
}

interface PendingUpdate {
  readonly filter: Ref
  readonly update: VimObject
}

interface CollectorScope extends Scope {
  onChange(listener: (id: string) => void): () => void
}

export function createCollector(ref: Ref, scope: CollectorScope): Collector {
  const filters = new Map<string, Filter>()
  const changed = new Set<string>()
  const wakers = new Set<(reason: 'change' | 'cancel') => void>()
  let queue: PendingUpdate[] = []
  let version = 0
  let last: VimObject | undefined

  const wake = (reason: 'change' | 'cancel'): void => {
    for (const waker of [...wakers]) waker(reason)
  }
  const stopListening = scope.onChange((id) => {
    if (filters.size === 0) return
    changed.add(id)
    wake('change')
  })
  const collect = (): void => {
    const ids = new Set(changed)
    changed.clear()
    for (const filter of filters.values()) {
      if (filter.started && ids.size === 0) continue
      queue.push(...evaluate(scope, filter, ids).map((update) => ({ filter: filter.ref, update })))
    }
  }
  const deliver = (limit: number): VimObject => {
    const part = queue.slice(0, limit)
    queue = queue.slice(limit)
    version += 1
    last = updateSet(String(version), part, queue.length > 0)
    return last
  }
  const begin = (asked: string): VimObject | undefined => {
    if (asked === '') {
      queue = []
      last = undefined
      for (const filter of filters.values()) {
        filter.started = false
        filter.reported.clear()
      }
    } else if (asked === String(version - 1) && last !== undefined) {
      // The answer to this very call was lost on its way: the same again.
      return last
    } else if (asked !== String(version)) {
      throw new VimFault('InvalidCollectorVersion', `The version "${asked}" is not known.`)
    }
    return undefined
  }

  const wait: Collector['wait'] = async (asked, options, signal) => {
    const repeated = begin(asked)
    if (repeated !== undefined) return repeated
    const deadline = Date.now() + Math.min((options.maxWaitSeconds ?? Infinity) * 1000, LONGEST_WAIT_MS)
    const limit = options.maxObjectUpdates ?? Infinity
    for (;;) {
      if (queue.length === 0) collect()
      if (queue.length > 0) return deliver(limit)
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

/** Updates of one filter since it was last evaluated; `ids` are the objects that may have changed. */
function evaluate(scope: Scope, filter: Filter, ids: ReadonlySet<string>): VimObject[] {
  const now = selectObjects(scope, { ...filter.spec, reportMissing: true })
  const updates: VimObject[] = []
  for (const [id, selected] of now) {
    const known = filter.reported.get(id)
    if (known !== undefined && !ids.has(id)) continue
    const values = takeSnapshot(selected)
    const changeSet =
      known === undefined
        ? enterChanges(scope, selected, values)
        : modifyChanges(scope, selected, known.values, values, filter.partial)
    if (known !== undefined && changeSet.length === 0) continue
    filter.reported.set(id, { ref: selected.object.ref, values })
    updates.push({ kind: known === undefined ? 'enter' : 'modify', obj: selected.object.ref, changeSet })
  }
  for (const [id, { ref }] of filter.reported) {
    if (now.has(id)) continue
    filter.reported.delete(id)
    updates.push({ kind: 'leave', obj: ref })
  }
  filter.started = true
  return updates
}

function updateSet(version: string, updates: readonly PendingUpdate[], truncated: boolean): VimObject {
  const sets = new Map<string, { filter: Ref; objectSet: VimObject[] }>()
  for (const { filter, update } of updates) {
    const set = sets.get(filter.id) ?? { filter, objectSet: [] }
    set.objectSet.push(update)
    sets.set(filter.id, set)
  }
  return {
    version,
    filterSet: [...sets.values()].map(({ filter, objectSet }) => ({ filter, objectSet })),
    truncated: truncated ? true : undefined,
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
