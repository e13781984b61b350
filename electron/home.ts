/** Where Palletjack keeps its state on this computer, and whether it can. */
import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import envPaths from 'env-paths'
import { fail, ok, type Result } from '../shared/problem.ts'

/** The state directory: the given flag, else PALLETJACK_HOME, else the platform's place for user data. */
export function resolveHome(flag?: string): string {
  const chosen = [flag, process.env['PALLETJACK_HOME']].find((one) => one !== undefined && one !== '')
  return chosen === undefined ? envPaths('palletjack', { suffix: '' }).data : resolve(chosen)
}

/** Makes the state directory (readable by its owner only) and checks that it can be written. */
export function prepareHome(home: string): Result<string> {
  try {
    makeFolder(home)
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK)
    return ok(home)
  } catch (error) {
    return fail({
      code: 'input.home',
      message: `The state directory ${home} cannot be used: ${reasonOf(error)}.`,
      meaning: 'Nothing was started.',
      remedy: 'Name a directory that you may write to with --home or PALLETJACK_HOME.',
    })
  }
}

/**
 * Parents first, one by one: Node's own recursive mkdir never returns where the system says "no such file" for a
 * folder whose parent exists, as Linux does below /proc.
 */
function makeFolder(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) {
    makeFolder(dirname(path))
    mkdirSync(path, { mode: 0o700 })
  } else if (!found.isDirectory()) throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' })
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'this user may not write there'
    case 'EROFS':
      return 'the file system is read-only'
    case 'ENOSPC':
      return 'the disk is full'
    case 'ENOENT':
      return 'nothing can be made there'
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file stands where a directory is needed'
    default:
      return error instanceof Error ? error.message : String(error)
  }
}
