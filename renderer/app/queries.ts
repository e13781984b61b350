import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Settings } from '../../shared/contract/session.ts'
import type { LabStatus } from '../../shared/contract/lab.ts'
import type { Plan } from '../../shared/plan/model.ts'
import type { Target } from '../../shared/target/model.ts'
import { useClient } from '../api/client-context.tsx'

const PLANS = ['plans'] as const
const SETTINGS = ['settings'] as const

export function usePlans(): UseQueryResult<Plan[]> {
  const client = useClient()
  return useQuery({ queryKey: PLANS, queryFn: ({ signal }) => client.plans.list(undefined, { signal }) })
}

/** To be called after a plan was made or removed. */
export function useRefreshPlans(): () => Promise<void> {
  const cache = useQueryClient()
  return () => cache.invalidateQueries({ queryKey: PLANS })
}

/** What the target cluster offers; read anew when a screen that needs it opens. */
export function useTarget(providerId: string | undefined, enabled = true): UseQueryResult<Target> {
  const client = useClient()
  return useQuery({
    queryKey: ['target', providerId],
    queryFn: ({ signal }) => client.target.describe({ providerId: providerId ?? '' }, { signal }),
    enabled: enabled && providerId !== undefined,
    staleTime: 30_000,
  })
}

/** Reads what a cluster offers anew, and what was judged by it. To be called after something there was changed. */
export function useRefreshTarget(): (providerId: string) => Promise<void> {
  const cache = useQueryClient()
  return async (providerId) => {
    await cache.invalidateQueries({ queryKey: ['target', providerId] })
    await Promise.all(
      ['preview', 'suggestions', 'review'].map((key) => cache.invalidateQueries({ queryKey: [key] })),
    )
  }
}

export function useSettings(): UseQueryResult<Settings> {
  const client = useClient()
  return useQuery({
    queryKey: SETTINGS,
    queryFn: ({ signal }) => client.session.settings(undefined, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Shows the change at once and keeps what the store answers with. */
export function useSaveSettings(): (change: Partial<Settings>) => Promise<void> {
  const client = useClient()
  const cache = useQueryClient()
  return async (change) => {
    const before = cache.getQueryData<Settings>(SETTINGS)
    if (before) cache.setQueryData(SETTINGS, { ...before, ...change })
    try {
      cache.setQueryData(SETTINGS, await client.session.saveSettings(change))
    } catch (error) {
      cache.setQueryData(SETTINGS, before)
      throw error
    }
  }
}

export function useLabStatus(): UseQueryResult<LabStatus> {
  const client = useClient()
  return useQuery({ queryKey: ['lab'], queryFn: ({ signal }) => client.lab.status(undefined, { signal }) })
}
