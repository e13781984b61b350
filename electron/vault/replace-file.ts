/** Replaces a file in one step: afterwards it has the old or the new text, whatever happens in between. */
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

export interface Replacing {
  /** Runs when the new text is safe on the disk, and the old file still in its place. */
  readonly keepOld?: () => Promise<void>
  /** Where the new text is written first; a name of its own where two processes may do so at once. */
  readonly fresh?: string
}

export async function replaceFile(path: string, text: string, replacing: Replacing = {}): Promise<void> {
  const { keepOld, fresh = `${path}.new` } = replacing
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
  try {
    await writeWhole(fresh, text)
    await keepOld?.()
    await rename(fresh, path)
  } catch (error) {
    // A disk that is full does not fill further with every attempt.
    await rm(fresh, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(folder)
}

async function writeWhole(path: string, text: string): Promise<void> {
  // What a process left that died here: it was never in use.
  await rm(path, { force: true })
  const file = await open(path, 'wx', FILE_MODE)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes sure that names which were given or taken away in a folder stay so. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder, and needs no such step.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
