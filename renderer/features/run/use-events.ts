import { useEffect, useState } from 'react'
import type { MigrationEvent } from '../../../shared/migration/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { follow, type StreamState } from '../../api/follow.ts'

/** Older lines than this many are dropped from the screen; the log itself keeps all. */
const EVENTS_KEPT = 2000

export interface EventLog {
  readonly events: readonly MigrationEvent[]
  readonly state: StreamState
}

interface Loaded extends EventLog {
  readonly runId: string
}

const EMPTY: EventLog = { events: [], state: { kind: 'connecting' } }

/** The event log of a run, from its beginning; after a cut it goes on behind the last line it has. */
export function useEvents(runId: string): EventLog {
  const client = useClient()
  const [loaded, setLoaded] = useState<Loaded>()
  useEffect(() => {
    const controller = new AbortController()
    let last = 0
    let batch: MigrationEvent[] = []
    const update = (change: (log: EventLog) => Partial<EventLog>) =>
      setLoaded((before) => {
        const log = before?.runId === runId ? before : EMPTY
        return { events: log.events, state: log.state, ...change(log), runId }
      })
    // Thousands of stored lines arrive at once: they become one change of the list.
    const flush = () => {
      const arrived = batch
      batch = []
      update((log) => ({ events: [...log.events, ...arrived].slice(-EVENTS_KEPT) }))
    }
    void follow<MigrationEvent>({
      open: (signal) => client.migrations.events({ migrationId: runId, after: last }, { signal }),
      signal: controller.signal,
      isFinal: () => true,
      onState: (state) => update(() => ({ state })),
      onValue: (event) => {
        last = event.seq
        batch.push(event)
        if (batch.length === 1)
          queueMicrotask(() => setTimeout(() => controller.signal.aborted || flush(), 50))
      },
    })
    return () => controller.abort()
  }, [client, runId])
  return loaded?.runId === runId ? loaded : EMPTY
}
