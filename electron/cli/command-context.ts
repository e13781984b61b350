/** What a command is given from outside: the terminal, the clock, and the loaders of heavy parts. */
import type { Client } from '../../shared/contract/contract.ts'
import type { Interrupts } from '../interrupts.ts'
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

export interface CommandContext {
  readonly version: string
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  /** Of --vault-passphrase-fd: what opens the vault can be read from it, once. */
  readonly vaultPassphraseFd?: number
  now(): Date
  listen(): Interrupts
  /** The same as Ctrl-C where the terminal hands over single keys, and so raises no interrupt by itself. */
  interrupt(): void
  /** Loads the backend and starts it. */
  createBackend(options: CliBackendOptions): Promise<CliBackend>
  /** Loads the demo lab and starts it. */
  startLab(options: LabOptions): Promise<Lab>
}

/** What a question without echo needs. */
export type Asking = Pick<CommandContext, 'stdin' | 'stderr' | 'vaultPassphraseFd'>
