import type { MigrationSummary } from '../../shared/migration/model.ts'
import type { Provider } from '../../shared/provider/model.ts'
import { useLiveData } from './live-data.tsx'
import { usePlans } from './queries.ts'

/** A provider that waits for a sign-in, or for the vault, and the runs that cannot go on before that. */
export interface LockedEnd {
  readonly provider: Provider
  readonly runs: readonly MigrationSummary[]
  /** `unlock`: its secret is in the vault, so nothing has to be typed again. */
  readonly until: 'signIn' | 'unlock'
}

export function waitsForVault({ until }: LockedEnd): boolean {
  return until === 'unlock'
}

/** What open runs wait for that only a person can give; empty when nothing waits for one. */
export function useLockedEnds(): readonly LockedEnd[] {
  const { providers, runs } = useLiveData()
  const plans = usePlans().data ?? []
  const open = (runs.value ?? []).filter((run) => run.endedAt === undefined)
  return (providers.value ?? []).flatMap((provider): LockedEnd[] => {
    const uses = plans.filter((plan) => plan.sourceId === provider.id || plan.targetId === provider.id)
    const its = open.filter((run) => uses.some((plan) => plan.id === run.planId))
    const until = isLost(provider) ? 'signIn' : 'unlock'
    // A run goes on with the sessions that it has, whatever the vault does: it tells when it cannot.
    const halted = until === 'signIn' ? its : its.filter((run) => run.waitsForVault)
    return halted.length > 0 ? [{ provider, runs: halted, until }] : []
  })
}

function isLost({ status }: Provider): boolean {
  return status.state === 'needsCredentials' || status.state === 'failed'
}

/** What one run waits for, in words; undefined when it waits for nobody. */
export function lockedText(ends: readonly LockedEnd[], runId: string): string | undefined {
  const own = ends.filter((end) => end.runs.some((run) => run.id === runId))
  if (own.some(waitsForVault)) return 'waits for the vault to be unlocked'
  const names = own.map((end) => end.provider.name)
  return names.length === 0 ? undefined : `waits for the sign-in to ${names.join(' and ')}`
}
