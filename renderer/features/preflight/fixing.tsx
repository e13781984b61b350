import { createContext, type ReactNode, useContext, useState } from 'react'
import type { FixProgress, FixStep } from '../../../shared/preflight/fix-model.ts'
import type { Problem } from '../../../shared/problem.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { type ProbeRun, useProbeRun } from '../cluster/use-probe-run.ts'
import { useTakeRun } from './queries.ts'

/** All that is known so far; in the order that it was asked for. */
export interface FixView extends Pick<FixProgress, 'state' | 'done' | 'total'> {
  readonly steps: readonly FixStep[]
  /** Why what was fixed could not be looked at again. */
  readonly problem?: Problem | undefined
}

interface FixInput {
  readonly runId: string
  readonly findingIds: readonly string[]
  readonly by: string
}

/** Fixes of one run of preflight. */
export interface Fixing extends Omit<ProbeRun<FixView>, 'start'> {
  readonly begin: (findingIds: readonly string[], by: string) => void
  /** Those of another run go on: only one is at a time. */
  readonly isOtherBusy: boolean
  /** After a cancel: waits for what ran, and looks at it again. */
  readonly isLeaving: boolean
  readonly dismiss: () => void
}

interface Running {
  readonly runId: string | undefined
  readonly run: ProbeRun<FixView>
  readonly leaving: { readonly busy: boolean; readonly problem: Problem | undefined }
  readonly begin: (input: FixInput) => void
  readonly cancel: () => void
  readonly dismiss: () => void
}

const FixingContext = createContext<Running | undefined>(undefined)

/** Holds the fixes that go on, so that they outlive the screen they were started on. */
export function FixRunning({ children }: { readonly children: ReactNode }) {
  const client = useClient()
  const take = useTakeRun()
  const run = useProbeRun<FixView>()
  const [runId, setRunId] = useState<string>()
  const leaving = useAction(async (objectIds: string[], ofRun: string) =>
    take(await client.preflight.recheck({ runId: ofRun, objectIds })),
  )
  const begin = (input: FixInput) => {
    setRunId(input.runId)
    leaving.reset()
    run.start(async (signal) =>
      summedUp(
        await client.preflight.fix({ ...input, findingIds: [...input.findingIds] }, { signal }),
        ({ summary }) => {
          if (summary) take(summary)
        },
      ),
    )
  }
  const cancel = () => {
    const begun = run.value?.steps.filter(({ state }) => state !== 'waiting' && state !== 'skipped') ?? []
    run.cancel()
    const objectIds = [...new Set(begun.map(({ object }) => object.id))]
    if (runId !== undefined && objectIds.length > 0) void leaving.run(objectIds, runId)
  }
  const value = { runId, run, leaving, begin, cancel, dismiss: () => setRunId(undefined) }
  return <FixingContext value={value}>{children}</FixingContext>
}

/** The fixes of a run; those of another one are not shown with it. */
export function useFixing(runId: string): Fixing {
  const running = useContext(FixingContext)
  if (!running) throw new Error('useFixing needs a FixRunning above it')
  const { run, leaving } = running
  const isOwn = running.runId === runId
  return {
    state: isOwn ? run.state : 'idle',
    value: isOwn ? run.value : undefined,
    problem: isOwn ? (run.problem ?? leaving.problem) : undefined,
    startedAt: run.startedAt,
    isOtherBusy: !isOwn && run.state === 'running',
    isLeaving: isOwn && leaving.busy,
    begin: (findingIds, by) => running.begin({ runId, findingIds, by }),
    cancel: running.cancel,
    dismiss: running.dismiss,
  }
}

/** Events tell only what changed; a screen shows all of it. */
async function* summedUp(
  stream: AsyncIterable<FixProgress>,
  onEvent: (event: FixProgress) => void,
): AsyncGenerator<FixView> {
  const steps = new Map<string, FixStep>()
  for await (const event of stream) {
    for (const step of event.changed) steps.set(step.findingId, step)
    onEvent(event)
    const { state, done, total, problem } = event
    yield { state, done, total, problem, steps: [...steps.values()] }
  }
}
