import { describe, it } from 'vitest'
import { fuzzTargets } from './test-support/fuzz-targets.ts'

/** A little of what test/fuzz/run.ts does at length; a fresh seed each time, which a failure tells. */
describe('fuzz', () => {
  it.each(fuzzTargets.map((target) => [target.name, target] as const))('%s', (_, target) => {
    target.run({ numRuns: 300, seed: Math.trunc(Math.random() * 2 ** 31) })
  })
})
