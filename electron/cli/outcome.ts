/** What a command ends with. */
import { ORPCError } from '@orpc/client'
import { fail, ok, ProblemError, problemSchema, type Problem, type Result } from '../../shared/problem.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'

/** Problems whose code begins with `input.` are mistakes in what was typed. */
export function exitCodeOf(problem: Problem): ExitCode {
  if (problem.code === INTERRUPTED.code) return EXIT.interrupted
  return isMistake(problem) ? EXIT.usage : EXIT.failed
}

/** A mistake in what was typed. */
export function isMistake({ code }: Problem): boolean {
  return code.startsWith('input.')
}

export const INTERRUPTED: Problem = {
  code: 'interrupted',
  message: 'Interrupted.',
  meaning: 'Nothing was changed.',
  remedy: 'Run the command again when you are ready.',
}

/** A mistake in what was typed; nothing was contacted yet, or nothing was changed there. */
export function inputProblem(name: string, message: string, remedy: string): Problem {
  return { code: `input.${name}`, message, remedy }
}

export function inputFault(name: string, message: string, remedy: string) {
  return fail(inputProblem(name, message, remedy))
}

/**
 * Settles a call of the contract: its typed error becomes a Problem, an abort becomes INTERRUPTED. Anything
 * else is a bug and is thrown on.
 */
export async function attempt<T>(call: PromiseLike<T>, signal?: AbortSignal): Promise<Result<T>> {
  try {
    return ok(await orAborted(call, signal))
  } catch (error) {
    if (signal?.aborted === true) return fail(INTERRUPTED)
    const problem = problemOf(error)
    if (problem) return fail(problem)
    throw error
  }
}

/** The Problem inside the contract's typed error, or one that was thrown; undefined for anything else. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof ProblemError) return error.problem
  if (isDiskFull(error)) return DISK_FULL
  if (!(error instanceof ORPCError) || error.code !== 'PROBLEM') return undefined
  const parsed = problemSchema.safeParse(error.data)
  return parsed.success ? parsed.data : undefined
}

/** Of the files beside the journal, which says so itself. */
function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}

const DISK_FULL: Problem = {
  code: 'state.disk-full',
  message: 'The disk with the state directory is full.',
  meaning:
    'What cannot be journaled is not done. A run that had begun can be taken up again once there is room.',
  remedy: 'Make room there, or name another state directory with --home, then run the command again.',
}

/** What a person sees of a bug: no stack, and a way to tell us. */
export function bugProblem(error: unknown): Problem {
  return {
    code: 'internal',
    message: `Palletjack failed in a way it should not: ${error instanceof Error ? error.message : String(error)}.`,
    remedy:
      'Run it again; if it fails again, report it with this sentence and the log in the state directory.',
  }
}

/** Rejects as soon as the signal aborts, whether or not the call listens to it. */
async function orAborted<T>(call: PromiseLike<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return call
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(new Error('Aborted.'))
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([call, promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
