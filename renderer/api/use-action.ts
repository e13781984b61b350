import { useCallback, useState } from 'react'
import type { Problem } from '../../shared/problem.ts'
import { problemOf } from './problem.ts'

export interface Action<A extends unknown[]> {
  readonly busy: boolean
  readonly problem: Problem | undefined
  /** Answers whether it worked. */
  readonly run: (...args: A) => Promise<boolean>
  readonly reset: () => void
}

/**
 * One call at a time, with its failure as a Problem. Keeps none of the arguments (a query cache would), so
 * it may carry a password.
 */
export function useAction<A extends unknown[]>(act: (...args: A) => Promise<unknown>): Action<A> {
  const [state, setState] = useState<{ busy: boolean; problem: Problem | undefined }>({
    busy: false,
    problem: undefined,
  })
  const run = async (...args: A): Promise<boolean> => {
    setState({ busy: true, problem: undefined })
    try {
      await act(...args)
      setState({ busy: false, problem: undefined })
      return true
    } catch (error) {
      setState({ busy: false, problem: problemOf(error) })
      return false
    }
  }
  const reset = useCallback(() => setState({ busy: false, problem: undefined }), [])
  return { ...state, run, reset }
}
