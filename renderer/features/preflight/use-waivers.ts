import { useState } from 'react'
import { MOST_WAIVED } from '../../../shared/contract/preflight.ts'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import type { Problem } from '../../../shared/problem.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { useTakeRun } from './queries.ts'
import type { WaiveText } from './waive-fields.tsx'

export interface Waivers {
  readonly busy: boolean
  readonly problem: Problem | undefined
  /** What was done last, for as long as it can be undone. */
  readonly last: { readonly kind: 'waived' | 'takenBack'; readonly ids: readonly string[] } | undefined
  readonly waive: (ids: readonly string[], text: WaiveText) => Promise<boolean>
  readonly takeBack: (ids: readonly string[]) => Promise<boolean>
  /** Takes back what was waived last. */
  readonly undo: () => Promise<boolean>
  readonly forget: () => void
}

/** Accepts findings of a run and takes that back. */
export function useWaivers(runId: string): Waivers {
  const client = useClient()
  const take = useTakeRun()
  const [last, setLast] = useState<Waivers['last']>()
  const action = useAction(async (change: () => Promise<PreflightSummary>) => take(await change()))
  const waive = async (ids: readonly string[], { by, reason }: WaiveText) => {
    const said = { by: by.trim(), reason: reason.trim() }
    const done = await action.run(() =>
      bySlice(ids, (findingIds) => client.preflight.waive({ runId, findingIds, ...said })),
    )
    if (done) setLast({ kind: 'waived', ids })
    return done
  }
  const takeBack = async (ids: readonly string[]) => {
    const done = await action.run(() =>
      bySlice(ids, (findingIds) => client.preflight.unwaive({ runId, findingIds })),
    )
    if (done) setLast({ kind: 'takenBack', ids })
    return done
  }
  return {
    busy: action.busy,
    problem: action.problem,
    last,
    waive,
    takeBack,
    undo: async () => last?.kind === 'waived' && takeBack(last.ids),
    forget: () => {
      setLast(undefined)
      action.reset()
    },
  }
}

/** As many at once as a call takes, one call after the other. The run as it is after the last one. */
async function bySlice(
  ids: readonly string[],
  change: (slice: string[]) => Promise<PreflightSummary>,
): Promise<PreflightSummary> {
  const summary = await change(ids.slice(0, MOST_WAIVED))
  return ids.length > MOST_WAIVED ? bySlice(ids.slice(MOST_WAIVED), change) : summary
}
