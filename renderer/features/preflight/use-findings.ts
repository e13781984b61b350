import type { FindingFilter } from '../../../shared/contract/preflight.ts'
import type { PreflightFinding, Scope, Verdict } from '../../../shared/preflight/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { type PagedList, usePagedList } from '../../ui/use-paged-list.ts'
import type { ShownRun } from './queries.ts'

export interface Listed<T> {
  readonly list: PagedList<T>
  /** Names what is asked for; the same run after a change is the same list. */
  readonly listKey: string
}

/** Findings of a run, filtered and ordered on the other side, in pages. */
export function useFindings({ summary, stamp }: ShownRun, filter: FindingFilter): Listed<PreflightFinding> {
  const client = useClient()
  const { runId } = summary
  const shape = JSON.stringify([runId, filter])
  const list = usePagedList<PreflightFinding>({
    listKey: `${shape} ${stamp}`,
    revision: undefined,
    fetch: async (offset, limit, signal) => {
      const page = await client.preflight.findings({ runId, filter, offset, limit }, { signal })
      return { revision: stamp, total: page.matched, matched: page.matched, rows: page.findings }
    },
  })
  return { list, listKey: shape }
}

/** Verdicts on the objects of one scope that have a finding which passes the filter. */
export function useVerdicts(
  { summary, stamp }: ShownRun,
  scope: Scope,
  filter: FindingFilter | undefined,
): Listed<Verdict> {
  const client = useClient()
  const { runId } = summary
  const shape = JSON.stringify([runId, scope, filter])
  const list = usePagedList<Verdict>({
    listKey: `${shape} ${stamp}`,
    revision: undefined,
    fetch: async (offset, limit, signal) => {
      const input = { runId, scope, ...(filter ? { filter } : {}), offset, limit }
      const page = await client.preflight.verdicts(input, { signal })
      return { revision: stamp, total: page.matched, matched: page.matched, rows: page.verdicts }
    },
  })
  return { list, listKey: shape }
}
