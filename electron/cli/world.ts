/** What a command is given from outside: the terminal, the clock, and the loaders of heavy parts. */
import type { Client } from '../../shared/contract/contract.ts'
import type { Lab, LabOptions } from '../lab/service.ts'

/** The part of a backend that a command uses. */
export interface CliBackend {
  readonly client: Client
  readonly log: { error(message: string): void }
  logOut(): Promise<void>
  close(): Promise<void>
}

export interface CliBackendOptions {
  readonly home: string
  readonly shell: 'cli'
  readonly lab?: Partial<Pick<LabOptions, 'seed' | 'vms' | 'hosts' | 'timeScale'>>
  /** Whether runs that an earlier process left go on here: only where the command stays for its own run. */
  readonly resumeRuns: boolean
}

/** A stream that may be a terminal. */
export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

export interface Input extends NodeJS.ReadableStream {
  readonly isTTY?: boolean
  setRawMode?(mode: boolean): unknown
}

export interface Interrupts {
  /** Aborts at the first Ctrl-C (SIGINT), SIGTERM or SIGHUP. */
  readonly first: AbortSignal
  /** Aborts at the second. */
  readonly second: AbortSignal
  /** Stops listening. */
  stop(): void
}

export interface World {
  readonly version: string
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  now(): Date
  listen(): Interrupts
  /** Loads the backend and starts it. */
  createBackend(options: CliBackendOptions): Promise<CliBackend>
  /** Loads the embedded lab and starts it. */
  startLab(options: LabOptions): Promise<Lab>
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
