import type { MigrationSummary } from '../../shared/migration/model.ts'
import type { Provider } from '../../shared/provider/model.ts'
import { useLiveData } from './live-data.tsx'
import { usePlans } from './queries.ts'

/** A provider that has to be signed in to again, and the runs that cannot go on before that. */
export interface LockedEnd {
  readonly provider: Provider
  readonly runs: readonly MigrationSummary[]
}

/** What open runs wait for that only a person can give; empty when nothing waits for one. */
export function useLockedEnds(): readonly LockedEnd[] {
  const { providers, runs } = useLiveData()
  const plans = usePlans().data ?? []
  const open = (runs.value ?? []).filter((run) => run.endedAt === undefined)
  return (providers.value ?? [])
    .filter((one) => one.status.state === 'needsCredentials' || one.status.state === 'failed')
    .map((provider) => {
      const uses = plans.filter((plan) => plan.sourceId === provider.id || plan.targetId === provider.id)
      return { provider, runs: open.filter((run) => uses.some((plan) => plan.id === run.planId)) }
    })
    .filter((end) => end.runs.length > 0)
}

/** What one run waits for, in words; undefined when it waits for nobody. */
export function lockedText(ends: readonly LockedEnd[], runId: string): string | undefined {
  const names = ends.filter((end) => end.runs.some((run) => run.id === runId)).map((end) => end.provider.name)
  return names.length === 0 ? undefined : `waits for the sign-in to ${names.join(' and ')}`
}
