import Button from '@mui/material/Button'
import type { ReactNode } from 'react'
import type { Stream } from '../api/use-stream.ts'
import { Loading } from '../ui/loading.tsx'
import { ProblemCard } from '../ui/problem-card.tsx'

export interface StreamGateProps<T> {
  readonly stream: Stream<T>
  /** What is being read: "Reading the providers". */
  readonly what: string
  readonly children: (value: T) => ReactNode
}

/** Shows what a stream has brought; before that a skeleton, and what went wrong when it did. */
export function StreamGate<T>({ stream, what, children }: StreamGateProps<T>) {
  const { state, value, retry } = stream
  return (
    <>
      {state.kind === 'failed' ? (
        <ProblemCard
          problem={state.problem}
          action={
            <Button size="small" variant="outlined" onClick={retry}>
              Try again
            </Button>
          }
        />
      ) : null}
      {value !== undefined ? children(value) : state.kind === 'failed' ? null : <Loading label={what} />}
    </>
  )
}
