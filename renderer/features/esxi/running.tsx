import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import type { Client } from '../../../shared/contract/contract.ts'
import type { EditRun, NfcChange } from '../../../shared/esxi/model.ts'
import type { Problem } from '../../../shared/problem.ts'
import { useClient } from '../../api/client-context.tsx'
import { isProblem } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { useStream } from '../../api/use-stream.ts'
import { useProbeRun } from '../cluster/use-probe-run.ts'
import { useForgetReadings, useHistory, useRefreshHistory } from './queries.ts'

/** What a run is to do. */
export type EditTask =
  | { readonly kind: 'edit'; readonly change: NfcChange }
  | { readonly kind: 'restore'; readonly backup: string | undefined }

export interface EditInput {
  readonly providerId: string
  /** In this order; the first is the canary. A restore has one. */
  readonly hostIds: readonly string[]
  readonly task: EditTask
  readonly openSsh: boolean
  readonly rehearse: boolean
  /** By host: what the rehearsal started from. */
  readonly expected?: Readonly<Record<string, string>> | undefined
}

export interface Running {
  /** What was asked for here; undefined for a run that was found. */
  readonly input: EditInput | undefined
  readonly run: EditRun | undefined
  readonly isRunning: boolean
  /** Why it could not begin, or is no longer followed. */
  readonly problem: Problem | undefined
  readonly begin: (input: EditInput) => void
  /** The host that is being edited is finished or rolled back; the others are left alone. */
  readonly cancel: () => void
  readonly isCanceling: boolean
  readonly cancelProblem: Problem | undefined
  readonly dismiss: () => void
}

interface Kept extends Omit<Running, 'isCanceling' | 'cancelProblem'> {
  readonly cancelAsked: boolean
}

const RunningContext = createContext<Kept | undefined>(undefined)

/** Holds the run that was begun here: leaving its page must not cancel it, as closing its stream would. */
export function EsxiRunning({ children }: { readonly children: ReactNode }) {
  const client = useClient()
  const refresh = useRefreshHistory()
  const forget = useForgetReadings()
  const probe = useProbeRun<EditRun>()
  const [input, setInput] = useState<EditInput>()
  const [cancelAsked, setCancelAsked] = useState(false)
  const run = probe.value
  const providerId = input?.providerId
  const isRunning = probe.state === 'running'
  const isOver = input !== undefined && !input.rehearse && !isRunning
  useEffect(() => {
    if (providerId === undefined || !isOver) return
    forget(providerId)
    void refresh(providerId)
    // Only the end of a run is news.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [providerId, isOver, run?.id])
  const begin = (next: EditInput) => {
    setInput(next)
    setCancelAsked(false)
    probe.start((signal) => Promise.resolve(followed(client, next, signal)))
  }
  const cancel = () => {
    setCancelAsked(true)
    // Without an id yet nothing is known to run, and closing the stream is the only way.
    if (run === undefined) probe.cancel()
    else void client.esxi.cancel({ providerId: run.providerId, runId: run.id }).catch(() => probe.cancel())
  }
  const value: Kept = {
    input,
    run,
    isRunning,
    problem: probe.problem,
    begin,
    cancel,
    cancelAsked,
    dismiss: () => setInput(undefined),
  }
  return <RunningContext value={value}>{children}</RunningContext>
}

/** The stream of a run; where it is cut while the run goes on, that run is looked for again. */
async function* followed(client: Client, input: EditInput, signal: AbortSignal): AsyncGenerator<EditRun> {
  let last: EditRun | undefined
  try {
    for await (const run of await opened(client, input, signal)) yield (last = run)
  } catch (error) {
    if (isProblem(error) || last?.state !== 'running' || signal.aborted) throw error
    const { providerId, id: runId } = last
    yield* await client.esxi.watchRun({ providerId, runId }, { signal })
  }
}

function opened(client: Client, input: EditInput, signal: AbortSignal): Promise<AsyncIterable<EditRun>> {
  const { providerId, hostIds, task, openSsh, rehearse, expected } = input
  if (task.kind === 'edit')
    return client.esxi.edit(
      {
        providerId,
        hostIds: [...hostIds],
        change: task.change,
        openSsh,
        rehearse,
        ...(expected && { expected }),
      },
      { signal },
    )
  const { backup } = task
  return client.esxi.restore(
    { providerId, hostId: hostIds[0] ?? '', openSsh, rehearse, ...(backup !== undefined && { backup }) },
    { signal },
  )
}

/** The run that was begun here, while it goes on; for a place that shows all that runs. */
export function useOwnRun(): EditRun | undefined {
  const kept = useContext(RunningContext)
  return kept?.isRunning ? kept.run : undefined
}

const NOTHING: Pick<Running, 'input' | 'run' | 'isRunning' | 'problem'> = {
  input: undefined,
  run: undefined,
  isRunning: false,
  problem: undefined,
}

/**
 * The run of a source that concerns a page: the one begun here, or one that the page was opened upon. Runs of other
 * sources go on unseen.
 */
export function useEditRun(providerId: string): Running {
  const kept = useContext(RunningContext)
  if (!kept) throw new Error('useEditRun needs an EsxiRunning above it')
  const client = useClient()
  const isOwn = kept.input?.providerId === providerId
  const found = useFoundRun(providerId, isOwn ? kept.run?.id : undefined)
  const canceling = useAction(async (runId: string) => {
    await client.esxi.cancel({ providerId, runId })
  })
  const shown = found.run
  if (shown && (shown.state === 'running' ? !(isOwn && kept.isRunning) : !isOwn))
    return {
      begin: kept.begin,
      dismiss: found.dismiss,
      input: undefined,
      run: shown,
      isRunning: shown.state === 'running',
      problem: undefined,
      cancel: () => void canceling.run(shown.id),
      isCanceling: canceling.busy,
      cancelProblem: canceling.problem,
    }
  return {
    begin: kept.begin,
    dismiss: kept.dismiss,
    ...(isOwn ? kept : NOTHING),
    cancel: kept.cancel,
    isCanceling: isOwn && kept.isRunning && kept.cancelAsked,
    cancelProblem: undefined,
  }
}

interface Found {
  readonly run: EditRun | undefined
  readonly dismiss: () => void
}

/** A run that goes on and was not begun in this window, followed to its end. */
function useFoundRun(providerId: string, ownId: string | undefined): Found {
  const client = useClient()
  const history = useHistory(providerId).data
  const running = history?.find((run) => run.state === 'running' && run.id !== ownId)
  const [followedId, setFollowedId] = useState<string>()
  if (running && running.id !== followedId) setFollowedId(running.id)
  const stream = useStream<EditRun>({
    key: followedId === undefined ? undefined : `esxi-run/${followedId}`,
    open: (signal) => client.esxi.watchRun({ providerId, runId: followedId ?? '' }, { signal }),
    isFinal: () => true,
  })
  const stored = history?.find((run) => run.id === followedId)
  // Of a run in another process the stream tells only where it stood; the journal goes on telling.
  const isTold = stream.state.kind === 'live' || stream.value?.state !== 'running'
  return {
    run: followedId === undefined ? undefined : isTold ? (stream.value ?? stored) : stored,
    dismiss: () => setFollowedId(undefined),
  }
}
