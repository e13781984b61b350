import { ORPCError } from '@orpc/server'
import type { Problem } from '../../shared/problem.ts'

/** Throws a problem the way the contract does. */
export function refuse(data: Problem): never {
  throw new ORPCError('PROBLEM', { status: 422, message: data.message, data })
}

export function missing(id: string): never {
  return refuse({
    code: 'fake.not-found',
    message: `${id} is not known.`,
    meaning: 'Nothing was changed.',
    remedy: 'Load the page again.',
  })
}
