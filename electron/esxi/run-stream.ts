/** A run as a stream that ends with it, and asks for its end when it is closed early. */
import type { EditRun } from '../../shared/esxi/model.ts'
import { orThrow } from '../../shared/problem.ts'
import type { Runs, StartRun } from './runs.ts'

/** Throws the problem of a run that could not be started. */
export async function* streamRun(
  runs: Runs,
  request: StartRun,
  signal?: AbortSignal,
): AsyncGenerator<EditRun> {
  const { runId } = orThrow(runs.start(request))
  const cancel = () => void runs.cancel(runId)
  if (signal?.aborted) cancel()
  // Whoever closes the stream may do so long before the next change of the run.
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    yield* runs.watch(request.providerId, runId)
  } finally {
    signal?.removeEventListener('abort', cancel)
    cancel()
  }
}
