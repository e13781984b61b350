import { createContext, useContext, useEffect, useState } from 'react'
import type { ConnectionMonitor } from './connection.ts'
import { follow, type StreamState } from './follow.ts'

const MonitorContext = createContext<ConnectionMonitor | undefined>(undefined)

export const MonitorProvider = MonitorContext.Provider

export function useConnectionMonitor(): ConnectionMonitor {
  const monitor = useContext(MonitorContext)
  if (!monitor) throw new Error('useConnectionMonitor needs a MonitorProvider above it')
  return monitor
}

export interface Stream<T> {
  /** The newest value; kept while the stream is being resumed. */
  readonly value: T | undefined
  readonly state: StreamState
  /** Opens the stream again after it failed. */
  readonly retry: () => void
}

export interface StreamOptions<T> {
  /** Names the stream; another key closes it and opens another. Undefined opens none. */
  readonly key: string | undefined
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<T>>
  readonly isFinal?: (last: T | undefined) => boolean
  readonly delays?: readonly number[]
}

interface Snapshot<T> {
  readonly key: string | undefined
  readonly value: T | undefined
  readonly state: StreamState
}

const CONNECTING: StreamState = { kind: 'connecting' }

/** Follows a procedure that answers with a stream; ends it when the component goes or the key changes. */
export function useStream<T>({ key, open, isFinal, delays }: StreamOptions<T>): Stream<T> {
  const monitor = useContext(MonitorContext)
  const [generation, setGeneration] = useState(0)
  const [snapshot, setSnapshot] = useState<Snapshot<T>>({ key, value: undefined, state: CONNECTING })

  useEffect(() => {
    if (key === undefined) return
    const controller = new AbortController()
    const id = Symbol(key)
    const update = (change: Partial<Snapshot<T>>) => {
      if (controller.signal.aborted) return
      setSnapshot((before) => ({
        value: before.key === key ? before.value : undefined,
        state: before.key === key ? before.state : CONNECTING,
        ...change,
        key,
      }))
    }
    void follow<T>({
      open,
      isFinal,
      delays,
      signal: controller.signal,
      onValue: (value) => update({ value }),
      onState: (state) => {
        update({ state })
        monitor?.report(id, state)
      },
    })
    return () => {
      controller.abort()
      monitor?.report(id, undefined)
    }
    // The key stands for what `open` and `isFinal` close over; new functions alone must not reopen.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, generation, monitor])

  const current = snapshot.key === key ? snapshot : undefined
  return {
    value: current?.value,
    state: current?.state ?? CONNECTING,
    retry: () => setGeneration((count) => count + 1),
  }
}
