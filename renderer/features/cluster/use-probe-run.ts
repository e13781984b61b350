import { useEffect, useRef, useState } from 'react'
import type { Problem } from '../../../shared/problem.ts'
import { problemOf } from '../../api/problem.ts'

export interface ProbeRun<T> {
  readonly state: 'idle' | 'running' | 'ended' | 'canceled'
  /** What was seen so far. */
  readonly value: T | undefined
  /** Why the stream broke off, or was refused. */
  readonly problem: Problem | undefined
  /** ms since 1970. */
  readonly startedAt: number
  readonly start: (open: (signal: AbortSignal) => Promise<AsyncIterable<T>>) => void
  /** Closes the stream: the other side then removes what it made in the cluster. */
  readonly cancel: () => void
}

type Snapshot<T> = Pick<ProbeRun<T>, 'state' | 'value' | 'problem' | 'startedAt'>

/** One probe at a time. It runs when asked for and never by itself: a cut stream is not opened again. */
export function useProbeRun<T>(): ProbeRun<T> {
  const [shown, setShown] = useState<Snapshot<T>>({
    state: 'idle',
    value: undefined,
    problem: undefined,
    startedAt: 0,
  })
  const current = useRef<AbortController>(undefined)
  useEffect(() => () => current.current?.abort(), [])

  const follow = async (open: (signal: AbortSignal) => Promise<AsyncIterable<T>>) => {
    current.current?.abort()
    const controller = new AbortController()
    current.current = controller
    const { signal } = controller
    const update = (change: Partial<Snapshot<T>>) => {
      if (!signal.aborted) setShown((before) => ({ ...before, ...change }))
    }
    setShown({ state: 'running', value: undefined, problem: undefined, startedAt: Date.now() })
    try {
      for await (const value of await open(signal)) {
        if (signal.aborted) return
        update({ value })
      }
      update({ state: 'ended' })
    } catch (error) {
      update({ state: 'ended', problem: problemOf(error) })
    }
  }
  return {
    ...shown,
    start: (open) => void follow(open),
    cancel: () => {
      current.current?.abort()
      setShown((before) => (before.state === 'running' ? { ...before, state: 'canceled' } : before))
    },
  }
}
