import { createCipheriv, createHash } from 'node:crypto'

/** Blocks of this size are either all zero or all data, as on a disk that a file system has partly filled. */
export const BLOCK_BYTES = 1024 * 1024
const AES_BLOCK_BYTES = 16
const ZEROS = Buffer.alloc(BLOCK_BYTES)
/** Of 256: how many blocks are zero. */
const ZERO_SHARE = 85

/** Bytes that depend on a seed and nothing else. */
export interface SeededDisk {
  /** "[datastore] folder/name.vmdk", the base disk. */
  readonly file: string
  readonly capacityBytes: number
  /** Exactly `length` bytes from `offset`, fewer at the end of the disk. Throws RangeError for odd numbers. */
  read(offset: number, length: number): Buffer
  /** Whether a block of `BLOCK_BYTES` holds nothing but zeros. */
  isZero(block: number): boolean
}

/**
 * A disk whose bytes are an AES-128-CTR key stream with zero blocks between: the counter makes every offset
 * reachable without storing or generating what lies before it. Seed and file name fix the key, so two disks
 * never share contents.
 */
export function createSourceDisk(seed: string, file: string, capacityBytes: number): SeededDisk {
  const secret = createHash('sha256').update(seed).update('\0').update(file).digest()
  const key = secret.subarray(0, 16)

  const isZero = (block: number): boolean => {
    if (block === 0) return false
    const hash = createHash('sha256').update(secret).update(String(block)).digest()
    return (hash[0] ?? 0) < ZERO_SHARE
  }

  const read = (offset: number, length: number): Buffer => {
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0) {
      throw new RangeError(`Disk read out of range: offset ${offset}, length ${length}`)
    }
    const end = Math.min(offset + length, capacityBytes)
    if (offset >= end) return Buffer.alloc(0)
    const out = Buffer.alloc(end - offset)
    let at = offset
    while (at < end) {
      const block = Math.floor(at / BLOCK_BYTES)
      const stop = Math.min(end, (block + 1) * BLOCK_BYTES)
      if (!isZero(block)) keyStream(key, at, stop - at).copy(out, at - offset)
      at = stop
    }
    return out
  }

  return { file, capacityBytes, read, isZero }
}

/** `length` bytes, at most one block, of the key stream from `offset`. */
function keyStream(key: Buffer, offset: number, length: number): Buffer {
  const counter = Buffer.alloc(AES_BLOCK_BYTES)
  counter.writeBigUInt64BE(BigInt(Math.floor(offset / AES_BLOCK_BYTES)), 8)
  const cipher = createCipheriv('aes-128-ctr', key, counter)
  const skip = offset % AES_BLOCK_BYTES
  if (skip > 0) cipher.update(ZEROS.subarray(0, skip))
  return cipher.update(ZEROS.subarray(0, length))
}
