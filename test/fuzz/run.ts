/**
 * Throws random input at the parsers: `node test/fuzz/run.ts --cases 100000 [--seed 1]`. One line for each
 * target; ends with 1 when one of them breaks, after the smallest input that does it.
 */
import { parseArgs } from 'node:util'
import { fuzzTargets, type FuzzTarget } from '../../electron/vsphere/test-support/fuzz-targets.ts'

const DEFAULT_CASES = 100_000

process.exitCode = main(process.argv.slice(2))

function main(args: string[]): number {
  const { values } = parseArgs({ args, options: { cases: { type: 'string' }, seed: { type: 'string' } } })
  const numRuns = Number(values.cases ?? DEFAULT_CASES)
  const seed = Number(values.seed ?? Math.trunc(Math.random() * 2 ** 31))
  if (!Number.isSafeInteger(numRuns) || numRuns < 1 || !Number.isSafeInteger(seed)) {
    process.stderr.write('Usage: node test/fuzz/run.ts [--cases N] [--seed N]\n')
    return 2
  }
  const broken = fuzzTargets.filter((target) => !passes(target, numRuns, seed))
  return broken.length === 0 ? 0 : 1
}

function passes(target: FuzzTarget, numRuns: number, seed: number): boolean {
  const began = performance.now()
  const line = (what: string) => {
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    process.stdout.write(`${target.name}: ${what} (seed ${seed}, ${seconds} s)\n`)
  }
  try {
    target.run({ numRuns, seed })
    line(`${numRuns} cases, none broke`)
    return true
  } catch (error) {
    line(`broken: ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
}
