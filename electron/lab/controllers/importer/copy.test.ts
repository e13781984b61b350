import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLabClock, type LabClock } from '../../clock.ts'
import { BYTES_PER_SECOND, copyDisk, PIECE_BYTES, writeSparse } from './copy.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'copy-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const KIB64 = 64 * 1024

/** A disk as runs of zeros and of other bytes, not aligned to anything. */
const disks = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: 3 * KIB64 }), byte: fc.constantFrom(0, 0, 7) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((runs) => Buffer.concat(runs.map(({ length, byte }) => Buffer.alloc(length, byte))))

function job(source: Buffer, target: string, clock: LabClock, signal: AbortSignal) {
  const shares: number[] = []
  const read = (offset: number, length: number): Promise<Buffer> =>
    Promise.resolve(source.subarray(offset, offset + length))
  const progress = (share: number): void => void shares.push(share)
  return { shares, job: { capacityBytes: source.length, read, target, clock, signal, progress } }
}

const never = new AbortController().signal

describe('writeSparse', () => {
  it('writes what the piece holds, whatever the runs of zeros', async () => {
    const path = join(dir, 'piece')
    await fc.assert(
      fc.asyncProperty(disks, fc.integer({ min: 0, max: 1_000 }), async (piece, position) => {
        await writeFile(path, '')
        const file = await open(path, 'r+')
        await file.truncate(position + piece.length)
        await writeSparse(file, piece, position)
        await file.close()
        expect((await readFile(path)).equals(Buffer.concat([Buffer.alloc(position), piece]))).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})

describe('copyDisk', () => {
  it('copies each byte, leaves holes and keeps the length of a larger target', async () => {
    const target = join(dir, 'larger')
    const source = Buffer.alloc(2 * PIECE_BYTES + 12_345)
    source.fill('x', PIECE_BYTES + 10, PIECE_BYTES + 20)
    await writeFile(target, 'left over from an earlier attempt')
    const file = await open(target, 'r+')
    await file.truncate(source.length + 777)
    await file.close()
    const { job: copy, shares } = job(source, target, createLabClock(1_000_000), never)
    expect(await copyDisk(copy)).toBe(KIB64)
    expect((await readFile(target)).equals(Buffer.concat([source, Buffer.alloc(777)]))).toBe(true)
    expect((await stat(target)).blocks * 512).toBeLessThan(1024 * 1024)
    expect(shares.at(-1)).toBe(1)
  })

  it('takes the time that the rate asks for', async () => {
    const target = join(dir, 'paced')
    await writeFile(target, '')
    let slept = 0
    const clock: LabClock = {
      timeScale: 1,
      now: () => slept,
      sleep: (ms) => {
        slept += ms
        return Promise.resolve()
      },
    }
    const { job: copy } = job(Buffer.alloc(BYTES_PER_SECOND, 1), target, clock, never)
    await copyDisk(copy)
    expect(slept).toBeCloseTo(1_000, 6)
  })

  it('stops at the next piece when it is aborted', async () => {
    const target = join(dir, 'aborted')
    await writeFile(target, '')
    const abort = new AbortController()
    const { job: copy, shares } = job(
      Buffer.alloc(4 * PIECE_BYTES, 1),
      target,
      createLabClock(1_000_000),
      abort.signal,
    )
    const read: typeof copy.read = (offset, length) => {
      if (offset === PIECE_BYTES) abort.abort()
      return copy.read(offset, length)
    }
    await expect(copyDisk({ ...copy, read })).rejects.toThrow(/abort/i)
    expect(shares.length).toBeLessThan(3)
  })
})
