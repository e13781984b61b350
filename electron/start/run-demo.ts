/** The demo inside a running application: the terminal and the window show the same run. */
import type { Backend } from '../backend.ts'

export interface DemoRun {
  /** Aborting it cancels the run and waits for its clean-up. */
  readonly signal: AbortSignal
  /** Called when there is a run to look at, or when it is certain that there will be none. */
  readonly onReady: () => void
}

/** Answers with the exit code. */
export async function runDemoIn(backend: Backend, { signal, onReady }: DemoRun): Promise<number> {
  const { runDemo } = await import('../cli/demo.ts')
  let ready = false
  const once = (): void => {
    if (!ready) onReady()
    ready = true
  }
  const { exitCode } = await runDemo(backend, {
    stdout: process.stdout,
    isTTY: process.stdout.isTTY,
    signal,
    onStarted: (migrationId) => {
      backend.openAt(migrationId)
      once()
    },
  })
  if (!signal.aborted) once()
  return exitCode
}
