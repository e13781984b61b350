import { useState } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'

/** A connection that was lost and stands again. */
export interface Regained {
  readonly id: string
  readonly name: string
  /** ISO 8601. */
  readonly lostAt: string
  readonly backAt: string
}

/** What came back between two looks at the list, and what of `known` still holds. */
export function regainedBetween(
  before: readonly Provider[],
  now: readonly Provider[],
  known: readonly Regained[],
): readonly Regained[] {
  const states = new Map(before.map(({ id, status }) => [id, status]))
  const connected = now.filter((one) => one.status.state === 'connected')
  const back = connected.flatMap(({ id, name, status }): Regained[] => {
    const was = states.get(id)
    return was?.state === 'reconnecting' && status.state === 'connected'
      ? [{ id, name, lostAt: was.since, backAt: status.since }]
      : []
  })
  const isNew = (id: string) => back.some((one) => one.id === id)
  const stands = known.filter(({ id }) => connected.some((one) => one.id === id) && !isNew(id))
  return back.length === 0 && stands.length === known.length ? known : [...stands, ...back]
}

/** Follows the list and keeps what was regained until it is dismissed or lost again. */
export function useRegained(providers: readonly Provider[] | undefined) {
  const [seen, setSeen] = useState(providers)
  const [regained, setRegained] = useState<readonly Regained[]>([])
  if (seen !== providers) {
    setSeen(providers)
    setRegained(regainedBetween(seen ?? [], providers ?? [], regained))
  }
  const dismiss = (id: string) => setRegained(regained.filter((one) => one.id !== id))
  return { regained, dismiss }
}
