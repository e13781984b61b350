import { createContext, type ReactNode, useContext, useState } from 'react'
import type { PreflightProgress } from '../../../shared/contract/preflight.ts'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { type ProbeRun, useProbeRun } from '../cluster/use-probe-run.ts'
import { useRefreshRuns } from './queries.ts'

/** A run as the screen of one source sees it. */
export interface PreflightRun extends Omit<ProbeRun<PreflightProgress>, 'start'> {
  readonly begin: () => void
  /** Another source is being looked at: only one is at a time. */
  readonly isOtherBusy: boolean
  /** Of a run that has ended well and was not shown yet. */
  readonly doneRun: DoneRun | undefined
  readonly forgetDone: () => void
}

export interface PreflightInput {
  readonly providerId: string
  readonly targetId: string | undefined
  readonly planId: string | undefined
}

/** A run and what it was about. */
export type DoneRun = Pick<PreflightSummary, 'runId'> & Omit<PreflightInput, 'providerId'>

interface Running {
  readonly providerId: string | undefined
  readonly run: ProbeRun<PreflightProgress>
  readonly doneRun: DoneRun | undefined
  readonly begin: (input: PreflightInput) => void
  readonly forgetDone: () => void
}

const RunningContext = createContext<Running | undefined>(undefined)

/** Holds the one run that goes on, so that it outlives the screen it was started on. */
export function PreflightRunning({ children }: { readonly children: ReactNode }) {
  const client = useClient()
  const refresh = useRefreshRuns()
  const run = useProbeRun<PreflightProgress>()
  const [providerId, setProviderId] = useState<string>()
  const [doneRun, setDoneRun] = useState<DoneRun>()
  const begin = ({ targetId, planId, ...source }: PreflightInput) => {
    setProviderId(source.providerId)
    setDoneRun(undefined)
    const input = { ...source, ...(targetId && { targetId }), ...(planId && { planId }) }
    const done = async (runId: string) => {
      await refresh()
      setDoneRun({ runId, targetId, planId })
    }
    run.start(async (signal) => withEnd(await client.preflight.run(input, { signal }), done))
  }
  const forgetDone = () => setDoneRun(undefined)
  return <RunningContext value={{ providerId, run, doneRun, begin, forgetDone }}>{children}</RunningContext>
}

/** The run of a source; that of another one is not shown on its screen. */
export function usePreflightRun(
  providerId: string | undefined,
  { targetId, planId }: Omit<PreflightInput, 'providerId'>,
): PreflightRun {
  const running = useContext(RunningContext)
  if (!running) throw new Error('usePreflightRun needs a PreflightRunning above it')
  const isOwn = running.providerId === providerId
  const { state, value, problem, startedAt, cancel } = running.run
  return {
    state: isOwn ? state : 'idle',
    isOtherBusy: !isOwn && state === 'running',
    value: isOwn ? value : undefined,
    problem: isOwn ? problem : undefined,
    startedAt,
    cancel,
    begin: () => {
      if (providerId !== undefined) running.begin({ providerId, targetId, planId })
    },
    doneRun: isOwn ? running.doneRun : undefined,
    forgetDone: running.forgetDone,
  }
}

/** Begins a run from another screen than that of its source. */
export function useBeginPreflight(): Pick<Running, 'begin'> & { readonly isBusy: boolean } {
  const running = useContext(RunningContext)
  if (!running) throw new Error('useBeginPreflight needs a PreflightRunning above it')
  return { begin: running.begin, isBusy: running.run.state === 'running' }
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
