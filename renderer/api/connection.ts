import { createStore, type Store } from '../app/store.ts'
import type { StreamState } from './follow.ts'

/** What the frame shows about the connection as a whole. */
type Connection =
  | { readonly kind: 'live' }
  | { readonly kind: 'retrying'; readonly attempt: number; readonly of: number }
  | { readonly kind: 'lost' }

/** Collects the states of all streams into one: the worst counts. */
export interface ConnectionMonitor {
  readonly state: Store<Connection>
  report(stream: symbol, state: StreamState | undefined): void
}

export function createConnectionMonitor(): ConnectionMonitor {
  const streams = new Map<symbol, StreamState>()
  const state = createStore<Connection>({ kind: 'live' })
  return {
    state,
    report(stream, next) {
      if (next) streams.set(stream, next)
      else streams.delete(stream)
      state.set(worst([...streams.values()]))
    },
  }
}

function worst(states: readonly StreamState[]): Connection {
  const lost = states.some((one) => one.kind === 'failed' && one.problem.code.startsWith('page.'))
  if (lost) return { kind: 'lost' }
  const attempts = states.flatMap((one) => (one.kind === 'retrying' ? [one] : []))
  const longest = attempts.sort((a, b) => b.attempt - a.attempt)[0]
  return longest ? { kind: 'retrying', attempt: longest.attempt, of: longest.of } : { kind: 'live' }
}
