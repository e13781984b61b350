/** A file that holds a secret: made new, for this user only, never written over. */
import { open, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'

export interface NewFile {
  /** Writes the whole content and closes the file. */
  write(text: string): Promise<Result<void>>
  /** Removes the file again. */
  discard(): Promise<void>
}

/** Takes the name at once, so that nothing is done for a file that cannot be written in the end. */
export async function reserveFile(path: string): Promise<Result<NewFile>> {
  const file = resolve(path)
  try {
    const handle = await open(file, 'wx', 0o600)
    return ok({
      async write(text) {
        try {
          await handle.writeFile(text)
          return ok(undefined)
        } catch (error) {
          return fail(notWritten(file, error))
        } finally {
          await handle.close()
        }
      },
      async discard() {
        await handle.close()
        await rm(file, { force: true })
      },
    })
  } catch (error) {
    return fail(notWritten(file, error))
  }
}

function notWritten(file: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const exists = code === 'EEXIST'
  return {
    code: exists ? 'provider.file-exists' : 'provider.file-not-written',
    message: exists ? `${file} exists already.` : `${file} cannot be written (${code || 'unknown reason'}).`,
    meaning: exists ? 'It was left as it is.' : 'The file holds nothing of use.',
    remedy: exists
      ? 'Choose another name for the file.'
      : 'Check that the folder exists, that it may be written to, and that there is room.',
  }
}
