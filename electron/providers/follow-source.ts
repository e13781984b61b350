import type { InventoryView } from '../../shared/contract/inventory.ts'
import type { ProviderStatus } from '../../shared/provider/model.ts'
import type { InventorySource } from '../inventory/service.ts'
import type { Entry, Registry } from './registry.ts'

/** A provider is as connected as its inventory is live: tells the registry of each change until it closes. */
export function followSource(registry: Registry, { inventory, stored }: Entry): void {
  if (inventory) void follow(registry, stored.id, inventory)
}

async function follow(registry: Registry, id: string, inventory: InventorySource): Promise<void> {
  let told = ''
  for await (const view of inventory.watch()) {
    const entry = registry.get(id)
    // The provider was connected anew, or is gone: what this one says is about the past.
    if (entry?.inventory !== inventory) return
    const next = nextStatus(entry.status, view)
    const shown = shownOf(view)
    if (next) registry.setStatus(id, next)
    else if (view.state !== 'loading' && shown !== told) registry.changed()
    told = shown
  }
}

/** What the list of providers shows of it: its size, and its age in steps of ten seconds. */
function shownOf({ counts, syncedAt = '' }: InventoryView): string {
  return `${counts.vms} ${counts.hosts} ${syncedAt.slice(0, '2026-01-31T10:00:0'.length)}`
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
      // Not a lost line, which comes back by itself: a person has to unlock the vault first.
      if (problem.code === 'vault.locked') return status.state === 'locked' ? undefined : { state: 'locked' }
      if (view.state === 'failed') return { state: 'failed', problem }
      return { state: 'reconnecting', since: status.state === 'reconnecting' ? status.since : since, problem }
    }
  }
}
