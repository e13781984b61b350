/** Files that stand in for a vCenter. */
import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import type { Client } from '../../shared/contract/contract.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { attempt, inputFault } from './outcome.ts'
import { nameForNow } from './time-stamp.ts'

export interface NamedFile {
  readonly path: string
  /** The option that named it. */
  readonly flag: '--from' | '--inventory' | '--rvtools'
}

/** Opens it as a provider named like the file, and answers with its id. */
export async function openFile(
  client: Client,
  { path, flag }: NamedFile,
  stamp: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  let file: File
  try {
    file = new File([await openAsBlob(path)], basename(path))
  } catch (error) {
    return inputFault(
      flag.slice(2),
      `The file given with ${flag} (${path}) cannot be read: ${String(error)}.`,
      'Check the path.',
    )
  }
  const open = (name: string) => attempt(client.providers.openSnapshot({ file, name }), signal)
  const opened = await open(basename(path))
  // Somebody may have opened the same file in the application.
  const again = !opened.ok && opened.problem.code === 'provider.name-taken'
  const last = again ? await open(nameForNow(basename(path), stamp)) : opened
  return last.ok ? ok(last.value.id) : last
}
