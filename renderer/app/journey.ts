import { useRouterState } from '@tanstack/react-router'
import * as z from 'zod'
import type { Provider } from '../../shared/provider/model.ts'
import { formatCount } from '../../shared/units.ts'
import { useDraft } from '../features/wizard/draft-context.tsx'
import { useLiveData } from './live-data.tsx'
import { usePlans } from './queries.ts'

/** Where what is on the screen comes from and goes to. */
export interface Journey {
  readonly source: Provider | undefined
  readonly target: Provider | undefined
  /** Said in place of an end that is not one provider. */
  readonly noSource: string
  readonly noTarget: string
}

/** The wizard's choice, the run's plan, or the only pair there is: what the top line names. */
export function useJourney(): Journey {
  const { providers, runs } = useLiveData()
  const { draft } = useDraft()
  const plans = usePlans()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const ends = endsSchema.safeParse(useRouterState({ select: (state) => state.location.search })).data ?? {}
  const all = providers.value ?? []
  const byId = (id: string | undefined) => all.find((one) => one.id === id)
  const words = { noSource: endWords(all, 'vsphere'), noTarget: endWords(all, 'cluster') }

  if (path.startsWith('/wizard'))
    return {
      source: byId(draft.sourceId),
      target: byId(draft.targetId),
      noSource: 'source not chosen',
      noTarget: 'target not chosen',
    }
  if (path === '/preflight' && ends.source !== undefined)
    return {
      source: byId(ends.source),
      target: byId(ends.target),
      noSource: 'removed source',
      noTarget: ends.target === undefined ? 'target not chosen' : 'no target',
    }
  if (path === '/hosts' && ends.source !== undefined)
    return { source: byId(ends.source), target: only(all, 'cluster'), ...words, noSource: 'removed source' }
  const clusterId = /^\/providers\/([^/]+)/.exec(path)?.[1]
  const cluster = byId(clusterId)
  if (cluster?.kind === 'cluster') return { source: only(all, 'vsphere'), target: cluster, ...words }
  const runId = /^\/runs\/([^/]+)/.exec(path)?.[1]
  const run = runs.value?.find((one) => one.id === runId)
  const plan = plans.data?.find((one) => one.id === run?.planId)
  if (plan)
    return {
      source: byId(plan.sourceId),
      target: byId(plan.targetId),
      noSource: 'removed source',
      noTarget: 'removed target',
    }
  return { source: only(all, 'vsphere'), target: only(all, 'cluster'), ...words }
}

/** Ids of providers that an address names. */
const endsSchema = z.object({ source: z.string().optional(), target: z.string().optional() })

function endWords(all: readonly Provider[], kind: Provider['kind']): string {
  const count = all.filter((one) => one.kind === kind).length
  if (count === 0) return kind === 'vsphere' ? 'no source' : 'no target'
  return kind === 'vsphere' ? formatCount(count, 'vCenter') : formatCount(count, 'cluster')
}

function only(all: readonly Provider[], kind: Provider['kind']): Provider | undefined {
  const some = all.filter((one) => one.kind === kind)
  return some.length === 1 ? some[0] : undefined
}
