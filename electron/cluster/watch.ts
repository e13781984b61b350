/** A list kept true by a watch (Kubernetes API concepts, "Efficient detection of changes"). */
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Problem } from '../../shared/problem.ts'
import { pathOf } from './discovery.ts'
import { toObject } from './caller.ts'
import { selectorText } from './lists.ts'
import type { Objects } from './objects.ts'
import { statusProblem } from './status-problems.ts'
import { numberAt, textAt, valueAt } from './read.ts'
import type { KindRef, KubeObject, LiveList } from './service.ts'
import type { UntilUnlocked } from '../vault/service.ts'
import { pause, type Transport } from './transport.ts'

/** How long the server keeps one watch open before it asks to begin anew. */
const watchSeconds = 120
/** A little more than that: a line that is silent for longer is dead, whatever TCP says. */
const idleMs = (watchSeconds + 15) * 1000
const maxBackOffMs = 30_000
const shortestWatchMs = 2000
const goneCode = 410

export interface WatchTarget {
  readonly ref: KindRef
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
}

export interface WatchTiming {
  /** The wait after a first failure; it doubles up to 30 s. */
  readonly firstBackOffMs: number
  /** The list is read anew at least this often: what a lost event hid becomes true again. */
  readonly resyncMs: number
  /** What is waited for while the login is over and the vault locked. */
  readonly untilUnlocked: UntilUnlocked
}

/** Starts at once. */
export function startLiveList(
  transport: Transport,
  objects: Objects,
  target: WatchTarget,
  timing: WatchTiming,
): LiveList {
  const stopping = new AbortController()
  const listeners = new Set<() => void>()
  const state: State = { items: new Map(), version: '', listedAt: 0, problem: undefined }
  let scheduled = false

  /** Tells listeners once per burst; in a task of their own, so that a bug there is not taken for a bad line. */
  function changed(): void {
    if (scheduled || stopping.signal.aborted) return
    scheduled = true
    queueMicrotask(() => {
      scheduled = false
      for (const listener of [...listeners]) if (!stopping.signal.aborted) listener()
    })
  }

  void keepTrue({ transport, objects, target, state, changed, signal: stopping.signal, timing })

  return {
    items: () => [...state.items.values()],
    problem: () => state.problem,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop() {
      stopping.abort()
      listeners.clear()
    },
  }
}

interface State {
  items: Map<string, KubeObject>
  /** The server's version of the list; empty when it has to be read again. */
  version: string
  /** When it was last read, on the clock of performance.now(). */
  listedAt: number
  problem: Problem | undefined
}

interface Work {
  readonly transport: Transport
  readonly objects: Objects
  readonly target: WatchTarget
  readonly state: State
  readonly changed: () => void
  readonly signal: AbortSignal
  readonly timing: WatchTiming
}

/**
 * List, watch, and again, until stopped. A failure waits longer each time; a success starts over. A watch that
 * ends as soon as it began counts as a failure too, or a proxy that cannot stream would be asked without pause.
 */
async function keepTrue(work: Work): Promise<void> {
  const { state, signal } = work
  const stopped = () => signal.aborted
  let failures = 0
  while (!stopped()) {
    const began = performance.now()
    if (began - state.listedAt >= work.timing.resyncMs) state.version = ''
    const listing = state.version === ''
    const problem = listing ? await relist(work) : await follow(work)
    if (stopped()) return
    if (problem !== undefined) {
      state.problem = problem
      work.changed()
      if (problem.code === 'vault.locked') {
        await work.timing.untilUnlocked(signal)
        continue
      }
    } else if (listing) {
      continue
    } else if (performance.now() - began >= shortestWatchMs) {
      failures = 0
      continue
    }
    failures += 1
    // Spread out, so that many lists do not all come back in the same instant.
    const backOffMs = Math.min(work.timing.firstBackOffMs * 2 ** (failures - 1), maxBackOffMs)
    await pause(backOffMs * (0.75 + Math.random() / 2), signal)
  }
}

/** The server ends the watch in time for the next reading of the list. */
function secondsToResync({ state, timing }: Work): number {
  const leftMs = state.listedAt + timing.resyncMs - performance.now()
  return Math.max(shortestWatchMs / 1000, Math.min(watchSeconds, Math.ceil(leftMs / 1000)))
}

async function relist(work: Work): Promise<Problem | undefined> {
  const { objects, target, state, signal } = work
  const listed = await objects.list(target.ref, target.namespace, { labels: target.labels, signal })
  if (!listed.ok) return listed.problem
  state.items = new Map(listed.value.items.map((item) => [keyOf(item), item]))
  state.version = listed.value.resourceVersion
  state.listedAt = performance.now()
  state.problem = undefined
  work.changed()
  return undefined
}

/** Follows the changes until the server ends the watch; undefined for a regular end. */
async function follow(work: Work): Promise<Problem | undefined> {
  const { transport, objects, target, state, signal } = work
  const resource = await objects.resource(target.ref)
  if (!resource.ok) return resource.problem
  const opened = await transport.open(
    {
      method: 'GET',
      path: pathOf(resource.value, target.namespace),
      query: {
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion: state.version,
        timeoutSeconds: String(secondsToResync(work)),
        labelSelector: selectorText(target.labels),
      },
      signal,
    },
    idleMs,
  )
  if (!opened.ok) return opened.problem
  const { status, body, stream } = opened.value
  if (stream === undefined) {
    // Whatever was wrong, the next round reads the list again and so finds out what it is.
    state.version = ''
    return eventProblem(work, status, body)
  }
  state.problem = undefined
  return readEvents(work, stream)
}

async function readEvents(work: Work, stream: Readable): Promise<Problem | undefined> {
  const lines = createInterface({ input: stream, crlfDelay: Infinity })
  try {
    for await (const line of lines) {
      if (work.signal.aborted) return undefined
      if (line === '') continue
      const outcome = applyEvent(work, line)
      if (outcome === 'applied') continue
      work.state.version = ''
      return outcome === 'reread' ? undefined : outcome
    }
    return undefined
  } catch {
    // A line that broke off tells nothing about the objects: the next round watches on from the last version.
    return work.signal.aborted ? undefined : brokenOff(work)
  } finally {
    lines.close()
    stream.destroy()
  }
}

function applyEvent(work: Work, line: string): 'applied' | 'reread' | Problem {
  const { state, target, transport } = work
  let event: unknown
  try {
    event = JSON.parse(line)
  } catch {
    // Half a line: what it said is lost, so the list is read again.
    return 'reread'
  }
  const type = textAt(event, 'type')
  if (type === 'ERROR') {
    const body = valueAt(event, 'object')
    return eventProblem(work, numberAt(body, 'code') ?? 500, body) ?? 'reread'
  }
  const object = toObject(transport.url, valueAt(event, 'object'), target.ref)
  if (!object.ok) return object.problem
  state.problem = undefined
  state.version = object.value.metadata.resourceVersion ?? state.version
  if (type === 'BOOKMARK') return 'applied'
  if (type === 'DELETED') state.items.delete(keyOf(object.value))
  else state.items.set(keyOf(object.value), object.value)
  work.changed()
  return 'applied'
}

/** A version that the server has forgotten is no problem: reading the list again is the answer to it. */
function eventProblem(work: Work, status: number, body: unknown): Problem | undefined {
  if (status === goneCode) return undefined
  const { ref, namespace } = work.target
  const asked = { verb: 'watch', ref, resource: ref.kind, namespace, name: undefined }
  return statusProblem(work.transport.url, status, body, asked)
}

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`
}

function brokenOff(work: Work): Problem {
  return {
    code: 'cluster.watch-broken',
    message: `The watch of ${work.target.ref.kind} in namespace ${work.target.namespace} broke off.`,
    remedy: 'Nothing to do: it is opened again.',
  }
}
