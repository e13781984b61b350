/** Files that a command writes. */
import { existsSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { inputFault } from './outcome.ts'

/** For this user only; an existing file is kept unless `force`. Nothing is left of a file that failed. */
export async function writeNew(path: string, content: Blob, force: boolean): Promise<Result<void>> {
  try {
    const handle = await open(path, force ? 'w' : 'wx', 0o600)
    try {
      for await (const chunk of content.stream()) await handle.write(chunk)
    } catch (error) {
      await rm(path, { force: true })
      throw error
    } finally {
      await handle.close()
    }
    return ok(undefined)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'EEXIST') return exists(path)
    return fail({
      code: 'cli.cannot-write',
      message: `${path} could not be written: ${error instanceof Error ? error.message : String(error)}.`,
      meaning: 'No file is left half written.',
      remedy: 'Check the folder and the room on its disk.',
    })
  }
}

/** Said before the work, for a command that works long. */
export function checkNew(path: string, force: boolean): Result<void> {
  return force || !existsSync(path) ? ok(undefined) : exists(path)
}

function exists(path: string) {
  return inputFault('exists', `${path} exists already.`, 'Choose another name, or add --force to replace it.')
}
