import type { InventoryView } from '../../shared/contract/inventory.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { Topic, type Abortable } from '../../shared/topic.ts'
import type { VsphereSession } from '../vsphere/service.ts'

/** One reader of a source's inventory for any number of watchers. */
export interface InventoryFeed {
  watch(signal?: Abortable): AsyncGenerator<InventoryView>
  /** The inventory as of now; waits for the first complete read, or its failure. */
  ready(): Promise<Result<Inventory>>
  close(): void
}

/** Starts reading at once and follows changes until closed. */
export function createInventoryFeed(session: VsphereSession): InventoryFeed {
  const topic = new Topic<InventoryView>({ revision: 0, state: 'loading', vmsRead: 0 })
  const stop = new AbortController()
  void follow(session, topic, stop.signal)
  return {
    watch: (signal) => topic.watch(signal),
    async ready() {
      for await (const view of topic.watch()) {
        if (view.state === 'ready' && view.inventory) return ok(view.inventory)
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

async function follow(
  session: VsphereSession,
  topic: Topic<InventoryView>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const update of session.watchInventory(signal)) topic.set(update)
  } catch (error) {
    if (!signal.aborted) topic.set({ ...topic.value, state: 'failed', problem: unexpected(error) })
  }
}

const closed = {
  code: 'provider.closed',
  message: 'The connection to vSphere was closed while its inventory was read.',
  remedy: 'Connect again.',
}

function unexpected(error: unknown): typeof closed & { detail: string } {
  return {
    code: 'provider.inventory-stopped',
    message: 'Reading the inventory stopped for a reason that Palletjack does not know.',
    remedy: 'Remove the provider and add it again; report the detail if it happens twice.',
    detail: String(error),
  }
}
