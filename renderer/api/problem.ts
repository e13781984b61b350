import { ORPCError } from '@orpc/client'
import { type Problem, problemSchema } from '../../shared/problem.ts'

/** Codes that the page itself makes; all others come from the other side. */
const CONNECTION_LOST = 'page.connection-lost'
const SESSION_ENDED = 'page.session-ended'

/** Whatever a call threw, as the three parts that a person needs. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ORPCError) return problemOfRpc(error as ORPCError<string, unknown>)
  if (isConnectionError(error)) return connectionLost(error)
  return {
    code: 'page.unexpected',
    message: 'Palletjack could not do that, for a reason it did not foresee.',
    meaning: 'It is not known whether anything was changed.',
    remedy: 'Look at the page again to see the current state, then repeat the step.',
    detail: error instanceof Error ? error.message : String(error),
  }
}

/** An expected failure: trying the same again gives the same answer. */
export function isProblem(error: unknown): boolean {
  return error instanceof ORPCError && (error.code === 'PROBLEM' || error.status === 401)
}

function problemOfRpc(error: ORPCError<string, unknown>): Problem {
  const known = problemSchema.safeParse(error.data)
  if (error.code === 'PROBLEM' && known.success) return known.data
  if (error.status === 401) {
    return {
      code: SESSION_ENDED,
      message: 'This page is no longer signed in to Palletjack.',
      meaning: 'Nothing was changed. Runs go on while Palletjack runs.',
      remedy: 'Start Palletjack again, or open the address that it printed.',
    }
  }
  return {
    code: 'page.refused',
    message: 'Palletjack did not accept the request.',
    meaning: 'It is not known whether anything was changed.',
    remedy: 'Reload the page and look at the current state, then repeat the step.',
    detail: `${error.code}: ${error.message}`,
  }
}

function isConnectionError(error: unknown): boolean {
  if (error instanceof TypeError) return true
  return error instanceof Error && /abort|network|closed|fetch/i.test(`${error.name} ${error.message}`)
}

function connectionLost(error: unknown): Problem {
  return {
    code: CONNECTION_LOST,
    message: 'Palletjack does not answer.',
    meaning: 'Every finished step of a run is journaled; nothing already copied is forgotten.',
    remedy: 'Check that Palletjack still runs, then try again.',
    detail: error instanceof Error ? error.message : String(error),
  }
}
