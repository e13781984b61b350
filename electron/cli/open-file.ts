/** Files that stand in for a vCenter. */
import { openAsBlob } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Client } from '../../shared/contract/contract.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { nameForNow } from '../../shared/provider/for-now.ts'
import { forgetProviders } from './connect.ts'
import { attempt, inputFault } from './outcome.ts'
import { instant } from './time-stamp.ts'

export interface NamedFile {
  readonly path: string
  /** The option that named it. */
  readonly flag: '--inventory' | '--rvtools'
}

/** Longest name of a provider. */
const MAX_NAME = 63

/** Opens it as a provider named like the file, and answers with its id. */
export async function openFile(
  client: Client,
  named: NamedFile,
  stamp: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  const file = await readNamed(named)
  return file.ok ? openForNow(client, file.value, stamp, signal) : file
}

export interface RememberedFile {
  readonly id: string
  /** Why it is looked at on its own. */
  readonly note?: string
  /** Forgets the file unless a run about it was kept. Never fails. */
  readonly forget: () => Promise<void>
}

/** Opens it so that a later file of the same vCenter is the same provider, with the runs that were about it. */
export async function openRemembered(
  client: Client,
  named: NamedFile,
  stamp: string,
  signal: AbortSignal,
): Promise<Result<RememberedFile>> {
  const file = await readNamed(named)
  if (!file.ok) return file
  const { name, origin } = file.value
  const renewed = await attempt(
    client.providers.renewInventoryFile({ file: file.value.file, name, origin }),
    signal,
  )
  if (!renewed.ok) return renewed
  const { state, provider } = renewed.value
  if (state !== 'older') return ok({ id: provider.id, forget: () => forgetUnlessRun(client, provider.id) })
  const opened = await openForNow(client, file.value, stamp, signal)
  if (!opened.ok) return opened
  const known = provider.status.state === 'offline' ? ` (${instant(provider.status.takenAt)})` : ''
  return ok({
    id: opened.value,
    note: `${name} is older than ${provider.name}${known}, which is known of the same vCenter: it is compared with nothing and not kept.`,
    forget: () => forgetProviders(client, [opened.value]),
  })
}

interface ReadFile {
  readonly file: File
  readonly name: string
  readonly origin: string
}

async function readNamed({ path, flag }: NamedFile): Promise<Result<ReadFile>> {
  try {
    const origin = await realpath(path)
    const { mtimeMs } = await stat(origin)
    const name = basename(path)
    const file = new File([await openAsBlob(origin)], name, { lastModified: mtimeMs })
    return ok({ file, name: name.slice(0, MAX_NAME), origin })
  } catch (error) {
    return inputFault(
      flag.slice(2),
      `The file given with ${flag} (${path}) cannot be read: ${String(error)}.`,
      'Check the path.',
    )
  }
}

async function openForNow(
  client: Client,
  { file, name }: ReadFile,
  stamp: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  const open = (as: string) => attempt(client.providers.openInventoryFile({ file, name: as }), signal)
  const opened = await open(name)
  // Somebody may have opened the same file in the application.
  const again = !opened.ok && opened.problem.code === 'provider.name-taken'
  const last = again ? await open(nameForNow(name, stamp)) : opened
  return last.ok ? ok(last.value.id) : last
}

async function forgetUnlessRun(client: Client, id: string): Promise<void> {
  const runs = await attempt(client.preflight.runs({ providerId: id })).catch(() => undefined)
  if (runs?.ok && runs.value.length === 0) await forgetProviders(client, [id])
}
