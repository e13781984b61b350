/** What an SSH connection to a host can do. */
import type { HostKey } from '../../shared/esxi/model.ts'
import type { Result } from '../../shared/problem.ts'

export interface Ran {
  readonly code: number
  readonly stdout: Uint8Array
  /** At most some thousand characters, without control characters. */
  readonly stderr: string
}

export interface RunOptions {
  /** Written to its standard input, which is then closed. */
  readonly input?: Uint8Array
  /** ms; default 30 s. */
  readonly limitMs?: number
  /** Bytes of output at most; default 8 MiB. */
  readonly maxBytes?: number
}

/**
 * One logged-in connection. Problems: esxi.connection-lost, esxi.command-timeout, esxi.output-too-large; a command
 * that ends with another code than 0 is not a problem by itself.
 */
export interface SshSession {
  readonly hostKey: HostKey
  /** Runs one program with its arguments, each quoted: nothing is ever expanded by the host's shell. */
  run(words: readonly string[], options?: RunOptions): Promise<Result<Ran>>
  /** Never throws. */
  close(): Promise<void>
}
