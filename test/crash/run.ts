/** `npm run test:crash`: migrations whose application is killed on the way, at both ends of each phase and at any instant. */
import { parseArgs } from 'node:util'
import { matrix } from './matrix.ts'
import { runOnce, type RunOutcome } from './one-run.ts'

const HELP = `Usage: npm run -s test:crash -- [options]

Migrates VMs of the lab, cold and warm, and kills the application (SIGKILL) before or after the work of a phase or at
instants by chance; then starts it again, until the run has ended. Looks at both ends afterwards. The first runs take
each end of each phase once. In every fifth run a VM is canceled, the application is killed while it cancels, both ends
are looked at, and the plan is started again.

  --runs N      how many migrations (default 200)
  --seed S      which ones (default 1)
  --parallel P  how many at a time (default 2)
  --json        one JSON object on standard output and nothing else
`

export interface Summary {
  readonly runs: number
  readonly succeeded: number
  readonly kills: number
  readonly hashMismatches: number
  readonly leftovers: number
  readonly duplicates: number
  readonly failures: readonly {
    readonly run: number
    readonly type: string
    readonly kills: readonly string[]
    readonly what: readonly string[]
  }[]
}

/** Runs the matrix, so many at a time. `tell` hears of each run that is over. */
export async function crashMatrix(
  { runs, seed, parallel }: { readonly runs: number; readonly seed: number; readonly parallel: number },
  tell: (outcome: RunOutcome) => void = () => undefined,
): Promise<Summary> {
  const plans = matrix(runs, seed)
  const outcomes: RunOutcome[] = []
  const worker = async (): Promise<void> => {
    for (let plan = plans.shift(); plan; plan = plans.shift()) {
      const outcome = await runOnce(plan)
      outcomes.push(outcome)
      tell(outcome)
    }
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  const sum = (of: (one: RunOutcome) => number) => outcomes.reduce((all, one) => all + of(one), 0)
  return {
    runs: outcomes.length,
    succeeded: outcomes.filter((one) => one.failures.length === 0).length,
    kills: sum((one) => one.kills.length),
    hashMismatches: sum((one) => one.hashMismatches),
    leftovers: sum((one) => one.leftovers),
    duplicates: sum((one) => one.duplicates),
    failures: outcomes
      .filter((one) => one.failures.length > 0)
      .map(({ number, type, kills, failures }) => ({ run: number, type, kills, what: failures })),
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      parallel: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const numbers = [values.runs, values.seed, values.parallel].map(Number)
  const [runs = 0, seed = 0, parallel = 0] = numbers
  if (!numbers.every(Number.isInteger) || runs < 1 || parallel < 1) {
    process.stderr.write('--runs, --seed and --parallel are whole numbers.\n')
    return 2
  }
  const summary = await crashMatrix({ runs, seed, parallel }, (one) => {
    if (values.json) return
    const killed = one.kills.length === 0 ? 'not killed in time' : `killed in ${one.kills.join(', ')}`
    process.stdout.write(
      `${one.number}/${runs} ${one.type}, ${killed}: ${one.failures.join('; ') || 'succeeded'}\n`,
    )
  })
  process.stdout.write(`${JSON.stringify(summary, null, values.json ? 0 : 2)}\n`)
  return summary.failures.length === 0 ? 0 : 1
}

if (import.meta.main) process.exitCode = await main()
