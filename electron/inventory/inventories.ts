import type { InventoryView } from '../../shared/contract/inventory.ts'
import { createBrowser, type Browser } from '../../shared/inventory/browse.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Inventories, InventorySource } from './service.ts'
import { NO_COUNTS } from './view.ts'

export interface InventoriesOptions {
  /** The inventory of a provider, or why there is none. */
  readonly source: (providerId: string) => Result<InventorySource>
  readonly encode: (inventory: Inventory) => Promise<Uint8Array<ArrayBuffer>>
}

interface Indexed {
  readonly inventory: Inventory
  readonly revision: number
  readonly browser: Browser
}

/** Questions about inventories. Keeps one index per source, made anew (from what did not change) when asked. */
export function createInventories({ source, encode }: InventoriesOptions): Inventories {
  const indexes = new WeakMap<InventorySource, Indexed>()

  const index = async (providerId: string): Promise<Result<Indexed>> => {
    const found = source(providerId)
    if (!found.ok) return found
    const read = await found.value.ready()
    if (!read.ok) return read
    const now = found.value.current() ?? { inventory: read.value, revision: 0 }
    const known = indexes.get(found.value)
    if (known?.inventory === now.inventory) return ok(known)
    const made = { ...now, browser: createBrowser(now.inventory, known?.browser) }
    indexes.set(found.value, made)
    return ok(made)
  }
  const ask = async <T>(providerId: string, question: (index: Indexed) => Result<T>): Promise<Result<T>> => {
    const indexed = await index(providerId)
    return indexed.ok ? question(indexed.value) : indexed
  }

  return {
    async *watch(providerId, signal) {
      const found = source(providerId)
      if (found.ok) yield* found.value.watch(signal)
      else yield unavailable(found.problem)
    },
    query: (query) =>
      ask(query.providerId, ({ browser, revision }) => {
        const page = browser.query(query)
        return page.ok ? ok({ revision, ...page.value }) : page
      }),
    ids: (selection) =>
      ask(selection.providerId, ({ browser, revision }) => {
        const ids = browser.ids(selection)
        return ids.ok ? ok({ revision, ...ids.value }) : ids
      }),
    vm: (providerId, id) =>
      ask(providerId, ({ browser }) => {
        const details = browser.vm(id)
        return details ? ok(details) : fail(noSuchVm(id))
      }),
    tree: (providerId, tree) =>
      ask(providerId, ({ browser, revision }) => ok({ revision, nodes: [...browser.tree(tree)] })),
    async save(providerId) {
      const found = source(providerId)
      if (!found.ok) return found
      const read = await found.value.ready()
      if (!read.ok) return read
      return ok(new File([await encode(read.value)], 'inventory.json.gz', { type: 'application/gzip' }))
    },
  }
}

function unavailable(problem: Problem): InventoryView {
  return {
    revision: 0,
    state: 'failed',
    vmsRead: 0,
    available: false,
    offline: false,
    counts: NO_COUNTS,
    problem,
  }
}

function noSuchVm(id: string): Problem {
  return {
    code: 'inventory.no-vm',
    message: `The inventory has no virtual machine ${id} (any more).`,
    remedy: 'Look at the list again: it may have been removed or registered anew in vSphere.',
  }
}
