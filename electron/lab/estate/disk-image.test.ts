import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedAreas, changeId } from './change-tracking.ts'
import { BLOCK_BYTES, createSourceDisk } from './disk-bytes.ts'
import { createDiskImage, type DiskImage } from './disk-image.ts'

const BASE = '[d] x/x.vmdk'
const CAPACITY = 4 * BLOCK_BYTES
const fresh = (): DiskImage => createDiskImage(createSourceDisk('seed', BASE, CAPACITY))
const text = (image: DiskImage, snapshot?: string): string =>
  image.read(image.layer(snapshot)!, 0, 1).toString('latin1')
const files = (image: DiskImage): string[] => image.layers().map((layer) => layer.file.slice(4))
const put = (image: DiskImage, letter: string, offset = 0): void => image.write(offset, Buffer.from(letter))
const since = (image: DiskImage, snapshotId: string, id: string): unknown =>
  changedAreas(image, { snapshotId, since: id, thin: true })

describe('a disk with snapshots', () => {
  it('shows through each layer what was there at its time', () => {
    const image = fresh()
    put(image, 'a')
    image.freeze('one')
    put(image, 'b')
    image.freeze('two')
    put(image, 'c')
    expect(files(image)).toEqual(['x/x.vmdk', 'x/x-000001.vmdk', 'x/x-000002.vmdk'])
    expect([text(image, 'one'), text(image, 'two'), text(image)]).toEqual(['a', 'b', 'c'])
  })

  it('merges what a snapshot froze into what is below it, and the newest file keeps its name', () => {
    const image = fresh()
    image.freeze('one')
    put(image, 'b')
    image.freeze('two')
    put(image, 'c')
    image.release(['one'])
    image.merge()
    expect(files(image)).toEqual(['x/x.vmdk', 'x/x-000002.vmdk'])
    expect([text(image, 'two'), text(image)]).toEqual(['b', 'c'])
    image.release(['two'])
    expect(files(image)).toHaveLength(2)
    image.merge()
    expect(files(image)).toEqual(['x/x.vmdk'])
    expect(text(image)).toBe('c')
  })

  it('goes back, and loses what came after', () => {
    const image = fresh()
    put(image, 'a')
    image.freeze('one')
    put(image, 'b')
    image.freeze('two')
    put(image, 'c')
    image.revert('one')
    expect(text(image)).toBe('a')
    put(image, 'd')
    expect([text(image, 'one'), text(image, 'two'), text(image)]).toEqual(['a', 'b', 'd'])
    image.release(['two'])
    image.merge()
    expect([text(image, 'one'), text(image)]).toEqual(['a', 'd'])
    expect(image.layers()).toHaveLength(2)
  })

  it('hashes as its bytes do', async () => {
    const image = fresh()
    image.write(CAPACITY - 3, Buffer.from('end'))
    const whole = image.read(image.layer()!, 0, CAPACITY)
    expect(await image.through(image.layer()!).sha256()).toBe(
      createHash('sha256').update(whole).digest('hex'),
    )
  })

  it('refuses writes over its end', () => {
    expect(() => fresh().write(CAPACITY - 1, Buffer.from('ab'))).toThrow(RangeError)
    expect(() => fresh().write(-1, Buffer.from('a'))).toThrow(RangeError)
  })
})

describe('change tracking', () => {
  it('tells what was written between two snapshots, in blocks of 64 KiB', () => {
    const image = fresh()
    image.track(true)
    image.freeze('one')
    put(image, 'x', 70_000)
    image.write(2 * 65_536 - 1, Buffer.from('on the edge'))
    image.freeze('two')
    put(image, 'y', 3 * BLOCK_BYTES)
    image.freeze('three')
    const one = changeId(image, 'one')!
    expect(since(image, 'two', one)).toEqual([{ start: 65_536, length: 2 * 65_536 }])
    expect(since(image, 'three', changeId(image, 'two')!)).toEqual([
      { start: 3 * BLOCK_BYTES, length: 65_536 },
    ])
    expect(since(image, 'one', one)).toEqual([])
  })

  it('has no history for other ids, for the future, and for what was before it began', () => {
    const image = fresh()
    expect(changeId(image)).toBeUndefined()
    image.freeze('early')
    image.track(true)
    image.freeze('one')
    image.freeze('two')
    const [id = ''] = changeId(image, 'two')!.split('/')
    expect(changeId(image, 'early')).toBeUndefined()
    expect(since(image, 'early', '*')).toBe('no-history')
    expect(since(image, 'one', `${id}/3`)).toBe('no-history')
    expect(since(image, 'two', `${id}/1`)).toBe('no-history')
    for (const bad of [
      '',
      'nonsense',
      `${id}/x`,
      id,
      `${id.replace(/^../, id.startsWith('00') ? '11' : '00')}/2`,
    ]) {
      expect(since(image, 'two', bad)).toBe('bad-id')
    }
  })

  it('begins anew when it was off for a time', () => {
    const image = fresh()
    image.track(true)
    image.freeze('one')
    const old = changeId(image, 'one')!
    image.track(false)
    expect(changeId(image, 'one')).toBeUndefined()
    image.track(true)
    image.freeze('two')
    expect(since(image, 'two', old)).toBe('bad-id')
  })

  it('does not mix branches', () => {
    const image = fresh()
    image.track(true)
    image.freeze('one')
    image.freeze('two')
    const lost = changeId(image, 'two')!
    image.revert('one')
    put(image, 'z', BLOCK_BYTES)
    image.freeze('three')
    expect(since(image, 'three', lost)).toBe('no-history')
    expect(since(image, 'three', changeId(image, 'one')!)).toEqual([{ start: BLOCK_BYTES, length: 65_536 }])
  })

  it('calls data and writes allocated, and all of a thick disk', () => {
    const image = fresh()
    image.track(true)
    const zero = [1, 2, 3].find((block) => !image.hadData(block))!
    put(image, 'x', zero * BLOCK_BYTES + 5)
    image.freeze('one')
    const inside = (at: number): boolean =>
      (since(image, 'one', '*') as { start: number; length: number }[]).some(
        (area) => area.start <= at && at < area.start + area.length,
      )
    expect([0, 1, 2, 3].map((block) => inside(block * BLOCK_BYTES))).toEqual(
      [0, 1, 2, 3].map((block) => block === zero || image.hadData(block)),
    )
    expect(changedAreas(image, { snapshotId: 'one', since: '*', thin: false })).toEqual([
      { start: 0, length: CAPACITY },
    ])
  })

  it('lets a copy follow a disk, whatever is written and merged meanwhile', () => {
    const write = fc.record({ offset: fc.nat(CAPACITY - 300), size: fc.integer({ min: 1, max: 300 }) })
    fc.assert(
      fc.property(fc.array(fc.array(write, { maxLength: 4 }), { minLength: 1, maxLength: 6 }), (rounds) => {
        const image = fresh()
        image.track(true)
        const copy = Buffer.alloc(CAPACITY)
        let before = ''
        let id = '*'
        rounds.forEach((writes, round) => {
          writes.forEach((w, i) => image.write(w.offset, Buffer.alloc(w.size, round * 16 + i + 1)))
          const now = `snapshot-${round}`
          image.freeze(now)
          // What the guest writes while the copy runs is for the next round.
          image.write(0, Buffer.from([round]))
          for (const area of since(image, now, id) as { start: number; length: number }[]) {
            image.read(image.layer(now)!, area.start, area.length).copy(copy, area.start)
          }
          expect(copy.equals(image.read(image.layer(now)!, 0, CAPACITY))).toBe(true)
          id = changeId(image, now)!
          image.release([before])
          image.merge()
          before = now
        })
      }),
      { numRuns: 10 },
    )
  })
})
