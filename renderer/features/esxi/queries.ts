import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import type { EditRun, EsxiHost, NfcReading } from '../../../shared/esxi/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { type Action, useAction } from '../../api/use-action.ts'
import { type Stream, useStream } from '../../api/use-stream.ts'

/** The hosts of a source, live; none while there is no source. */
export function useHosts(providerId: string | undefined): Stream<EsxiHost[]> {
  const client = useClient()
  return useStream({
    key: providerId === undefined ? undefined : `esxi/${providerId}`,
    open: (signal) => client.esxi.watch({ providerId: providerId ?? '' }, { signal }),
  })
}

/** A run that goes on elsewhere is looked at this often (ms): its stream tells only what this process does. */
const ELSEWHERE_PAUSE = 3_000

/** Edits and restores, newest first; of one host where it is named. */
export function useHistory(providerId: string, hostId?: string): UseQueryResult<EditRun[]> {
  const client = useClient()
  return useQuery({
    queryKey: ['esxi-history', providerId, hostId],
    queryFn: ({ signal }) =>
      client.esxi.history({ providerId, ...(hostId !== undefined && { hostId }) }, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.some((run) => run.state === 'running') === true ? ELSEWHERE_PAUSE : false,
  })
}

export function useRefreshHistory(): (providerId: string) => Promise<void> {
  const cache = useQueryClient()
  return (providerId) => cache.invalidateQueries({ queryKey: ['esxi-history', providerId] })
}

export interface Reading extends Action<[openSsh: boolean]> {
  /** What the last login found, until the page is loaded again. */
  readonly value: NfcReading | undefined
}

const readingKey = (providerId: string, hostId: string) => ['esxi-reading', providerId, hostId] as const

/** Logs in and reads, when asked for and never by itself. */
export function useReading(providerId: string, hostId: string): Reading {
  const client = useClient()
  const cache = useQueryClient()
  const kept = useQuery<NfcReading>({
    queryKey: readingKey(providerId, hostId),
    queryFn: ({ signal }) => client.esxi.read({ providerId, hostId }, { signal }),
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  })
  const action = useAction(async (openSsh: boolean) => {
    const reading = await client.esxi.read({ providerId, hostId, openSsh })
    cache.setQueryData(readingKey(providerId, hostId), reading)
  })
  return { ...action, value: kept.data }
}

/** After an edit what was read before is no longer so. */
export function useForgetReadings(): (providerId: string) => void {
  const cache = useQueryClient()
  return (providerId) => cache.removeQueries({ queryKey: ['esxi-reading', providerId] })
}
