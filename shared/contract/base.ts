import { eventIterator, oc } from '@orpc/contract'
import * as z from 'zod'
import { problemSchema } from '../problem.ts'

/**
 * Every procedure starts here: an expected failure crosses all three doors as the typed error PROBLEM,
 * whose data is a Problem. Anything else is a bug and arrives as INTERNAL_SERVER_ERROR without detail.
 */
export const procedure = oc.errors({ PROBLEM: { status: 422, data: problemSchema } })

/** An answer that comes again after each change. Its end says nothing, or it would be an answer without a schema. */
export const streamOf = <T extends z.ZodType>(view: T) => eventIterator(view, z.void())
