/** How a password comes in: from a file descriptor or typed unseen. Never from argv or the environment. */
import { createReadStream } from 'node:fs'
import { ok, type Result } from '../../shared/problem.ts'
import { inputFault, INTERRUPTED } from './outcome.ts'
import type { Input, Output, World } from './world.ts'

/** Longest password that vSphere takes is far below; more means that the wrong file was handed over. */
const MAX_BYTES = 4096
/** A password manager behind the descriptor may ask its user first. */
const READ_LIMIT_MS = 120_000

/** Reads the password from `fd`, or asks for it on the terminal. */
export async function readPassword(
  world: Pick<World, 'stdin' | 'stderr'>,
  fd: number | undefined,
  who: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  const read = await (fd === undefined ? askPassword(world, who, signal) : fromDescriptor(fd, signal))
  if (!read.ok || read.value !== '') return read
  return inputFault('password', 'The password is empty.', `Give the password of ${who}.`)
}

async function askPassword(
  { stdin, stderr }: Pick<World, 'stdin' | 'stderr'>,
  who: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  if (stdin.isTTY !== true || stdin.setRawMode === undefined)
    return inputFault(
      'password',
      `The password of ${who} is needed, and there is no terminal to ask for it.`,
      'Hand it over with --password-fd N, for example --password-fd 3 3<file.',
    )
  return await askHidden(stdin, stderr, `Password of ${who}: `, signal)
}

/** First line of what can be read from the descriptor, which is closed afterwards. */
async function fromDescriptor(fd: number, signal: AbortSignal): Promise<Result<string>> {
  const stream = createReadStream('', { fd, highWaterMark: MAX_BYTES })
  const limited = AbortSignal.any([signal, AbortSignal.timeout(READ_LIMIT_MS)])
  limited.addEventListener('abort', () => stream.destroy(new Error('took too long')), { once: true })
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      length += chunk.length
      if (chunk.includes(0x0a) || length > MAX_BYTES) break
    }
  } catch (error) {
    if (signal.aborted) return { ok: false, problem: INTERRUPTED }
    return inputFault(
      'password-fd',
      `File descriptor ${fd} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      `Open it for reading, for example --password-fd ${fd} ${fd}<file.`,
    )
  }
  const line = Buffer.concat(chunks).toString('utf8').split(/\r?\n/, 1)[0] ?? ''
  if (Buffer.byteLength(line) <= MAX_BYTES) return ok(line)
  return inputFault(
    'password-fd',
    `File descriptor ${fd} does not hold a password: it is too long.`,
    'Check what was handed over.',
  )
}

/** One line from the terminal without echo; Backspace and Ctrl-U work, Ctrl-C and Ctrl-D give up. */
async function askHidden(
  stdin: Input,
  output: Output,
  question: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  const { promise, resolve } = Promise.withResolvers<Result<string>>()
  let typed: string[] = []
  const onData = (data: Buffer | string): void => {
    for (const key of data.toString()) {
      if (key === '\r' || key === '\n') resolve(ok(typed.join('')))
      else if (key === '\u0003' || key === '\u0004') resolve({ ok: false, problem: INTERRUPTED })
      else if (key === '\u0015') typed = []
      else if (key === '\u007f' || key === '\b') typed.pop()
      else if (key >= ' ') typed.push(key)
    }
  }
  const onAbort = (): void => resolve({ ok: false, problem: INTERRUPTED })
  output.write(question)
  stdin.setRawMode?.(true)
  stdin.on('data', onData)
  stdin.resume()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', onAbort)
    stdin.off('data', onData)
    stdin.setRawMode?.(false)
    stdin.pause()
    output.write('\n')
  }
}
