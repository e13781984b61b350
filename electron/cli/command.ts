/** What every command shares: interrupts, the backend, and how problems are told. */
import type { Client } from '../../shared/contract/contract.ts'
import { type Problem, type Result } from '../../shared/problem.ts'
import { prepareHome, resolveHome } from '../home.ts'
import type { LabSettings } from './lab-options.ts'
import type { ExitCode } from './exit-codes.ts'
import { bugProblem, exitCodeOf, problemOf } from './outcome.ts'
import { problemText } from './text.ts'
import { withBackend } from './with-backend.ts'
import type { Interrupts } from '../interrupts.ts'
import type { CommandContext } from './command-context.ts'

/**
 * Tells every problem on stderr, and with `json` as one object {"problem": ...} on stdout too; answers with what
 * it means as exit code.
 */
export async function guarded(
  context: CommandContext,
  json: boolean,
  work: (interrupts: Interrupts) => Promise<Result<ExitCode>>,
): Promise<ExitCode> {
  const interrupts = context.listen()
  let problem: Problem
  try {
    const done = await work(interrupts)
    if (done.ok) return done.value
    ;({ problem } = done)
  } catch (error) {
    problem = problemOf(error) ?? bugProblem(error)
  } finally {
    interrupts.stop()
  }
  tellProblem(context, json, problem)
  return exitCodeOf(problem)
}

export function tellProblem(
  context: Pick<CommandContext, 'stdout' | 'stderr'>,
  json: boolean,
  problem: Problem,
): void {
  if (json) context.stdout.write(`${JSON.stringify({ problem })}\n`)
  context.stderr.write(problemText(problem))
}

/** Prepares the state directory and hands out the contract's client for as long as `work` lasts. */
export async function withClient<T>(
  context: CommandContext,
  { home, lab }: { readonly home: string | undefined; readonly lab?: LabSettings | undefined },
  interrupts: Interrupts,
  work: (client: Client) => Promise<Result<T>>,
): Promise<Result<T>> {
  const prepared = prepareHome(resolveHome(home))
  if (!prepared.ok) return prepared
  const options = { home: prepared.value, resumeRuns: false, ...(lab === undefined ? {} : { lab }) }
  return withBackend(context, options, interrupts, ({ client }) => work(client))
}

/** One JSON object on stdout. */
export function printJson(context: Pick<CommandContext, 'stdout'>, value: object): void {
  context.stdout.write(`${JSON.stringify(value)}\n`)
}
