import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { Client } from '../../../shared/contract/contract.ts'
import { useClient } from '../../api/client-context.tsx'
import { textOf } from '../inventory/row-values.ts'

/** Rows per call: the most that the contract allows. */
const CHUNK = 1_000

export interface NamedVm {
  readonly id: string
  readonly name: string
}

/** Names of the given VMs, in their order; a VM that is gone is left out. */
export function useVmNames(
  providerId: string | undefined,
  ids: readonly string[],
): UseQueryResult<readonly NamedVm[]> {
  const client = useClient()
  return useQuery({
    queryKey: ['vm-names', providerId, ids],
    queryFn: ({ signal }) => readNames(client, providerId ?? '', ids, signal),
    enabled: providerId !== undefined,
    staleTime: 30_000,
    gcTime: 60_000,
    // Comparing ten thousand names to keep the old objects costs more than drawing them.
    structuralSharing: false,
  })
}

async function readNames(
  client: Client,
  providerId: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly NamedVm[]> {
  const names = new Map<string, string>()
  for (let from = 0; from < ids.length; from += CHUNK) {
    const chunk = ids.slice(from, from + CHUNK)
    const page = await client.inventory.query(
      { providerId, kind: 'vms', ids: chunk, fields: ['name'], limit: CHUNK },
      { signal },
    )
    for (const row of page.rows) names.set(row.id, textOf(row, 'name'))
  }
  return ids.flatMap((id) => {
    const name = names.get(id)
    return name === undefined ? [] : [{ id, name }]
  })
}
