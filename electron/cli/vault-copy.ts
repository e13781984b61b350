/** `palletjack vault export` and `import`: a sealed copy, for a backup or for another computer. */
import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { formatCount } from '../../shared/units.ts'
import type { CopyOutcome } from '../../shared/vault/model.ts'
import { printJson } from './command.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { findKnown } from './known.ts'
import { attempt, inputFault } from './outcome.ts'
import { COPY_PASSPHRASE, readSecret } from './password.ts'
import { printable } from './text.ts'
import { descriptors, waysOf, withVault, type RawVaultOptions, type VaultJob } from './vault-command.ts'
import { openVault } from './vault-open.ts'
import { readNewPassphrase } from './vault-secrets.ts'
import { checkNew, writeNew } from './write-new.ts'
import type { CommandContext } from './command-context.ts'

export interface RawCopyOptions extends RawVaultOptions {
  readonly copyPassphraseFd?: string
}

export interface RawExportOptions extends RawCopyOptions {
  readonly provider?: readonly string[]
  readonly force?: boolean
}

/** Providers with their secrets, under a passphrase of the copy's own. */
export function vaultExport(context: CommandContext, file: string, raw: RawExportOptions): Promise<ExitCode> {
  const force = raw.force === true
  const check = (inner: CommandContext) => {
    const free = checkNew(file, force)
    return free.ok ? copyDescriptor(inner, raw) : free
  }
  return withVault(context, raw, check, async (job, fd) => {
    const { client, interrupts } = job
    const ways = waysOf(job)
    if (!ways.ok) return ways
    const providerIds = await idsOf(job, raw.provider)
    if (!providerIds.ok) return providerIds
    const opened = await openVault(client, job.context, interrupts.first)
    if (!opened.ok) return opened
    const of = 'the copy'
    const passphrase = await readNewPassphrase(COPY_PASSPHRASE, job.context, fd, of, interrupts.first)
    if (!passphrase.ok) return passphrase
    const input = { passphrase: passphrase.value, providerIds: providerIds.value }
    const copy = await attempt(client.vault.exportCopy(input), interrupts.first)
    if (!copy.ok) return copy
    const written = await writeNew(file, copy.value, force)
    if (!written.ok) return written
    if (job.json) printJson(context, { file, bytes: copy.value.size })
    else context.stdout.write(`The copy is in ${printable(file)}. ${OPENS_BY_ITS_OWN}\n`)
    return ok(EXIT.ok)
  })
}

const OPENS_BY_ITS_OWN =
  'It opens by its own passphrase only: with palletjack vault import, or in the application, on any computer.'

/** As much as a vault of many thousand hosts is, many times over (bytes). */
const MOST_BYTES = 64 * 2 ** 20

/** Adds the providers of a copy with their secrets; ends with 1 when none could be added. */
export function vaultImport(context: CommandContext, path: string, raw: RawCopyOptions): Promise<ExitCode> {
  return withVault(
    context,
    raw,
    (inner) => copyDescriptor(inner, raw),
    async (job, fd) => {
      const { client, interrupts } = job
      const ways = waysOf(job)
      // In memory only they would be known afterwards, and their secrets gone.
      if (!ways.ok) return ways
      const file = await readCopy(path)
      if (!file.ok) return file
      const opened = await openVault(client, job.context, interrupts.first)
      if (!opened.ok) return opened
      const passphrase = await readSecret(COPY_PASSPHRASE, job.context, fd, 'the copy', interrupts.first)
      if (!passphrase.ok) return passphrase
      const input = { file: file.value, passphrase: passphrase.value }
      const outcome = await attempt(client.vault.importCopy(input))
      if (!outcome.ok) return outcome
      if (job.json) printJson(context, outcome.value)
      else context.stdout.write(outcomeText(outcome.value))
      const { added, left } = outcome.value
      return ok(added.length === 0 && left.length > 0 ? EXIT.failed : EXIT.ok)
    },
  )
}

function copyDescriptor(context: CommandContext, raw: RawCopyOptions): Result<number | undefined> {
  const found = descriptors(context, { copy: ['--copy-passphrase-fd', raw.copyPassphraseFd] })
  return found.ok ? ok(found.value.copy) : found
}

async function idsOf(
  { client, interrupts }: VaultJob,
  names: readonly string[] | undefined,
): Promise<Result<string[] | undefined>> {
  if (names === undefined) return ok(undefined)
  const ids: string[] = []
  for (const name of names) {
    const found = await findKnown(client, name, interrupts.first)
    if (!found.ok) return found
    ids.push(found.value.id)
  }
  return ok([...new Set(ids)])
}

async function readCopy(path: string): Promise<Result<File>> {
  try {
    const { size } = await stat(path)
    if (size > MOST_BYTES) return fail(NO_COPY)
    return ok(new File([await openAsBlob(path)], basename(path)))
  } catch (error) {
    return inputFault('copy', `The copy ${path} cannot be read: ${String(error)}.`, 'Check the path.')
  }
}

const NO_COPY = {
  code: 'input.copy',
  message: 'The file is far larger than a copy of a vault.',
  meaning: 'It was not read.',
  remedy: 'Name a file that palletjack vault export wrote.',
}

function outcomeText({ added, left }: CopyOutcome): string {
  return [
    `${formatCount(added.length, 'provider')} added${added.length === 0 ? '' : `: ${added.join(', ')}`}.`,
    ...left.map(({ name, reason }) => `${name} was left as it is: ${reason}`),
    '',
  ]
    .map(printable)
    .join('\n')
}
