import { useEffect } from 'react'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import type { PreflightSearch } from '../../app/search.ts'
import type { Change } from './filter.ts'
import type { DoneRun, PreflightRun } from './running.tsx'
import { NO_TARGET } from './source-state.ts'

export interface ShownRunOptions {
  readonly search: PreflightSearch
  readonly sourceId: string | undefined
  /** The run that is shown. */
  readonly runId: string | undefined
  readonly runs: readonly PreflightSummary[]
  readonly running: PreflightRun
  readonly onChange: Change
}

/** Keeps in the address which run is shown, so that it can be copied; a run that has ended here takes its place. */
export function useShownRun({ search, sourceId, runId, runs, running, onChange }: ShownRunOptions): void {
  const { doneRun, forgetDone } = running
  const isNamed = search.run !== undefined
  const shown = runs.find((one) => one.runId === runId)
  useEffect(() => {
    if (doneRun) {
      onChange({ source: sourceId, ...endsOf(doneRun), rule: undefined, object: undefined })
      forgetDone()
    } else if (!isNamed && shown) {
      // What was chosen before there was a run to show stays chosen.
      const { target, plan } = search
      onChange({ source: sourceId, ...endsOf(shown), ...(target && { target }), ...(plan && { plan }) })
    }
    // Only news moves the address; new functions are none.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [doneRun, isNamed, runId, sourceId])
}

function endsOf({
  runId,
  targetId,
  planId,
}: Pick<DoneRun, 'runId'> & Partial<DoneRun>): Partial<PreflightSearch> {
  return { run: runId, target: targetId ?? NO_TARGET, plan: planId }
}
