/** Secrets that a vault command makes or takes anew: a passphrase, typed twice, and a recovery code. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ok, type Result } from '../../shared/problem.ts'
import { MIN_PASSPHRASE } from '../../shared/vault/model.ts'
import { RECOVERY_BYTES, recoveryCodeOf } from '../../shared/vault/recovery-code.ts'
import { inputFault, INTERRUPTED } from './outcome.ts'
import { readSecret, type SecretKind } from './password.ts'
import { printable } from './text.ts'
import { writeNew } from './write-new.ts'
import type { Asking, CommandContext } from './command-context.ts'

const TRIES = 3

/** Typed twice, or read once from `fd`. `of`: what it will open. */
export async function readNewPassphrase(
  kind: SecretKind,
  context: Asking,
  fd: number | undefined,
  of: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  for (let left = TRIES; ; left--) {
    const read = await readOnce(kind, context, fd, of, signal)
    if (read.ok || fd !== undefined || left === 1 || read.problem.code === INTERRUPTED.code) return read
    if (context.stdin.isTTY !== true) return read
    context.stderr.write(`${read.problem.message} ${read.problem.remedy}\n`)
  }
}

async function readOnce(
  kind: SecretKind,
  context: Asking,
  fd: number | undefined,
  of: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  const read = await readSecret(kind, context, fd, of, signal)
  if (!read.ok) return read
  if (read.value.length < MIN_PASSPHRASE)
    return inputFault(
      'passphrase-short',
      `The passphrase is shorter than ${MIN_PASSPHRASE} letters.`,
      'Take a longer one: some words that do not belong together are easier to type than signs.',
    )
  if (fd !== undefined) return read
  const again = await readSecret(kind, context, undefined, `${of}, once more`, signal)
  if (!again.ok || again.value === read.value) return again
  return inputFault('passphrase-differs', 'The two were not the same.', 'Type it again.')
}

/** Where a new recovery code goes. */
export interface CodePlace {
  /** Left out: the terminal. */
  readonly file?: string
}

export interface RawCodeOptions {
  readonly recoveryCode?: boolean
  readonly recoveryCodeFile?: string
  readonly json?: boolean
}

/** Undefined: no code is wanted. Said before any work: a code that cannot be shown is lost. */
export function codePlace(
  { recoveryCode, recoveryCodeFile, json }: RawCodeOptions,
  { stdout }: Pick<CommandContext, 'stdout'>,
): Result<CodePlace | undefined> {
  if (recoveryCodeFile !== undefined) {
    if (recoveryCodeFile === '')
      return inputFault('recovery-code-file', '--recovery-code-file is empty.', 'Name a new file.')
    const file = resolve(recoveryCodeFile)
    return existsSync(file) ? existing(file) : ok({ file })
  }
  if (recoveryCode !== true) return ok(undefined)
  if (stdout.isTTY === true && json !== true) return ok({})
  return inputFault(
    'recovery-code',
    'A recovery code is shown once, on a terminal only: what reads this output may keep it.',
    'Run the command on a terminal without --json, or name a new file for it with --recovery-code-file FILE.',
  )
}

/**
 * Makes a code, hands it to `use`, and shows it once that worked. In a file it is before: nobody shall have a vault
 * whose code was lost on the way.
 */
export async function withNewCode<T>(
  context: CommandContext,
  place: CodePlace,
  use: (code: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  const code = recoveryCodeOf(randomBytes(RECOVERY_BYTES))
  if (place.file === undefined) {
    const used = await use(code)
    if (used.ok) context.stdout.write(`\n  ${code}\n\n${KEEP_IT}\n`)
    return used
  }
  const written = await writeNew(place.file, new Blob([`${code}\n`]), false)
  if (!written.ok) return written.problem.code === 'input.exists' ? existing(place.file) : written
  try {
    const used = await use(code)
    if (!used.ok) await rm(place.file, { force: true })
    else context.stderr.write(`The recovery code is in ${printable(place.file)}, readable by you only.\n`)
    return used
  } catch (error) {
    await rm(place.file, { force: true })
    throw error
  }
}

const KEEP_IT = [
  'This is the recovery code of the vault. It opens the vault without the passphrase and is not shown again.',
  'Write it down or print it, and keep it where the passphrase is not.',
].join('\n')

function existing(file: string) {
  return inputFault('exists', `${file} exists already.`, 'Choose another name with --recovery-code-file.')
}
