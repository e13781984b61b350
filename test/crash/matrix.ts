/** Which runs the crash matrix has: both ends of every phase once, then instants by chance. */
import { ITINERARIES } from '../../shared/migration/itinerary.ts'
import type { Kill, RunPlan } from './one-run.ts'

/** Small VMs with one disk, and one with several. */
const SMALL = ['web-01', 'app-01']
/** Of one life from its start on, as long as a whole run takes where nothing else runs. */
const LONGEST_MS = 8_000

/** The same for the same seed. */
export function matrix(runs: number, seed: number): RunPlan[] {
  const chance = random(seed)
  const boundaries = (['warm', 'cold'] as const).flatMap((type) =>
    ITINERARIES[type]
      .filter(({ phase }) => phase !== 'Completed')
      .flatMap(({ phase }) =>
        (['before', 'after'] as const).map((when) => ({
          type,
          kills: [{ at: 'phase', phase, when }] as const satisfies readonly Kill[],
        })),
      ),
  )
  // Which boundaries come first is by chance too, so that a short matrix sees others with another seed.
  const order = shuffled(boundaries, chance)
  return Array.from({ length: runs }, (_, index): RunPlan => {
    const boundary = order[index]
    const type = boundary?.type ?? (chance() < 0.6 ? 'warm' : 'cold')
    const kills = boundary?.kills ?? instants(chance)
    return { number: index + 1, type, kills, vms: [SMALL[index % SMALL.length] ?? 'web-01'], deltas: 2 }
  })
}

function instants(chance: () => number): Kill[] {
  const count = 1 + Math.floor(chance() * 3)
  return Array.from({ length: count }, () => ({
    at: 'time',
    afterMs: Math.floor(chance() * LONGEST_MS),
  }))
}

function shuffled<T>(all: readonly T[], chance: () => number): T[] {
  const left = [...all]
  return all.map(() => left.splice(Math.floor(chance() * left.length), 1)).flat()
}

/** Numbers from 0 to 1 that depend on the seed only (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
