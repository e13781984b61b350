import { open, type FileHandle } from 'node:fs/promises'
import type { LabClock } from '../../clock.ts'

const MIB = 1024 * 1024
/** One request to the source. */
export const PIECE_BYTES = 4 * MIB
/** What a disk's copy through a vCenter makes per second of lab time. */
export const BYTES_PER_SECOND = 24 * MIB
/** Runs of nothing are looked for in steps of this size. */
const HOLE_BYTES = 64 * 1024
const NOTHING = Buffer.alloc(HOLE_BYTES)
/** A sleep below this much real time is put off: a timer cannot wait for less. */
const SHORTEST_SLEEP_MS = 2

export interface CopyJob {
  readonly capacityBytes: number
  read(offset: number, length: number): Promise<Buffer>
  /** Path of the file to fill. Its length stays, at least. */
  readonly target: string
  readonly clock: LabClock
  readonly signal: AbortSignal
  progress(share: number): void
  /** Awaited once, in the middle. */
  halfWay?(): Promise<void>
}

/** Copies a disk from its first byte to its last, leaving holes where the source holds zeros. Returns bytes written. */
export async function copyDisk(job: CopyJob): Promise<number> {
  const file = await open(job.target, 'r+')
  try {
    const { size } = await file.stat()
    // A restarted import begins with an empty disk: whatever an earlier attempt wrote is dropped.
    await file.truncate(0)
    await file.truncate(Math.max(size, job.capacityBytes))
    const pace = pacer(job.clock, job.signal)
    let written = 0
    for (let offset = 0; offset < job.capacityBytes; offset += PIECE_BYTES) {
      job.signal.throwIfAborted()
      const length = Math.min(PIECE_BYTES, job.capacityBytes - offset)
      const piece = await job.read(offset, length)
      written += await writeSparse(file, piece, offset)
      await pace(length)
      job.progress((offset + length) / job.capacityBytes)
      const half = job.capacityBytes / 2
      if (offset < half && offset + length >= half) await job.halfWay?.()
    }
    return written
  } finally {
    await file.close()
  }
}

/** Writes the parts of a piece that are not zero; the rest of the file is a hole already. */
export async function writeSparse(file: FileHandle, piece: Buffer, position: number): Promise<number> {
  let written = 0
  let start = 0
  const flush = async (end: number): Promise<void> => {
    if (end > start) {
      await file.write(piece, start, end - start, position + start)
      written += end - start
    }
  }
  for (let at = 0; at < piece.length; at += HOLE_BYTES) {
    const end = Math.min(at + HOLE_BYTES, piece.length)
    if (!piece.subarray(at, end).equals(NOTHING.subarray(0, end - at))) continue
    await flush(at)
    start = end
  }
  await flush(piece.length)
  return written
}

/** Holds a copy to its rate in lab time; the time that reading and writing took counts. */
export function pacer(clock: LabClock, signal: AbortSignal): (bytes: number) => Promise<void> {
  const startedAt = clock.now()
  let total = 0
  return async (bytes) => {
    total += bytes
    const dueMs = (total / BYTES_PER_SECOND) * 1_000
    const earlyMs = dueMs - (clock.now() - startedAt) * clock.timeScale
    if (earlyMs / clock.timeScale >= SHORTEST_SLEEP_MS) await clock.sleep(earlyMs, signal)
  }
}
