import { createCipheriv, createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLOCK_BYTES, createSourceDisk } from './disk-bytes.ts'

const CAPACITY = 3 * BLOCK_BYTES + 512

/** The same disk made the slow way: the whole key stream in one go, then the zero blocks cut out. */
function wholeDisk(seed: string, file: string, capacity: number): Buffer {
  const secret = createHash('sha256').update(`${seed}\0${file}`).digest()
  const stream = createCipheriv('aes-128-ctr', secret.subarray(0, 16), Buffer.alloc(16))
  const bytes = stream.update(Buffer.alloc(capacity))
  for (let block = 1; block * BLOCK_BYTES < capacity; block++) {
    const first = createHash('sha256').update(secret).update(String(block)).digest()[0]!
    if (first < 85) bytes.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES).fill(0)
  }
  return bytes
}

describe('a source disk', () => {
  it('reads the same bytes at any offset as the disk made whole', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('[a] x/x.vmdk', '[a] y/y.vmdk', '[b] z z/ü.vmdk'),
        fc.array(fc.tuple(fc.nat(CAPACITY + 100), fc.nat(BLOCK_BYTES * 2)), { minLength: 1, maxLength: 5 }),
        (file, reads) => {
          const disk = createSourceDisk('seed', file, CAPACITY)
          const whole = wholeDisk('seed', file, CAPACITY)
          for (const [offset, length] of reads) {
            expect(disk.read(offset, length).equals(whole.subarray(offset, offset + length))).toBe(true)
          }
        },
      ),
      { numRuns: 15 },
    )
  })

  it('is exact at unaligned offsets', () => {
    const disk = createSourceDisk('seed', '[a] x/x.vmdk', CAPACITY)
    const whole = wholeDisk('seed', '[a] x/x.vmdk', CAPACITY)
    for (const offset of [0, 1, 15, 16, 17, BLOCK_BYTES - 1, BLOCK_BYTES, CAPACITY - 1]) {
      expect(disk.read(offset, 33).equals(whole.subarray(offset, offset + 33))).toBe(true)
    }
  })

  it('has other contents for another file or seed', () => {
    const bytes = [
      createSourceDisk('a', '[d] x/x.vmdk', CAPACITY),
      createSourceDisk('a', '[d] x/x_1.vmdk', CAPACITY),
      createSourceDisk('b', '[d] x/x.vmdk', CAPACITY),
    ].map((disk) => disk.read(0, 64).toString('hex'))
    expect(new Set(bytes).size).toBe(3)
  })

  it('is zero in about a third of its blocks, never in the first', () => {
    const blocks = 600
    const disk = createSourceDisk('seed', '[a] big/big.vmdk', blocks * BLOCK_BYTES)
    const isZero = (block: number): boolean =>
      disk.read(block * BLOCK_BYTES, 4096).every((byte) => byte === 0)
    const zero = Array.from({ length: blocks }, (_, block) => isZero(block)).filter(Boolean).length
    expect(zero / blocks).toBeGreaterThan(0.25)
    expect(zero / blocks).toBeLessThan(0.42)
    expect(isZero(0)).toBe(false)
  })

  it('refuses offsets that no disk has', () => {
    const disk = createSourceDisk('seed', '[a] x/x.vmdk', CAPACITY)
    expect(() => disk.read(-1, 10)).toThrow(RangeError)
    expect(() => disk.read(0, -1)).toThrow(RangeError)
    expect(() => disk.read(0.5, 1)).toThrow(RangeError)
  })
})
