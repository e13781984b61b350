import { createLiveSource } from './live-source.ts'
import type { InventoryFileStore, InventorySources } from './service.ts'
import { createStoredSource } from './stored-source.ts'

export function createInventorySources(files: InventoryFileStore): InventorySources {
  return {
    live: createLiveSource,
    stored: (id) => createStoredSource(() => files.load(id)),
  }
}
