import { mkdir, mkdtemp, readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from '../is-alive.ts'

export interface LabFolder {
  readonly dir: string
  /** Removes the folder, and its parent if that was made here and is empty. */
  readonly remove: () => Promise<void>
}

const OWN = /^lab-(\d+)-/

/**
 * Makes a folder of one lab's own in `parent`, so that several labs can share it. Folders of labs whose process
 * is gone (it was killed, the machine lost power) are removed first: they hold disks.
 */
export async function makeLabFolder(parent: string): Promise<LabFolder> {
  const first = await mkdir(parent, { recursive: true, mode: 0o700 })
  await sweep(parent)
  const dir = await mkdtemp(join(parent, `lab-${process.pid}-`))
  return {
    dir,
    remove: async () => {
      await rm(dir, { recursive: true, force: true })
      if (first !== undefined) await rmdir(parent).catch(() => undefined)
    },
  }
}

async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = OWN.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(parent, name), { recursive: true, force: true })
  }
}
