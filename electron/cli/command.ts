/** What every command shares: interrupts, the backend, and how problems are told. */
import type { Client } from '../../shared/contract/contract.ts'
import { type Problem, type Result } from '../../shared/problem.ts'
import { prepareHome, resolveHome } from '../home.ts'
import type { LabSettings } from './lab-options.ts'
import { bugProblem, exitCodeOf, problemOf, type ExitCode } from './outcome.ts'
import { problemText } from './text.ts'
import { withBackend } from './with-backend.ts'
import type { Interrupts, World } from './world.ts'

/**
 * Tells every problem on stderr, and with `json` as one object {"problem": ...} on stdout too; answers with what
 * it means as exit code.
 */
export async function guarded(
  world: World,
  json: boolean,
  work: (interrupts: Interrupts) => Promise<Result<ExitCode>>,
): Promise<ExitCode> {
  const interrupts = world.listen()
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
  tellProblem(world, json, problem)
  return exitCodeOf(problem)
}

export function tellProblem(world: Pick<World, 'stdout' | 'stderr'>, json: boolean, problem: Problem): void {
  if (json) world.stdout.write(`${JSON.stringify({ problem })}\n`)
  world.stderr.write(problemText(problem))
}

/** Prepares the state directory and hands out the contract's client for as long as `work` lasts. */
export async function withClient<T>(
  world: World,
  { home, lab }: { readonly home: string | undefined; readonly lab?: LabSettings | undefined },
  interrupts: Interrupts,
  work: (client: Client) => Promise<Result<T>>,
): Promise<Result<T>> {
  const prepared = prepareHome(resolveHome(home))
  if (!prepared.ok) return prepared
  const options = { home: prepared.value, resumeRuns: false, ...(lab === undefined ? {} : { lab }) }
  return withBackend(world, options, interrupts, ({ client }) => work(client))
}

/** One JSON object on stdout. */
export function printJson(world: Pick<World, 'stdout'>, value: object): void {
  world.stdout.write(`${JSON.stringify(value)}\n`)
}
