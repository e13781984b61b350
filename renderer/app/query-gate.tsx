import Button from '@mui/material/Button'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { problemOf } from '../api/problem.ts'
import { Loading } from '../ui/loading.tsx'
import { ProblemCard } from '../ui/problem-card.tsx'

export interface QueryGateProps<T> {
  readonly query: UseQueryResult<T>
  readonly what: string
  readonly children: (value: T) => ReactNode
}

/** The same for a single call. */
export function QueryGate<T>({ query, what, children }: QueryGateProps<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error)
    return (
      <ProblemCard
        problem={problemOf(query.error)}
        action={
          <Button size="small" variant="outlined" onClick={() => void query.refetch()}>
            Try again
          </Button>
        }
      />
    )
  return <Loading label={what} />
}
