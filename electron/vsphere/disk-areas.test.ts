import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinAreas } from './disk-areas.ts'

const SIZE = 64
const areas = fc.array(
  fc
    .tuple(fc.nat(SIZE - 1), fc.nat(SIZE))
    .map(([start, length]) => ({ start, length: Math.min(length, SIZE - start) })),
)

const covered = (list: readonly { start: number; length: number }[]) =>
  Array.from({ length: SIZE }, (_, at) => list.some((a) => at >= a.start && at < a.start + a.length))

describe('joined areas', () => {
  it('cover what the areas cover, in order and with gaps between them', () => {
    fc.assert(
      fc.property(areas, (list) => {
        const joined = joinAreas(list)
        expect(covered(joined)).toEqual(covered(list))
        for (const [i, area] of joined.entries()) {
          expect(area.length).toBeGreaterThan(0)
          const before = joined[i - 1]
          if (before) expect(area.start).toBeGreaterThan(before.start + before.length)
        }
      }),
    )
  })
})
