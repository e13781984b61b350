/** A terminal in memory and interrupts that a test raises. */
import { PassThrough } from 'node:stream'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LabOptions } from '../../lab/service.ts'
import type { CliBackend, CliBackendOptions, CommandContext } from '../command-context.ts'

export interface InventedContext extends CommandContext {
  readonly home: string
  /** All that was written so far. */
  out(): string
  err(): string
  /** The JSON objects on stdout; throws when a line is none. */
  lines(): { type: string; [field: string]: unknown }[]
  interrupt(): void
  /** What the backend was asked for; empty while nothing was loaded. */
  readonly created: CliBackendOptions[]
  /** Types on the terminal. */
  readonly keyboard: PassThrough
  dispose(): void
}

export interface InventedTerminal {
  readonly isTTY?: boolean
  readonly backend?: CliBackend
  readonly startLab?: (options: LabOptions) => ReturnType<CommandContext['startLab']>
}

export function inventContext({ isTTY = false, backend, startLab }: InventedTerminal = {}): InventedContext {
  const home = mkdtempSync(join(tmpdir(), 'palletjack-cli-'))
  const stdin = terminal(isTTY)
  const stdout = terminal(isTTY)
  const stderr = terminal(isTTY)
  const controllers = [new AbortController(), new AbortController()] as const
  const [first, second] = controllers
  const created: CliBackendOptions[] = []
  return {
    version: '1.2.3',
    home,
    stdin: stdin.stream,
    keyboard: stdin.stream,
    stdout: stdout.stream,
    stderr: stderr.stream,
    out: stdout.text,
    err: stderr.text,
    lines: () =>
      stdout
        .text()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string }),
    now: () => new Date('2026-01-31T10:00:00.000Z'),
    created,
    interrupt: () => (first.signal.aborted ? second : first).abort(),
    listen: () => ({ first: first.signal, second: second.signal, stop: () => undefined }),
    createBackend: (options) => {
      created.push(options)
      return backend ? Promise.resolve(backend) : Promise.reject(new Error('no backend in this test'))
    },
    startLab: startLab ?? (() => Promise.reject(new Error('no lab in this test'))),
    dispose: () => rmSync(home, { recursive: true, force: true }),
  }
}

function terminal(isTTY: boolean) {
  const chunks: Buffer[] = []
  const stream = Object.assign(new PassThrough(), {
    isTTY,
    columns: 120,
    rows: 30,
    setRawMode: () => undefined,
  })
  const write = stream.write.bind(stream)
  // Kept before the stream buffers it: nobody reads the other end of an output.
  stream.write = ((chunk: string | Buffer, ...rest: []) => {
    chunks.push(Buffer.from(chunk))
    return write(chunk, ...rest)
  }) as typeof stream.write
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') }
}
