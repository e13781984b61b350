import type { InventoryView } from '../../shared/contract/inventory.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import { fail, ok, type Problem } from '../../shared/problem.ts'
import { Topic } from '../../shared/topic.ts'
import type { InventoryUpdate, VsphereSession } from '../vsphere/service.ts'
import type { InventorySource } from './service.ts'
import { countsOf, NO_COUNTS } from './view.ts'

interface State {
  readonly view: InventoryView
  readonly inventory?: Inventory
}

/** One reader of a vCenter's inventory for any number of watchers. Starts at once, follows until closed. */
export function createLiveSource(session: VsphereSession): InventorySource {
  const topic = new Topic<State>({
    view: {
      revision: 0,
      state: 'loading',
      vmsRead: 0,
      available: false,
      offline: false,
      about: session.about,
      counts: NO_COUNTS,
    },
  })
  const stop = new AbortController()
  void follow(session, topic, stop.signal)
  return {
    get view() {
      return topic.value.view
    },
    async *watch(signal) {
      for await (const { view } of topic.watch(signal)) yield view
    },
    current() {
      const { view, inventory } = topic.value
      return inventory && { revision: view.revision, inventory }
    },
    async ready(signal) {
      for await (const { view, inventory } of topic.watch(signal)) {
        if (inventory) return ok(inventory)
        if (view.state === 'failed' && view.problem) return fail(view.problem)
      }
      return fail(closed)
    },
    close() {
      stop.abort()
      topic.close()
    },
  }
}

async function follow(session: VsphereSession, topic: Topic<State>, signal: AbortSignal): Promise<void> {
  try {
    for await (const update of session.watchInventory(signal)) topic.set(nextState(topic.value, update))
  } catch (error) {
    if (signal.aborted) return
    const { view, ...rest } = topic.value
    topic.set({ ...rest, view: { ...view, state: 'failed', problem: unexpected(error) } })
  }
}

/** The revision rises only when the inventory itself is another one, not with each sign of life. */
function nextState(last: State, update: InventoryUpdate): State {
  const inventory = update.inventory ?? last.inventory
  const changed = inventory !== last.inventory
  return {
    view: {
      revision: changed ? last.view.revision + 1 : last.view.revision,
      state: update.state,
      vmsRead: update.vmsRead,
      available: inventory !== undefined,
      offline: false,
      about: inventory?.about ?? last.view.about,
      syncedAt: update.syncedAt ?? inventory?.takenAt,
      counts: inventory && changed ? countsOf(inventory) : last.view.counts,
      ...(update.problem && { problem: update.problem }),
    },
    ...(inventory && { inventory }),
  }
}

const closed: Problem = {
  code: 'provider.closed',
  message: 'The connection to vSphere was closed while its inventory was read.',
  remedy: 'Connect again.',
}

function unexpected(error: unknown): Problem {
  return {
    code: 'provider.inventory-stopped',
    message: 'Reading the inventory stopped for a reason that Palletjack does not know.',
    remedy: 'Reconnect the provider; report the detail if it happens twice.',
    detail: String(error),
  }
}
