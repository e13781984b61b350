/** Ctrl-C and its like: the first asks to end in order, the second at once. */

export interface Interrupts {
  /** Aborts at the first Ctrl-C (SIGINT), SIGTERM or SIGHUP. */
  readonly first: AbortSignal
  /** Aborts at the second. */
  readonly second: AbortSignal
  /** Stops listening. */
  stop(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * One Ctrl-C can arrive several times: npm passes on what the terminal has sent to the whole group already, and
 * libraries that tidy up at the end raise the signal again. Nobody presses twice within this time (ms).
 */
const ECHO_MS = 400

/** Listens to the process's interrupts until stopped. */
export function listenForInterrupts(): Interrupts {
  const first = new AbortController()
  const second = new AbortController()
  let firstAt = 0
  const onSignal = (): void => {
    if (!first.signal.aborted) {
      firstAt = performance.now()
      first.abort()
    } else if (performance.now() - firstAt > ECHO_MS) second.abort()
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return {
    first: first.signal,
    second: second.signal,
    stop: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal)
    },
  }
}
