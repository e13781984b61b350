import type { InventoryView } from '../../shared/contract/inventory.ts'
import type { ProviderStatus } from '../../shared/provider/model.ts'
import type { Entry, Registry } from './registry.ts'

/** A provider is as connected as its inventory is live: tells the registry of each change until it closes. */
export function followSource(registry: Registry, entry: Entry): void {
  const { inventory, stored } = entry
  if (inventory)
    void follow(
      registry,
      stored.id,
      inventory.watch(),
      () => registry.get(stored.id)?.inventory === inventory,
    )
}

async function follow(
  registry: Registry,
  id: string,
  views: AsyncIterable<InventoryView>,
  isCurrent: () => boolean,
): Promise<void> {
  for await (const view of views) {
    // The provider was connected anew, or is gone: what this one says is about the past.
    if (!isCurrent()) return
    const status = registry.get(id)?.status
    const next = status && nextStatus(status, view)
    if (next) registry.setStatus(id, next)
    else if (view.state !== 'loading') registry.changed()
  }
}

/** Undefined while the status stays as it is. */
function nextStatus(status: ProviderStatus, view: InventoryView): ProviderStatus | undefined {
  const since = new Date().toISOString()
  switch (view.state) {
    case 'loading':
      return undefined
    case 'ready':
      return status.state === 'connected' ? undefined : { state: 'connected', since }
    case 'reconnecting':
    case 'failed': {
      if (!view.problem) return undefined
      const { problem } = view
      if (view.state === 'failed') return { state: 'failed', problem }
      return { state: 'reconnecting', since: status.state === 'reconnecting' ? status.since : since, problem }
    }
  }
}
