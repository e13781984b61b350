import { createHash } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes behind the volumes: one sparse file for each claim, named by the claim's uid. */
export interface DiskStore {
  /** Makes the file with `bytes` of nothing; leaves one that exists as it is. */
  create(handle: string, bytes: number): Promise<void>
  path(handle: string): string
  /** Fine when there is none. */
  remove(handle: string): Promise<void>
  /** Hash of the first `bytes`, or of all of them; lower-case hex. */
  sha256(handle: string, bytes?: number): Promise<string>
}

const READ_BYTES = 1024 * 1024
const HANDLE = /^[\w-]+$/

export function createDiskStore(dir: string): DiskStore {
  const path = (handle: string): string => {
    // Handles come from objects that anyone with the token may write.
    if (!HANDLE.test(handle)) throw new Error(`volume handle ${JSON.stringify(handle)} is not a plain name`)
    return join(dir, `${handle}.img`)
  }
  return {
    path,
    create: async (handle, bytes) => {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      const file = await open(path(handle), 'a', 0o600)
      try {
        const { size } = await file.stat()
        if (size < bytes) await file.truncate(bytes)
      } finally {
        await file.close()
      }
    },
    remove: (handle) => rm(path(handle), { force: true }),
    sha256: (handle, bytes) => hashFile(path(handle), bytes ?? Number.POSITIVE_INFINITY),
  }
}

async function hashFile(path: string, limit: number): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES)
    let position = 0
    while (position < limit) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(READ_BYTES, limit - position), position)
      if (bytesRead === 0) break
      hash.update(buffer.subarray(0, bytesRead))
      position += bytesRead
    }
    if (position < limit && limit !== Number.POSITIVE_INFINITY)
      throw new Error(`the volume holds ${position} bytes, ${limit} were to be hashed`)
    return hash.digest('hex')
  } finally {
    await file.close()
  }
}
