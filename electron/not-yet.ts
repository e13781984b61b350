import { fail } from '../shared/problem.ts'

/** Holds a place while a procedure is being built. Must be gone before the change is finished. */
export const notYet = (what: string) =>
  Promise.resolve(
    fail({ code: 'internal.not-yet', message: `${what} is not built yet.`, remedy: 'Wait for it.' }),
  )
