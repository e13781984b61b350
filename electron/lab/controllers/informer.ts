import { KubeError, pause, type KubeClient, type WatchEventType } from './client.ts'
import type { Kind } from './kinds.ts'
import { keyOf, type KubeObject } from './objects.ts'

/** A local copy of all objects of one kind, kept true by list and watch. */
export interface Informer<T extends KubeObject> {
  get(namespace: string | undefined, name: string): T | undefined
  /** All objects, or those of one namespace. */
  list(namespace?: string): readonly T[]
  /** Called with each object that came, changed or went, after the copy was brought up to date. */
  onChange(listener: (object: T, gone: boolean) => void): void
  /** Starts; resolves when the first list is in. */
  start(): Promise<void>
}

const FIRST_RETRY_MS = 100
const LAST_RETRY_MS = 5_000

export function createInformer<T extends KubeObject>(
  client: KubeClient,
  kind: Kind<T>,
  signal: AbortSignal,
): Informer<T> {
  const cache = new Map<string, T>()
  const listeners: ((object: T, gone: boolean) => void)[] = []
  const copy: Copy<T> = {
    put: (object) => {
      const known = cache.get(keyOf(object.metadata))
      if (known?.metadata.resourceVersion === object.metadata.resourceVersion) return
      cache.set(keyOf(object.metadata), object)
      for (const listener of listeners) listener(object, false)
    },
    drop: (object) => {
      if (!cache.delete(keyOf(object.metadata))) return
      for (const listener of listeners) listener(object, true)
    },
    all: () => [...cache.values()],
  }
  return {
    get: (namespace, name) => cache.get(keyOf({ namespace, name })),
    list: (namespace) =>
      copy.all().filter((item) => namespace === undefined || item.metadata.namespace === namespace),
    onChange: (listener) => void listeners.push(listener),
    start: () =>
      new Promise((resolve) => {
        void follow(client, kind, copy, signal, resolve)
      }),
  }
}

interface Copy<T extends KubeObject> {
  readonly put: (object: T) => void
  readonly drop: (object: T) => void
  readonly all: () => readonly T[]
}

/** Lists, then watches, until `signal` aborts; calls `synced` each time the copy is whole. */
async function follow<T extends KubeObject>(
  client: KubeClient,
  kind: Kind<T>,
  copy: Copy<T>,
  signal: AbortSignal,
  synced: () => void,
): Promise<void> {
  let version = ''
  let retryMs = FIRST_RETRY_MS
  const onEvent = (type: WatchEventType, object: T): void => {
    version = object.metadata.resourceVersion
    retryMs = FIRST_RETRY_MS
    if (type === 'DELETED') copy.drop(object)
    else if (type !== 'BOOKMARK') copy.put(object)
  }
  while (!signal.aborted) {
    try {
      if (version === '') version = await relist(client, kind, copy)
      synced()
      await client.watch(kind, version, onEvent, signal)
      // Ended by the server in good order; a server that ends each at once must not be hammered.
      await pause(FIRST_RETRY_MS, signal)
    } catch (error) {
      // 410: the server no longer knows what came after `version`. Anything else may be over soon.
      if (error instanceof KubeError && error.status === 410) version = ''
      else await pause(retryMs, signal)
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    }
  }
  synced()
}

/** Brings the copy to what there is now; returns the version to watch from. */
async function relist<T extends KubeObject>(
  client: KubeClient,
  kind: Kind<T>,
  copy: Copy<T>,
): Promise<string> {
  const { items, version } = await client.list(kind)
  const present = new Set(items.map((item) => keyOf(item.metadata)))
  for (const object of copy.all()) if (!present.has(keyOf(object.metadata))) copy.drop(object)
  items.forEach(copy.put)
  return version
}
