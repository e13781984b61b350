/** `npm run test:faults`: migrations with one fault each, at each phase where it can happen. */
import { parseArgs } from 'node:util'
import type { FaultCase } from './case.ts'
import { faultCases } from './matrix.ts'
import { inWords, runCase, type CaseOutcome } from './one-case.ts'

const HELP = `Usage: npm run -s test:faults -- [options]

Migrates a VM of the lab, cold and warm, and lets one thing go wrong when a phase begins: a server that is away, a
task that fails, an importer that is killed, a clock that jumps. Looks at what the run says and comes to, and at both
ends afterwards: equal disks, or the source as before and nothing left.

  --fault TEXT   only faults whose name contains this
  --phase NAME   only this phase
  --type TYPE    only cold or warm
  --every N      only each Nth case (default 1)
  --parallel P   how many at a time (default 2)
  --list         names the cases and what is expected of them, and runs none
  --json         one JSON object on standard output and nothing else
`

interface FaultSummary {
  readonly cases: number
  readonly asExpected: number
  readonly hashMismatches: number
  readonly leftovers: number
  readonly failures: readonly CaseOutcome[]
}

interface Choice {
  readonly fault?: string | undefined
  readonly phase?: string | undefined
  readonly type?: string | undefined
  readonly every: number
}

/** The cases that are chosen, in the order of the matrix. */
function chosenCases({ fault = '', phase, type, every }: Choice) {
  return faultCases()
    .filter((one) => one.fault.includes(fault))
    .filter(
      (one) => (phase === undefined || one.phase === phase) && (type === undefined || one.type === type),
    )
    .filter((_, index) => index % every === 0)
}

/** Runs these cases, so many at a time. `tell` hears of each that is over. */
export async function runCases(
  chosen: readonly FaultCase[],
  parallel: number,
  tell: (outcome: CaseOutcome) => void = () => undefined,
): Promise<FaultSummary> {
  const cases = [...chosen]
  const outcomes: CaseOutcome[] = []
  const worker = async (): Promise<void> => {
    for (let one = cases.shift(); one; one = cases.shift()) {
      const outcome = await runCase(one)
      outcomes.push(outcome)
      tell(outcome)
    }
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  const sum = (of: (one: CaseOutcome) => number) => outcomes.reduce((all, one) => all + of(one), 0)
  return {
    cases: outcomes.length,
    asExpected: outcomes.filter((one) => one.failures.length === 0).length,
    hashMismatches: sum((one) => one.hashMismatches),
    leftovers: sum((one) => one.leftovers),
    failures: outcomes.filter((one) => one.failures.length > 0),
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      fault: { type: 'string' },
      phase: { type: 'string' },
      type: { type: 'string' },
      every: { type: 'string', default: '1' },
      parallel: { type: 'string', default: '2' },
      list: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const { fault, phase, type } = values
  const [every = 0, parallel = 0] = [values.every, values.parallel].map(Number)
  if (![every, parallel].every((one) => Number.isInteger(one) && one > 0)) {
    process.stderr.write('--every and --parallel are whole numbers.\n')
    return 2
  }
  const total = chosenCases({ fault, phase, type, every })
  if (values.list) {
    for (const one of total) process.stdout.write(`${lineOf(one)}: ${inWords(one.expected)}\n`)
    return 0
  }
  let count = 0
  const summary = await runCases(total, parallel, (one) => {
    count += 1
    if (values.json) return
    const end = one.failures.length === 0 ? `as expected, ${one.expected}` : one.failures.join('; ')
    process.stdout.write(`${count}/${total.length} ${lineOf(one)} (${one.ms} ms): ${end}\n`)
  })
  process.stdout.write(`${JSON.stringify(summary, null, values.json ? 0 : 2)}\n`)
  return summary.failures.length === 0 ? 0 : 1
}

function lineOf({ fault, type, phase }: Pick<CaseOutcome, 'fault' | 'type' | 'phase'>): string {
  return `${fault}, ${type}, ${phase}`
}

if (import.meta.main) process.exitCode = await main()
