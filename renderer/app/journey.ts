import { useRouterState } from '@tanstack/react-router'
import type { Provider } from '../../shared/provider/model.ts'
import { useDraft } from '../features/wizard/draft-context.tsx'
import { useLiveData } from './live-data.tsx'
import { usePlans } from './queries.ts'

/** Where what is on the screen comes from and goes to. */
export interface Journey {
  readonly source: Provider | undefined
  readonly target: Provider | undefined
}

/** The wizard's choice, the run's plan, or the only pair there is: what the top line names. */
export function useJourney(): Journey {
  const { providers, runs } = useLiveData()
  const { draft } = useDraft()
  const plans = usePlans()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const all = providers.value ?? []
  const byId = (id: string | undefined) => all.find((one) => one.id === id)

  if (path.startsWith('/wizard')) return { source: byId(draft.sourceId), target: byId(draft.targetId) }
  const runId = /^\/runs\/([^/]+)/.exec(path)?.[1]
  const run = runs.value?.find((one) => one.id === runId)
  const plan = plans.data?.find((one) => one.id === run?.planId)
  if (plan) return { source: byId(plan.sourceId), target: byId(plan.targetId) }
  return { source: only(all, 'vsphere'), target: only(all, 'cluster') }
}

function only(all: readonly Provider[], kind: Provider['kind']): Provider | undefined {
  const some = all.filter((one) => one.kind === kind)
  return some.length === 1 ? some[0] : undefined
}
