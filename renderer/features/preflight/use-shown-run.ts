import { useEffect } from 'react'
import type { PreflightSearch } from '../../app/search.ts'
import type { Change } from './filter.ts'
import type { PreflightRun } from './running.tsx'

export interface ShownRunOptions {
  readonly search: PreflightSearch
  readonly sourceId: string | undefined
  /** The run that is shown. */
  readonly runId: string | undefined
  readonly running: PreflightRun
  readonly onChange: Change
}

/** Keeps in the address which run is shown, so that it can be copied; a run that has ended here takes its place. */
export function useShownRun({ search, sourceId, runId, running, onChange }: ShownRunOptions): void {
  const { doneRunId, forgetDone } = running
  const isNamed = search.run !== undefined
  useEffect(() => {
    if (doneRunId !== undefined) {
      onChange({ run: doneRunId, source: sourceId, rule: undefined, object: undefined })
      forgetDone()
    } else if (!isNamed && runId !== undefined) onChange({ run: runId, source: sourceId })
    // Only news moves the address; new functions are none.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [doneRunId, isNamed, runId, sourceId])
}
