import type { PreflightProgress } from '../../../shared/contract/preflight.ts'
import { useClient } from '../../api/client-context.tsx'
import { type ProbeRun, useProbeRun } from '../cluster/use-probe-run.ts'
import { useRefreshRuns } from './queries.ts'

export interface PreflightRun extends ProbeRun<PreflightProgress> {
  readonly begin: () => void
}

/** Runs the rules over a source. `onDone` is called with the run once it is kept. */
export function usePreflightRun(
  providerId: string | undefined,
  targetId: string | undefined,
  onDone: (runId: string) => void,
): PreflightRun {
  const client = useClient()
  const refresh = useRefreshRuns()
  const run = useProbeRun<PreflightProgress>()
  const done = async (runId: string) => {
    await refresh()
    onDone(runId)
  }
  const begin = () => {
    if (providerId === undefined) return
    const input = { providerId, ...(targetId === undefined ? {} : { targetId }) }
    run.start(async (signal) => withEnd(await client.preflight.run(input, { signal }), done))
  }
  return { ...run, begin }
}

async function* withEnd(
  stream: AsyncIterable<PreflightProgress>,
  onDone: (runId: string) => Promise<void>,
): AsyncGenerator<PreflightProgress> {
  for await (const progress of stream) {
    yield progress
    if (progress.state === 'done') await onDone(progress.runId)
  }
}
