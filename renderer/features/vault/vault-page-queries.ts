import { useEffect } from 'react'
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import type { VaultEntry } from '../../../shared/vault/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useLiveData } from '../../app/live-data.tsx'

/** Holds nothing secret: names, times and fingerprints. */
const VAULT = ['vault'] as const

export const AUDIT = [...VAULT, 'audit'] as const

export function useEntries(): UseQueryResult<VaultEntry[]> {
  const client = useClient()
  return useQuery({
    queryKey: [...VAULT, 'entries'],
    queryFn: ({ signal }) => client.vault.entries(undefined, { signal }),
  })
}

/** Whether the operating system keeps a key, and the name of its store. */
export function useKeychain(): UseQueryResult<{ backend: string }> {
  const client = useClient()
  return useQuery({
    queryKey: ['vault-device'],
    queryFn: ({ signal }) => client.vault.device(undefined, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Reads entries and log anew. To be called after the vault was changed from here. */
export function useRefreshVault(): () => Promise<void> {
  const cache = useQueryClient()
  return () => cache.invalidateQueries({ queryKey: VAULT })
}

/** Follows what changes elsewhere: the vault's state, and logins that begin or end. */
export function useFollowVault(): void {
  const { vault, providers } = useLiveData()
  const refresh = useQueryClient()
  useEffect(() => {
    void refresh.invalidateQueries({ queryKey: VAULT })
  }, [refresh, vault.value, providers.value])
}
