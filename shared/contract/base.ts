import { oc } from '@orpc/contract'
import { problemSchema } from '../problem.ts'

/**
 * Every procedure starts here: an expected failure crosses all three doors as the typed error PROBLEM,
 * whose data is a Problem. Anything else is a bug and arrives as INTERNAL_SERVER_ERROR without detail.
 */
export const procedure = oc.errors({ PROBLEM: { status: 422, data: problemSchema } })
