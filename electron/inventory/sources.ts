import { createLiveSource } from './live-source.ts'
import type { InventorySources, SnapshotStore } from './service.ts'
import { createStoredSource } from './stored-source.ts'

export function createInventorySources(snapshots: SnapshotStore): InventorySources {
  return {
    live: createLiveSource,
    stored: (id) => createStoredSource(() => snapshots.load(id)),
  }
}
