/** Commands that come in over a session. */
import type { ServerChannel, Session } from 'ssh2'
import { runLine } from './commands/shell.ts'
import type { Output } from './commands/command.ts'
import type { Machine } from './machine.ts'

const NOTICE = 'The interactive shell is not part of this host. Give a command to run.\r\n'

export interface ExecOptions {
  readonly machine: Machine
  readonly uid: number
  /** Ends the connection as a broken line does. */
  readonly cut: () => void
  readonly note: (line: string) => void
}

export function serveSession(session: Session, options: ExecOptions): void {
  session.on('pty', (accept) => {
    accept()
  })
  session.on('exec', (accept, _reject, info) => {
    // A lab that closes meanwhile has nothing to answer any more.
    void execute(accept(), info.command, options).catch(() => options.cut())
  })
  session.on('shell', (accept) => {
    const channel = accept()
    channel.write(NOTICE)
    finish(channel, 0)
  })
}

async function execute(channel: ServerChannel, line: string, options: ExecOptions): Promise<void> {
  const { machine, uid, note, cut } = options
  const { failures, inside } = machine
  const input = collect(channel)
  note(line)
  const when = failures.cutAt(line)
  const { noise } = failures.now()
  if (when === 'before') {
    cut()
    return
  }
  await failures.passed(line)
  const half = async (): Promise<Buffer> => {
    const bytes = await input
    return bytes.subarray(0, Math.floor(bytes.length / 2))
  }
  const running = runLine(line, { inside, uid, input: when === 'during' ? half : () => input })
  // What is read from standard input has to arrive before the line breaks.
  if (when === 'during') void input.then(cut)
  const output = await running
  if (when === 'after') cut()
  if (when === undefined) answer(channel, output, noise)
}

/** All of standard input: to its end, or to that of the connection. */
function collect(channel: ServerChannel): Promise<Buffer> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    const end = (): void => resolve(Buffer.concat(parts))
    channel.on('data', (part: Buffer) => parts.push(part))
    channel.once('end', end)
    channel.once('close', end)
    channel.once('error', end)
  })
}

function answer(channel: ServerChannel, output: Output, noise = ''): void {
  if (channel.destroyed || channel.closed) return
  channel.write(noise)
  channel.write(output.stdout)
  channel.stderr.write(output.stderr)
  finish(channel, output.code)
}

function finish(channel: ServerChannel, code: number): void {
  channel.exit(code)
  channel.end()
}
