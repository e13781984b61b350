import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReportFormat } from '../../../shared/report/formats.ts'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import type { Problem } from '../../../shared/problem.ts'
import { reportName } from '../../../shared/report/report-name.ts'
import { useClient } from '../../api/client-context.tsx'
import { problemOf } from '../../api/problem.ts'
import { download } from '../../ui/download.ts'

export interface LastReport {
  readonly runId: string
  readonly source: string
  readonly format: ReportFormat
  readonly state: 'making' | 'saved' | 'failed'
  readonly name: string
  readonly bytes: number
  /** ISO 8601. */
  readonly at: string
  readonly problem: Problem | undefined
}

export interface Report {
  /** What was asked for last in this window, on whatever screen. */
  readonly last: LastReport | undefined
  /** Of the last one, when it was of this run. */
  readonly problem: Problem | undefined
  readonly busy: boolean
  readonly save: (format: ReportFormat) => void
}

const KEY = ['last-report'] as const

/** Makes a report of a run and hands it to the browser's downloads. */
export function useReport(summary: PreflightSummary | undefined): Report {
  const client = useClient()
  const cache = useQueryClient()
  const last = useLastReport()
  const save = async (format: ReportFormat) => {
    if (!summary) return
    const { runId, source } = summary
    const name = reportName(summary, format)
    const put = (change: Pick<LastReport, 'state'> & Partial<LastReport>) =>
      cache.setQueryData<LastReport>(KEY, {
        runId,
        source,
        format,
        name,
        bytes: 0,
        at: new Date().toISOString(),
        problem: undefined,
        ...change,
      })
    put({ state: 'making' })
    try {
      const file = await client.preflight.report({ runId, format })
      download(file, name)
      put({ state: 'saved', bytes: file.size })
    } catch (error) {
      put({ state: 'failed', problem: problemOf(error) })
    }
  }
  return {
    last,
    problem: last && last.runId === summary?.runId ? last.problem : undefined,
    busy: last?.state === 'making',
    save: (format) => void save(format),
  }
}

function useLastReport(): LastReport | undefined {
  return (
    useQuery<LastReport | null>({
      queryKey: KEY,
      queryFn: () => null,
      enabled: false,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: Number.POSITIVE_INFINITY,
    }).data ?? undefined
  )
}
