/** The inventory as a stream of complete updates. */
import { setTimeout as delay } from 'node:timers/promises'
import { createProjector, type ProjectionContext } from '../../shared/inventory/from-vsphere/project.ts'
import type { StoredObject } from '../../shared/inventory/from-vsphere/store.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import type { Problem } from '../../shared/problem.ts'
import { problemOf } from './errors.ts'
import { follow } from './follow.ts'
import { createLatest, type Latest } from './latest.ts'
import type { Login } from './login.ts'
import type { InventoryUpdate } from './service.ts'

export interface WatchOptions {
  /** The facts of a projection as of now. */
  readonly context: () => ProjectionContext
  readonly signal: AbortSignal
}

type Event =
  | { readonly kind: 'loading'; readonly vms: number }
  | { readonly kind: 'changed'; readonly objects: readonly StoredObject[] }
  | { readonly kind: 'failed'; readonly problem: Problem }

/** Four times a second is as fast as a person can follow, and a projection of 10,000 VMs is not free. */
const SPACING_MS = 250
/** A laptop that changes its network is back within a minute; after that a person should look. */
const RETRY_DELAYS_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000]
/** Problems that may pass by themselves. Everything else ends the watch at once. */
const PASSING = new Set([
  'vsphere.timeout',
  'vsphere.refused',
  'vsphere.unreachable',
  'vsphere.connection-lost',
  'vsphere.name-not-found',
  'vsphere.unavailable',
  'vsphere.collector-lost',
  'vsphere.not-found',
])

/**
 * Yields `loading` updates, then a complete inventory at each change, at most four a second. While a
 * passing problem (the network) is being retried it yields `failed` with the last inventory; after a
 * problem that lasts it ends. Ends when `signal` aborts.
 */
export async function* watchInventory(login: Login, options: WatchOptions): AsyncGenerator<InventoryUpdate> {
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const events = createLatest<Event>()
  events.put({ kind: 'loading', vms: 0 })
  // Kept without a handler here: the loop below ends with the mailbox and then awaits it.
  const producing = produce(login, events, signal)
  const projector = createProjector()
  let inventory: Inventory | undefined
  let vmsRead = 0
  try {
    for (let revision = 1; ; revision++) {
      const event = await events.take()
      if (!event || signal.aborted) break
      if (event.kind === 'changed') {
        inventory = projector.project(event.objects, options.context())
        vmsRead = inventory.vms.length
      } else if (event.kind === 'loading') vmsRead = Math.max(vmsRead, event.vms)
      yield {
        revision,
        // A reading that is made anew does not take back what is shown already.
        state: event.kind === 'failed' ? 'failed' : inventory ? 'ready' : 'loading',
        vmsRead,
        ...(inventory && { inventory }),
        ...(event.kind === 'failed' && { problem: event.problem }),
      }
      await delay(SPACING_MS, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    stop.abort()
    await producing
  }
}

/** Never rejects for an expected failure; always ends the mailbox. */
async function produce(login: Login, events: Latest<Event>, signal: AbortSignal): Promise<void> {
  const onAbort = () => events.end()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    for (let attempt = 0; !signal.aborted; attempt++) {
      const problem = await followUntilProblem(login, events, signal, () => (attempt = 0))
      if (!problem) return
      events.put({ kind: 'failed', problem })
      const pause = RETRY_DELAYS_MS[attempt]
      if (!PASSING.has(problem.code) || pause === undefined) return
      await delay(pause, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    events.end()
  }
}

async function followUntilProblem(
  login: Login,
  events: Latest<Event>,
  signal: AbortSignal,
  progress: () => void,
): Promise<Problem | undefined> {
  try {
    await follow(
      login,
      {
        reading: (vms) => events.put({ kind: 'loading', vms }),
        changed: (objects) => {
          progress()
          events.put({ kind: 'changed', objects })
        },
      },
      signal,
    )
    return undefined
  } catch (error) {
    const problem = problemOf(error, 'Following the inventory')
    if (!problem) throw error
    return problem
  }
}
