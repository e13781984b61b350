/**
 * Which runs the crash matrix has: both ends of every phase once, then instants by chance; in between, cancels that
 * are interrupted, and what is started again after them.
 */
import { isBeyondCancel, ITINERARIES } from '../../shared/migration/itinerary.ts'
import type { Kill, RunPlan } from './one-run.ts'

/** Small VMs: with one disk, with several, and one that is off from the start. */
const SMALL = ['web-01', 'app-01', 'web-0039', 'parked-off-01']
/** Each so many runs a VM is canceled. */
const CANCEL_EVERY = 5
/** How long a cancel takes where nothing else runs. */
const CANCEL_MS = 1_500
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
  let boundariesDone = 0
  return Array.from({ length: runs }, (_, index): RunPlan => {
    const base = { number: index + 1, vms: [SMALL[index % SMALL.length] ?? 'web-01'], deltas: 2 }
    if (index % CANCEL_EVERY === CANCEL_EVERY - 1) return { ...base, ...canceled(base.vms, chance) }
    const boundary = order[boundariesDone++]
    const type = boundary?.type ?? (chance() < 0.6 ? 'warm' : 'cold')
    return { ...base, type, kills: boundary?.kills ?? instants(chance, 1 + Math.floor(chance() * 3)) }
  })
}

/** The kinds of these runs take turns: alone, so that the whole run is canceled, or beside another VM that goes on. */
function canceled(
  vms: readonly string[],
  chance: () => number,
): Pick<RunPlan, 'type' | 'vms' | 'kills' | 'cancel'> {
  const type = chance() < 0.6 ? 'warm' : 'cold'
  const phases = ITINERARIES[type].filter((one) => !isBeyondCancel(one)).map(({ phase }) => phase)
  const phase = phases[Math.floor(chance() * phases.length)] ?? 'CopyDisks'
  const beside = chance() < 0.5 ? ['clone-a-01'] : []
  // Most of what there is to do is done first.
  const first = { at: 'cancel', afterMs: Math.floor(chance() ** 3 * CANCEL_MS) } as const
  // The next life has first to connect, and goes on with the cancel at once.
  const second: Kill[] = chance() < 0.5 ? [{ at: 'time', afterMs: Math.floor(chance() * CANCEL_MS) }] : []
  return {
    type,
    vms: [...vms, ...beside],
    kills: instants(chance, Math.floor(chance() * 2)),
    cancel: { phase, kills: [first, ...second] },
  }
}

function instants(chance: () => number, count: number): Kill[] {
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
