/** The vault on disk: read, and replaced in one step. What is there is never overwritten by what cannot be read. */
import { constants } from 'node:fs'
import { chmod, copyFile, link, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { replaceFile, syncFolder } from './replace-file.ts'
import { documentSchema, FORMAT_VERSION, headSchema, type VaultDocument } from './format.ts'

export interface VaultFile {
  readonly path: string
  /** Undefined: there is no vault. Problems vault.corrupt, vault.newer, vault.unreadable. */
  read(): Promise<Result<VaultDocument | undefined>>
  /** The generation before the last write. */
  readPrevious(): Promise<Result<VaultDocument | undefined>>
  /**
   * Replaces the vault: whatever happens in between, the old or the new one is there, whole. The old one is kept as
   * the previous generation, unless `forgetOld`: then no generation is left that a removed slot opens.
   */
  write(document: VaultDocument, options?: { readonly forgetOld?: boolean }): Promise<Result<void>>
  /** A copy beside it, for a vault that cannot be read. Answers the copy's path. */
  copyAside(now: Date): Promise<Result<string>>
  /** Removes it with every generation and every damaged one that was kept. */
  remove(): Promise<Result<void>>
}

const FILE_MODE = 0o600
/** A vault of a thousand hosts is some 600 KiB. */
const MAX_BYTES = 32 * 2 ** 20

export function createVaultFile(path: string): VaultFile {
  const previous = `${path}.previous`
  const folder = dirname(path)
  return {
    path,
    read: () => readDocument(path),
    readPrevious: () => readDocument(previous),
    async write(document, { forgetOld = false } = {}) {
      try {
        const text = `${JSON.stringify(document, null, 2)}\n`
        await replaceFile(path, text, {
          keepOld: () => (forgetOld ? removeAll([previous, `${previous}.new`]) : keep(path, previous)),
        })
        return ok(undefined)
      } catch (error) {
        return fail(notWritten(path, error))
      }
    },
    async copyAside(now) {
      const copy = `${path}.damaged-${now.toISOString().replace(/[-:]|\.\d+/g, '')}`
      try {
        await copyFile(path, copy, constants.COPYFILE_EXCL)
        await chmod(copy, FILE_MODE)
        return ok(copy)
      } catch (error) {
        return fail(notWritten(copy, error))
      }
    },
    async remove() {
      try {
        const kept = (await readdir(folder)).filter((name) => name.startsWith(`${basename(path)}.damaged-`))
        // The vault itself last: as long as it is there, this can be done again.
        await removeAll([
          ...kept.map((name) => join(folder, name)),
          previous,
          `${previous}.new`,
          `${path}.new`,
        ])
        await removeAll([path])
        await syncFolder(folder)
        return ok(undefined)
      } catch (error) {
        return fail(notRemoved(path, error))
      }
    },
  }
}

async function removeAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true })
}

async function readDocument(path: string): Promise<Result<VaultDocument | undefined>> {
  let text: string
  try {
    const { size } = await stat(path)
    if (size > MAX_BYTES) return fail(corrupt(path, `${size} bytes`))
    text = await readFile(path, 'utf8')
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? ok(undefined) : fail(unreadable(path, error))
  }
  return parseDocument(text, path)
}

/** Problems vault.corrupt, vault.newer. `name`: of the file, for people. */
export function parseDocument(text: string, name: string): Result<VaultDocument> {
  const json = parse(text)
  const head = headSchema.safeParse(json)
  if (head.success && head.data.version > FORMAT_VERSION) return fail(newer(name, head.data.version))
  const document = documentSchema.safeParse(json)
  // Only where it is wrong, never what is there.
  return document.success
    ? ok(document.data)
    : fail(corrupt(name, document.error.issues.map((issue) => issue.path.join('.')).join(', ')))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The old one under a second name, in one step too. */
async function keep(path: string, previous: string): Promise<void> {
  const name = `${previous}.new`
  await rm(name, { force: true })
  try {
    await link(path, name)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    // Some file systems have no links.
    await copyFile(path, name)
  }
  await rename(name, previous)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function corrupt(path: string, where: string): Problem {
  return {
    code: 'vault.corrupt',
    message: `The vault ${path} is damaged.`,
    meaning: 'Nothing was changed and nothing was deleted. Its credentials cannot be used.',
    remedy:
      'Go back to the generation before the last change, import a copy, or forget this vault and give the credentials again.',
    ...(where !== '' && { detail: `Not as it should be: ${where}` }),
  }
}

function newer(path: string, version: number): Problem {
  return {
    code: 'vault.newer',
    message: `The vault ${path} was written by a newer Palletjack (format ${version}).`,
    meaning: 'Nothing was changed.',
    remedy: 'Start that version, or another state directory with --home.',
  }
}

function unreadable(path: string, error: unknown): Problem {
  return {
    code: 'vault.unreadable',
    message: `The vault ${path} cannot be read: ${codeOf(error) || String(error)}.`,
    meaning: 'Nothing was changed.',
    remedy: 'Give the user who runs Palletjack the right to read this file.',
  }
}

function notRemoved(path: string, error: unknown): Problem {
  return {
    code: 'vault.not-written',
    message: `The vault ${path} could not be removed: ${codeOf(error) || String(error)}.`,
    meaning: 'It may be there as before, or without its generation before.',
    remedy: 'Give the right to write in its directory, and try again.',
  }
}

function notWritten(path: string, error: unknown): Problem {
  return {
    code: 'vault.not-written',
    message: `The vault ${path} could not be written: ${codeOf(error) || String(error)}.`,
    meaning: 'The vault is as it was before.',
    remedy: 'Make room on its disk or give the right to write there, and try again.',
  }
}
