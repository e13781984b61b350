import type { InventoryView } from '../../shared/contract/inventory.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import type { Result } from '../../shared/problem.ts'
import { Topic } from '../../shared/topic.ts'
import type { InventorySource } from './service.ts'
import { countsOf, NO_COUNTS } from './view.ts'

/** An inventory that was kept in a file. `load` runs once, when somebody first asks. */
export function createStoredSource(load: () => Promise<Result<Inventory>>): InventorySource {
  const topic = new Topic<InventoryView>({
    revision: 0,
    state: 'loading',
    vmsRead: 0,
    available: false,
    offline: true,
    counts: NO_COUNTS,
  })
  let loading: Promise<Result<Inventory>> | undefined
  let inventory: Inventory | undefined
  const ready = (): Promise<Result<Inventory>> => {
    loading ??= load().then((loaded) => {
      if (loaded.ok) inventory = loaded.value
      topic.set(
        loaded.ok ? loadedView(loaded.value) : { ...topic.value, state: 'failed', problem: loaded.problem },
      )
      return loaded
    })
    return loading
  }
  return {
    get view() {
      return topic.value
    },
    async *watch(signal) {
      // A failure arrives as a view; a bug must not be lost, and reaches the one who asks with `ready`.
      void ready().catch(() => undefined)
      yield* topic.watch(signal)
    },
    current: () => inventory && { revision: topic.value.revision, inventory },
    ready,
    close: () => topic.close(),
  }
}

function loadedView(inventory: Inventory): InventoryView {
  return {
    revision: 1,
    state: 'ready',
    vmsRead: inventory.vms.length,
    available: true,
    offline: true,
    about: inventory.about,
    syncedAt: inventory.takenAt,
    counts: countsOf(inventory),
  }
}
