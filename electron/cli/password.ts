/** How a password or token comes in: from a descriptor or typed unseen. Never from argv or the environment. */
import { createReadStream, fstatSync } from 'node:fs'
import { ok, type Result } from '../../shared/problem.ts'
import { inputFault, INTERRUPTED } from './outcome.ts'
import type { Input, Output, CommandContext } from './command-context.ts'

/** Options that name the descriptor of a secret. */
export type DescriptorFlag =
  | '--password-fd'
  | '--token-fd'
  | '--host-password-fd'
  | '--passphrase-fd'
  | '--vault-passphrase-fd'
  | '--new-passphrase-fd'
  | '--copy-passphrase-fd'
  | '--disk-passphrase-fd'

export interface SecretKind {
  /** As it is called in a sentence. */
  readonly word: 'password' | 'token' | 'passphrase'
  readonly flag: DescriptorFlag
  /** More means that the wrong file was handed over. */
  readonly maxBytes: number
}

/** The longest that vSphere takes is far below. */
export const PASSWORD: SecretKind = { word: 'password', flag: '--password-fd', maxBytes: 4096 }
/** Tokens of an identity provider with many groups reach some KiB; API servers refuse headers above 1 MiB. */
export const TOKEN: SecretKind = { word: 'token', flag: '--token-fd', maxBytes: 64 * 1024 }
/** Of a user of an ESXi host; the longest that the contract takes. */
export const HOST_PASSWORD: SecretKind = { word: 'password', flag: '--host-password-fd', maxBytes: 256 }
/** Of a private key. */
export const PASSPHRASE: SecretKind = { word: 'passphrase', flag: '--passphrase-fd', maxBytes: 256 }

/** Of the vault; the longest that the contract takes. Its recovery code is taken in the same place. */
export const VAULT_PASSPHRASE: SecretKind = {
  word: 'passphrase',
  flag: '--vault-passphrase-fd',
  maxBytes: 1024,
}
/** That opens the vault from now on. */
export const NEW_PASSPHRASE: SecretKind = { ...VAULT_PASSPHRASE, flag: '--new-passphrase-fd' }
/** Of a copy of the vault. */
export const COPY_PASSPHRASE: SecretKind = { ...VAULT_PASSPHRASE, flag: '--copy-passphrase-fd' }

/** Of an encrypted disk of a VM; the longest that the contract takes. */
export const DISK_PASSPHRASE: SecretKind = {
  word: 'passphrase',
  flag: '--disk-passphrase-fd',
  maxBytes: 512,
}

/** A password manager behind the descriptor may ask its user first. */
const READ_LIMIT_MS = 120_000

/** Reads the secret from `fd`, or asks for it on the terminal. */
export async function readSecret(
  kind: SecretKind,
  context: Pick<CommandContext, 'stdin' | 'stderr'>,
  fd: number | undefined,
  who: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  const read = await (fd === undefined ? ask(kind, context, who, signal) : fromDescriptor(kind, fd, signal))
  if (!read.ok) return read
  if (Buffer.byteLength(read.value) > kind.maxBytes)
    return inputFault(
      kind.word,
      `The ${kind.word} is longer than any that is taken.`,
      `Give the ${kind.word} of ${who}.`,
    )
  if (read.value !== '') return read
  return inputFault(kind.word, `The ${kind.word} is empty.`, `Give the ${kind.word} of ${who}.`)
}

async function ask(
  { word, flag }: SecretKind,
  { stdin, stderr }: Pick<CommandContext, 'stdin' | 'stderr'>,
  who: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  if (stdin.isTTY !== true || stdin.setRawMode === undefined)
    return inputFault(
      word,
      `The ${word} of ${who} is needed, and there is no terminal to ask for it.`,
      `Hand it over with ${flag} N, for example ${flag} 3 3<file.`,
    )
  return await askHidden(stdin, stderr, `${capital(word)} of ${who}: `, signal)
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`
}

/** First line of what can be read from the descriptor, which is closed afterwards. */
async function fromDescriptor(
  { word, flag, maxBytes }: SecretKind,
  fd: number,
  signal: AbortSignal,
): Promise<Result<string>> {
  if (!isGiven(fd))
    return inputFault(
      `${word}-fd`,
      `File descriptor ${fd} was not handed over.`,
      `Open it for reading, for example ${flag} ${fd} ${fd}<file.`,
    )
  const stream = createReadStream('', { fd, highWaterMark: maxBytes })
  const limited = AbortSignal.any([signal, AbortSignal.timeout(READ_LIMIT_MS)])
  limited.addEventListener('abort', () => stream.destroy(new Error('took too long')), { once: true })
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      length += chunk.length
      if (chunk.includes(0x0a) || length > maxBytes) break
    }
  } catch (error) {
    if (signal.aborted) return { ok: false, problem: INTERRUPTED }
    return inputFault(
      `${word}-fd`,
      `File descriptor ${fd} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      `Open it for reading, for example ${flag} ${fd} ${fd}<file.`,
    )
  }
  const line = firstLineOf(chunks)
  if (line === undefined)
    return inputFault(
      `${word}-fd`,
      `File descriptor ${fd} does not hold a ${word}: it is no text in UTF-8.`,
      'Hand over text. Of random bytes, for example, their Base64.',
    )
  if (Buffer.byteLength(line) <= maxBytes) return ok(line)
  return inputFault(
    `${word}-fd`,
    `File descriptor ${fd} does not hold a ${word}: it is too long.`,
    'Check what was handed over.',
  )
}

/** One that nobody opened may be taken by Node for itself, which ends when that is closed. */
function isGiven(fd: number): boolean {
  try {
    const found = fstatSync(fd)
    return found.isFile() || found.isFIFO() || found.isSocket() || found.isCharacterDevice()
  } catch {
    return false
  }
}

/**
 * Undefined for bytes that are no text: with a sign in the place of each of those, two secrets would be one, and many
 * would be short. The bytes are wiped.
 */
function firstLineOf(chunks: readonly Buffer[]): string | undefined {
  const bytes = Buffer.concat(chunks)
  const end = bytes.indexOf(0x0a)
  const line = bytes.subarray(0, end < 0 ? undefined : end)
  try {
    // A byte order mark is what a text editor wrote before the secret, and none of it.
    return new TextDecoder('utf-8', { fatal: true }).decode(line).replace(/\r$/, '')
  } catch {
    return undefined
  } finally {
    for (const one of [...chunks, bytes]) one.fill(0)
  }
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
  /** Typed ahead, for the next question. */
  let ahead: string | undefined
  const onData = (data: Buffer | string): void => {
    for (const key of data.toString()) {
      if (ahead !== undefined) ahead += key
      else if (key === '\r' || key === '\n') {
        ahead = ''
        resolve(ok(typed.join('')))
      } else if (key === '\u0003' || key === '\u0004') resolve({ ok: false, problem: INTERRUPTED })
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
    // Of a pasted end of line the second half is no answer.
    const rest = ahead?.replace(/^\n/, '') ?? ''
    if (rest !== '') stdin.unshift(rest)
    output.write('\n')
  }
}
