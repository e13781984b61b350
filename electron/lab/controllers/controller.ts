import { KubeError, pause } from './client.ts'
import type { Informer } from './informer.ts'
import { keyOf, ownerOfKind, type KubeObject, type Meta } from './objects.ts'

/**
 * Brings one object and what belongs to it to what they should be. May return after how many ms (real time) to look
 * again; a change of the object or of what belongs to it calls it anyway.
 */
export type Reconcile = (namespace: string, name: string) => Promise<number | undefined>

/** A queue of object names, each worked on by one reconcile at a time. */
export interface Controller {
  enqueue(meta: Pick<Meta, 'namespace' | 'name'>): void
  /** Enqueues every object that comes, changes or goes; with `ownerKind`, its owner of that kind instead. */
  follow(informer: Pick<Informer<KubeObject>, 'onChange'>, ownerKind?: string): void
  /** Resolves when the reconciles under way have ended, after the signal aborted. */
  idle(): Promise<void>
}

export interface ControllerOptions {
  readonly reconcile: Reconcile
  readonly signal: AbortSignal
  /** Called when an object is given up until it next changes. */
  readonly onGiveUp: (namespace: string, name: string, error: Error) => void
}

const FIRST_RETRY_MS = 50
const LAST_RETRY_MS = 5_000
const ATTEMPTS = 12
const WORKERS = 4

interface Entry {
  readonly namespace: string
  readonly name: string
  failures: number
  /** Came up again while it was being worked on. */
  again: boolean
}

export function createController(options: ControllerOptions): Controller {
  const { signal } = options
  const waiting = new Map<string, Entry>()
  const active = new Map<string, Entry>()
  const running = new Set<Promise<void>>()

  const add = (namespace: string, name: string, failures: number): void => {
    if (signal.aborted) return
    const key = keyOf({ namespace, name })
    const busy = active.get(key)
    if (busy) busy.again = true
    else if (!waiting.has(key)) waiting.set(key, { namespace, name, failures, again: false })
    pump()
  }
  const later = async (ms: number, entry: Entry, failures: number): Promise<void> => {
    await pause(ms, signal)
    add(entry.namespace, entry.name, failures)
  }
  const failed = (entry: Entry, error: Error): void => {
    // A conflict only says that the copy was old; the watch brings the new one.
    const conflict = error instanceof KubeError && error.status === 409
    if (entry.failures + 1 >= ATTEMPTS) options.onGiveUp(entry.namespace, entry.name, error)
    else {
      const factor = conflict ? 1 : 2 ** entry.failures
      void later(Math.min(FIRST_RETRY_MS * factor, LAST_RETRY_MS), entry, entry.failures + 1)
    }
  }
  const work = async (key: string, entry: Entry): Promise<void> => {
    try {
      const lookAgainMs = await options.reconcile(entry.namespace, entry.name)
      if (lookAgainMs !== undefined) void later(lookAgainMs, entry, 0)
    } catch (error) {
      if (!signal.aborted) failed(entry, error instanceof Error ? error : new Error(String(error)))
    }
    active.delete(key)
    if (entry.again) add(entry.namespace, entry.name, 0)
    pump()
  }
  const pump = (): void => {
    for (const [key, entry] of waiting) {
      if (active.size >= WORKERS || signal.aborted) return
      waiting.delete(key)
      active.set(key, entry)
      const task = work(key, entry).finally(() => running.delete(task))
      running.add(task)
    }
  }
  return {
    enqueue: (meta) => add(meta.namespace ?? '', meta.name, 0),
    follow: (informer, ownerKind) => {
      informer.onChange(({ metadata }) => {
        const about = ownerKind === undefined ? metadata : ownerOfKind(metadata, ownerKind)
        if (about) add(metadata.namespace ?? '', about.name, 0)
      })
    },
    idle: async () => {
      await Promise.all(running)
    },
  }
}
