import type { InventoryView } from '../../../shared/contract/inventory.ts'
import { useClient } from '../../api/client-context.tsx'
import { type Stream, useStream } from '../../api/use-stream.ts'

/** The live inventory of a source; none while there is no source. */
export function useInventory(providerId: string | undefined): Stream<InventoryView> {
  const client = useClient()
  return useStream({
    key: providerId === undefined ? undefined : `inventory/${providerId}`,
    open: (signal) => client.inventory.watch({ providerId: providerId ?? '' }, { signal }),
  })
}
