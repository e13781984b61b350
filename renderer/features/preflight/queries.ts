import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query'
import type { FindingFilter } from '../../../shared/contract/preflight.ts'
import type { FixEvent, FixPreview } from '../../../shared/preflight/fix-model.ts'
import type { Forecast, WaveGrouping } from '../../../shared/preflight/estimate-model.ts'
import type {
  Acknowledgement,
  Category,
  PreflightFinding,
  PreflightSummary,
  RuleInfo,
  Scope,
} from '../../../shared/preflight/model.ts'
import type { Problem } from '../../../shared/problem.ts'
import { useClient } from '../../api/client-context.tsx'

const KEY = 'preflight'
const RUNS = [KEY, 'runs'] as const

export interface RuleCounts {
  readonly rule: RuleInfo
  readonly open: number
  readonly unknown: number
  readonly waived: number
  readonly isNew: number
  /** Of its findings. */
  readonly worst: Category
  /** Its findings by the kind of object they are about. */
  readonly objects: Partial<Record<Scope, number>>
}

/** One run as it is now. `stamp` changes with it: what was read for another stamp is out of date. */
export interface ShownRun {
  readonly summary: PreflightSummary
  readonly stamp: number
}

/** Runs of all sources, newest first. */
export function useRuns(): UseQueryResult<PreflightSummary[]> {
  const client = useClient()
  return useQuery({ queryKey: RUNS, queryFn: ({ signal }) => client.preflight.runs({}, { signal }) })
}

/** To be called after a run was added. */
export function useRefreshRuns(): () => Promise<void> {
  const cache = useQueryClient()
  return () => cache.invalidateQueries({ queryKey: RUNS })
}

export function useSummary(runId: string | undefined): UseQueryResult<PreflightSummary> {
  const client = useClient()
  return useQuery({
    queryKey: summaryKey(runId),
    queryFn: ({ signal }) => client.preflight.summary({ runId: runId ?? '' }, { signal }),
    enabled: runId !== undefined,
    // A run changes only by what is done here, which puts the new one in its place.
    staleTime: Number.POSITIVE_INFINITY,
  })
}

function summaryKey(runId: string | undefined) {
  return [KEY, 'summary', runId] as const
}

/** To be called with the run that a change answered with. */
export function useTakeRun(): (summary: PreflightSummary) => void {
  const cache = useQueryClient()
  return (summary) => {
    cache.setQueryData(summaryKey(summary.runId), summary)
    void cache.invalidateQueries({ queryKey: RUNS })
  }
}

export interface KnownRules {
  readonly rules: readonly RuleInfo[]
  readonly folder: string
  readonly problems: readonly Problem[]
}

export function useRules(): UseQueryResult<KnownRules> {
  const client = useClient()
  return useQuery({
    queryKey: [KEY, 'rules'],
    queryFn: ({ signal }) => client.preflight.rules(undefined, { signal }),
    staleTime: 30_000,
  })
}

export function useByRule({ summary, stamp }: ShownRun, filter: FindingFilter): UseQueryResult<RuleCounts[]> {
  const client = useClient()
  const { runId } = summary
  return useQuery({
    queryKey: [KEY, 'by-rule', runId, stamp, filter],
    queryFn: ({ signal }) => client.preflight.byRule({ runId, filter }, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  })
}

/** One finding as it is now; null when it is not found any more. */
export function useFinding(
  { summary, stamp }: ShownRun,
  before: PreflightFinding,
): UseQueryResult<PreflightFinding | null> {
  const client = useClient()
  const { runId } = summary
  return useQuery({
    queryKey: [KEY, 'finding', runId, stamp, before.id],
    queryFn: async ({ signal }) => {
      const filter: FindingFilter = { rules: [before.rule], objectIds: [before.object.id] }
      const { findings } = await client.preflight.findings({ runId, filter, limit: 1_000 }, { signal })
      return findings.find((one) => one.id === before.id) ?? null
    },
    placeholderData: (last) => last ?? before,
    gcTime: 10_000,
  })
}

export function useForecast({ summary, stamp }: ShownRun): UseQueryResult<Forecast> {
  const client = useClient()
  const { runId } = summary
  return useQuery({
    queryKey: [KEY, 'forecast', runId, stamp],
    queryFn: ({ signal }) => client.preflight.forecast({ runId }, { signal }),
    placeholderData: keepPreviousData,
  })
}

/** Chooses what waves are grouped by; the runs of the same provider are looked at again when they are shown. */
export function useGroupWaves({ summary, stamp }: ShownRun) {
  const client = useClient()
  const cache = useQueryClient()
  const { runId } = summary
  return useMutation({
    mutationFn: (grouping: WaveGrouping) => client.preflight.groupWaves({ runId, grouping }),
    onSuccess: async (forecast) => {
      await cache.cancelQueries({ queryKey: [KEY, 'forecast'] })
      cache.removeQueries({ queryKey: [KEY, 'forecast'], type: 'inactive' })
      cache.setQueryData([KEY, 'forecast', runId, stamp], forecast)
    },
  })
}

/** What fixes of these findings would do, asked anew each time. */
export function useFixPreview(runId: string, findingIds: readonly string[]): UseQueryResult<FixPreview> {
  const client = useClient()
  return useQuery({
    queryKey: [KEY, 'fix-preview', runId, findingIds],
    queryFn: ({ signal }) => client.preflight.fixPreview({ runId, findingIds: [...findingIds] }, { signal }),
    gcTime: 0,
    staleTime: 0,
  })
}

/** What was fixed at an object, newest first. */
export function useFixLog({ summary, stamp }: ShownRun, objectId: string): UseQueryResult<FixEvent[]> {
  const client = useClient()
  const { providerId, runId } = summary
  return useQuery({
    queryKey: [KEY, 'fixes', runId, stamp, objectId],
    queryFn: ({ signal }) => client.preflight.fixes({ providerId, objectId, limit: 10 }, { signal }),
    gcTime: 0,
  })
}

export function useAcknowledgements(runId: string): UseQueryResult<Acknowledgement[]> {
  const client = useClient()
  return useQuery({
    queryKey: [KEY, 'acknowledgements', runId],
    queryFn: ({ signal }) => client.preflight.acknowledgements({ runId }, { signal }),
  })
}

export interface Tick {
  readonly id: string
  readonly by: string
  readonly ticked: boolean
}

export function useAcknowledge(runId: string) {
  const client = useClient()
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (tick: Tick) => client.preflight.acknowledge({ runId, ...tick }),
    onSuccess: (list) => cache.setQueryData([KEY, 'acknowledgements', runId], list),
  })
}
