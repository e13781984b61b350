import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Client } from '../../../shared/contract/contract.ts'
import { type HostOverLimit, hostsOverLimit } from '../../../shared/esxi/hosts-over-limit.ts'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useHosts } from '../esxi/queries.ts'
import { numberOf, textOf } from '../inventory/row-values.ts'
import { useSettled } from '../inventory/use-settled.ts'

export interface OverLimit {
  readonly overLimit: readonly HostOverLimit[]
  /** All hosts of the source, once they are known. */
  readonly hosts: readonly EsxiHost[]
}

/** A choice changes with every click; it is looked up when it stands still (ms). */
const CHOICE_PAUSE = 300
/** Rows per call: the most that the contract allows. */
const CHUNK = 1_000
const NONE: never[] = []

/** The hosts that the chosen VMs ask for more copies than they bear, live. */
export function useOverLimit(providerId: string | undefined, vmIds: readonly string[]): OverLimit {
  const client = useClient()
  const ids = useSettled(vmIds, CHOICE_PAUSE)
  const hosts = useHosts(ids.length > 0 ? providerId : undefined).value ?? NONE
  const placed = useQuery({
    queryKey: ['vm-hosts', providerId, ids],
    queryFn: ({ signal }) => readPlaces(client, providerId ?? '', ids, signal),
    enabled: providerId !== undefined && ids.length > 0,
    placeholderData: (before) => before,
    staleTime: 10_000,
    gcTime: 10_000,
    structuralSharing: false,
  }).data
  const overLimit = useMemo(() => {
    if (!placed || ids.length === 0) return NONE
    const byName = new Map(hosts.map((host) => [host.name, host]))
    const byId = new Map(hosts.map((host) => [host.id, host]))
    const vms = placed.map(({ host, disks }) => ({
      hostId: byName.get(host)?.id,
      disks: { length: disks },
    }))
    return hostsOverLimit(vms, hosts, (id) => byId.get(id)?.copies.limit ?? Number.POSITIVE_INFINITY)
  }, [placed, ids, hosts])
  return { overLimit, hosts }
}

interface Place {
  /** Name of the host. */
  readonly host: string
  readonly disks: number
}

async function readPlaces(
  client: Client,
  providerId: string,
  vmIds: readonly string[],
  signal: AbortSignal,
): Promise<readonly Place[]> {
  const places: Place[] = []
  for (let from = 0; from < vmIds.length; from += CHUNK) {
    const ids = vmIds.slice(from, from + CHUNK)
    const page = await client.inventory.query(
      { providerId, kind: 'vms', ids, fields: ['host', 'disks'], limit: CHUNK },
      { signal },
    )
    for (const row of page.rows)
      places.push({ host: textOf(row, 'host'), disks: numberOf(row, 'disks') ?? 0 })
  }
  return places
}
