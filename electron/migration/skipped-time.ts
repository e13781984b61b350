/**
 * Time that went by on the clock while nobody could look: the computer slept, or its clock was set. It counts for no
 * limit, or a guest would be powered off hard a second after it was asked to shut down.
 */

export interface SkippedTime {
  /**
   * Ms of that since the last call; negative where the clock was set back. `atMost`: what really went by was no more
   * than this, whatever the steady clock says: on some systems it goes on while the computer sleeps.
   */
  sinceLast(atMost?: number): number
}

/** A computer under load looks this late (ms). */
const TOLERANCE_MS = 30_000

/** `now`: the clock that can jump; `steady`: one that cannot. Both in ms. */
export function watchClock(now: () => number, steady: () => number = () => performance.now()): SkippedTime {
  let last = { now: now(), steady: steady() }
  return {
    sinceLast(atMost = Infinity) {
      const seen = { now: now(), steady: steady() }
      const skipped = seen.now - last.now - Math.min(seen.steady - last.steady, atMost)
      last = seen
      return Math.abs(skipped) > TOLERANCE_MS ? skipped : 0
    },
  }
}
