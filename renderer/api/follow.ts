import type { Problem } from '../../shared/problem.ts'
import { isProblem, problemOf } from './problem.ts'

/** How a stream stands. `retrying` carries the number of the next try, from 1. */
export type StreamState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'retrying'; readonly attempt: number; readonly of: number }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly problem: Problem }

/** Waits between tries, ms. When they are used up the stream has failed and a person decides. */
const RETRY_DELAYS: readonly number[] = [250, 500, 1000, 2000, 4000, 8000, 8000, 8000]

export interface FollowOptions<T> {
  /** Opens the stream; called again after a cut. */
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<T>>
  readonly onValue: (value: T) => void
  readonly onState: (state: StreamState) => void
  /** Whether a stream that ended after `last` was meant to end. Without it an end counts as a cut. */
  readonly isFinal?: ((last: T | undefined) => boolean) | undefined
  readonly signal: AbortSignal
  readonly delays?: readonly number[] | undefined
}

/**
 * Follows a stream until it ends, fails for good, or `signal` aborts. A cut is tried again after growing
 * waits; an expected failure (a Problem) is not. A value that arrives starts the count anew. Never throws.
 */
export async function follow<T>(options: FollowOptions<T>): Promise<void> {
  const { signal, delays = RETRY_DELAYS, onState } = options
  onState({ kind: 'connecting' })
  let attempt = 0
  for (;;) {
    const round = await readOnce(options)
    if (signal.aborted) return
    if (round.over) {
      onState(round.problem ? { kind: 'failed', problem: round.problem } : { kind: 'ended' })
      return
    }
    attempt = round.gotValue ? 1 : attempt + 1
    const delay = delays[attempt - 1]
    if (delay === undefined) {
      onState({ kind: 'failed', problem: problemOf(round.error) })
      return
    }
    onState({ kind: 'retrying', attempt, of: delays.length })
    await pause(delay, signal)
  }
}

interface Round {
  readonly over: boolean
  readonly gotValue: boolean
  readonly problem?: Problem
  readonly error?: unknown
}

async function readOnce<T>({ open, onValue, onState, isFinal, signal }: FollowOptions<T>): Promise<Round> {
  let last: T | undefined
  let gotValue = false
  try {
    for await (const value of await open(signal)) {
      if (signal.aborted) break
      if (!gotValue) onState({ kind: 'live' })
      gotValue = true
      last = value
      onValue(value)
    }
  } catch (error) {
    return isProblem(error)
      ? { over: true, gotValue, problem: problemOf(error) }
      : { over: false, gotValue, error }
  }
  return { over: isFinal?.(last) ?? false, gotValue, error: new TypeError('The stream was closed.') }
}

/** Resolves after `ms`, or at once when `signal` aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
