/** A question with yes or no on the terminal. */
import { createInterface } from 'node:readline/promises'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { INTERRUPTED } from './outcome.ts'
import type { CommandContext } from './command-context.ts'

export function canAsk({ stdin, stderr }: Pick<CommandContext, 'stdin' | 'stderr'>, json: boolean): boolean {
  return !json && stdin.isTTY === true && stderr.isTTY === true
}

/** Anything but yes is the problem that nothing was started. */
export async function askToGoOn(
  { stdin, stderr }: Pick<CommandContext, 'stdin' | 'stderr'>,
  question: string,
  signal: AbortSignal,
): Promise<Result<void>> {
  const terminal = createInterface({ input: stdin, output: stderr })
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal })
    if (/^y(es)?$/i.test(answer.trim())) return ok(undefined)
    return fail({ ...INTERRUPTED, message: 'Not started.' })
  } catch (error) {
    if (signal.aborted) return fail(INTERRUPTED)
    throw error
  } finally {
    terminal.close()
  }
}
