import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Inventory } from '../../shared/inventory/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { fileKind, officeProblem, readRvtools } from './rvtools-file.ts'
import type { InventoryFileStore } from './service.ts'
import { decodeInventory, encodeInventory } from './inventory-file.ts'

/** Keeps opened inventory files in `folder`, readable by this user only. */
export function createInventoryFileStore(folder: string): InventoryFileStore {
  const fileOf = (id: string) => join(folder, `${id}.json.gz`)
  return {
    async keep(id, file) {
      const read = await readAnyKind(file)
      if (!read.ok) return read
      const { inventory, kept } = read.value
      try {
        await write(folder, fileOf(id), kept)
        return ok(inventory)
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
    async move(from, to) {
      try {
        await rename(fileOf(from), fileOf(to))
        return ok(undefined)
      } catch (error) {
        return fail(cannotKeep(error))
      }
    },
    forget: (id) => rm(fileOf(id), { force: true }),
  }
}

interface ReadFile {
  readonly inventory: Inventory
  /** What is kept: always a file as decodeInventory takes it. */
  readonly kept: Blob
}

/** By what is in it, not by its name. */
async function readAnyKind(file: Blob): Promise<Result<ReadFile>> {
  const kind = await fileKind(file)
  if (kind === 'office') return fail(await officeProblem(file))
  if (kind === 'other') {
    const inventory = await decodeInventory(file.stream())
    return inventory.ok ? ok({ inventory: inventory.value, kept: file }) : inventory
  }
  const inventory = await readRvtools(file, madeAt(file))
  if (!inventory.ok) return inventory
  return ok({ inventory: inventory.value, kept: new Blob([await encodeInventory(inventory.value)]) })
}

/** When the file was last written, where that is known: not younger than what is in it. */
function madeAt(file: Blob): string {
  return new Date(file instanceof File ? file.lastModified : Date.now()).toISOString()
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
    code: 'inventory-file.cannot-keep',
    message: 'The inventory file could be read, but no copy of it could be kept.',
    meaning: 'Nothing was changed.',
    remedy: 'Check that the disk of the state directory has room and can be written, then open it again.',
    detail: String(error),
  }
}

function missing(error: unknown): Problem {
  return {
    code: 'inventory-file.missing',
    message: 'The copy of this inventory is no longer in the state directory.',
    meaning: 'Nothing else is affected.',
    remedy: 'Remove the provider and open the file again.',
    detail: String(error),
  }
}
