/** Runs the desktop shell in its own process and follows it to its end. */
import { spawn } from 'node:child_process'

export interface DesktopOutcome {
  readonly code: number
  /** It ended before a window can have been of use: a library is missing, or the sandbox cannot be set up. */
  readonly failedToStart: boolean
}

/** An Electron that cannot start gives up at once; a person needs longer than this to do anything, in ms. */
const START_MS = 5_000

/** `args` follow the application's folder. Ctrl-C reaches the child by itself; this only waits. */
export function runDesktop(binary: string, root: string, args: readonly string[]): Promise<DesktopOutcome> {
  const began = performance.now()
  const child = spawn(binary, [root, ...args], { stdio: 'inherit', cwd: root })
  const forward = (): void => void child.kill('SIGTERM')
  process.on('SIGTERM', forward)
  return new Promise<DesktopOutcome>((resolve) => {
    child.once('error', () => resolve({ code: 1, failedToStart: true }))
    child.once('close', (code, signal) => {
      const early = performance.now() - began < START_MS
      const interrupted = signal === 'SIGINT' || signal === 'SIGTERM'
      if (code === null) resolve({ code: interrupted ? 130 : 1, failedToStart: early && !interrupted })
      else resolve({ code, failedToStart: early && code === 127 })
    })
  }).finally(() => process.off('SIGTERM', forward))
}
