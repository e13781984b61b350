/** A few runs of the crash matrix; `npm run test:crash` has as many as anybody wants. */
import { expect, it } from 'vitest'
import { crashMatrix } from '../crash/run.ts'

/** Cold and warm, one disk and two, a source that is off, and a cancel. */
const RUNS = 5

it('a migration whose application is killed ends as if it had not been', { timeout: 300_000 }, async () => {
  const { kills, ...summary } = await crashMatrix({ runs: RUNS, seed: 71, parallel: 2 })
  expect(summary).toEqual({
    runs: RUNS,
    succeeded: RUNS,
    hashMismatches: 0,
    leftovers: 0,
    duplicates: 0,
    failures: [],
  })
  // A cancel can be over before its kill comes.
  expect(kills).toBeGreaterThanOrEqual(RUNS - 1)
})
