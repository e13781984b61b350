import * as z from 'zod'

/**
 * An expected failure, in the three parts a person needs: what happened, what it means for the data,
 * and what to do now. Bugs are not problems: they throw.
 */
export const problemSchema = z.object({
  /** Stable dotted code, for example `vsphere.invalid-login`. Scripts match on it. */
  code: z.string(),
  /** What happened: one sentence that names the object. */
  message: z.string(),
  /** What it means for the data ("Nothing was changed."). */
  meaning: z.string().optional(),
  /** What to do now: one sentence. */
  remedy: z.string(),
  /** Technical detail, folded away on a screen. Never holds a secret. */
  detail: z.string().optional(),
})

export type Problem = z.infer<typeof problemSchema>

/** What a call that can fail in an expected way answers with. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function fail(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem }
}

/** Problem and remedy in one line, for a terminal or a log. */
export function problemLine(problem: Problem): string {
  return [problem.message, problem.meaning, problem.remedy].filter(Boolean).join(' ')
}

/** Carries a problem out of a generator, where no Result can be returned. Doors turn it into PROBLEM. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** The value; throws ProblemError where there is none. */
export function orThrow<T>(result: Result<T>): T {
  if (!result.ok) throw new ProblemError(result.problem)
  return result.value
}
