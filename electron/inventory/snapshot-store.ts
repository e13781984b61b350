import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Inventory } from '../../shared/inventory/model.ts'
import { fail, type Problem, type Result } from '../../shared/problem.ts'
import type { SnapshotStore } from './service.ts'
import { decodeInventory } from './snapshot-file.ts'

/** Keeps opened inventory files in `folder`, readable by this user only. */
export function createSnapshotStore(folder: string): SnapshotStore {
  const fileOf = (id: string) => join(folder, `${id}.json.gz`)
  return {
    async keep(id, file) {
      const inventory = await decodeInventory(file.stream())
      if (!inventory.ok) return inventory
      try {
        await write(folder, fileOf(id), file)
        return inventory
      } catch (error) {
        return fail(cannotKeep(error))
      }
    },
    async load(id): Promise<Result<Inventory>> {
      try {
        return await decodeInventory(createReadStream(fileOf(id)))
      } catch (error) {
        if (isSystemError(error)) return fail(missing(error))
        throw error
      }
    },
    forget: (id) => rm(fileOf(id), { force: true }),
  }
}

/** Whole or not there. */
async function write(folder: string, target: string, file: Blob): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const unfinished = `${target}.part`
  try {
    const handle = await open(unfinished, 'w', 0o600)
    try {
      for await (const chunk of file.stream()) await handle.write(chunk)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, target)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

function cannotKeep(error: unknown): Problem {
  return {
    code: 'snapshot.cannot-keep',
    message: 'The inventory file could be read, but no copy of it could be kept.',
    meaning: 'Nothing was changed.',
    remedy: 'Check that the disk of the state directory has room and can be written, then open it again.',
    detail: String(error),
  }
}

function missing(error: unknown): Problem {
  return {
    code: 'snapshot.missing',
    message: 'The copy of this inventory is no longer in the state directory.',
    meaning: 'Nothing else is affected.',
    remedy: 'Remove the provider and open the file again.',
    detail: String(error),
  }
}
