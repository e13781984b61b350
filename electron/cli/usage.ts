/** What a command line that cannot be understood is answered with. */
import type { CommanderError } from 'commander'
import type { Problem } from '../../shared/problem.ts'
import { tellProblem } from './command.ts'
import type { CommandContext } from './command-context.ts'
import { inputProblem } from './outcome.ts'
import { createJsonReporter } from './reporter.ts'

/** Scripts that read JSON get the same as for any other problem. `names` of all commands. */
export function tellUsage(
  context: CommandContext,
  error: CommanderError,
  argv: readonly string[],
  names: readonly string[],
): void {
  const command = argv.find((word) => names.includes(word))
  const problem = usageProblem(error, command)
  const isJson = argv.includes('--json')
  if (command === 'migrate' && isJson) {
    const reporter = createJsonReporter(context, () => context.now())
    reporter.problem(problem)
    reporter.end()
  } else tellProblem(context, isJson && command !== 'inventory' && command !== 'lab', problem)
}

/** Commander's "error: unknown option '--x'" as a sentence with a remedy. */
function usageProblem(error: CommanderError, command: string | undefined): Problem {
  const text = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ')
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/([^.)?])$/, '$1.')
  return inputProblem(
    'usage',
    sentence,
    `See palletjack ${command === undefined ? '' : `${command} `}--help for what it takes.`,
  )
}
