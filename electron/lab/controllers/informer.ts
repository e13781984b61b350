import { KubeError, pause, type KubeClient } from './client.ts'
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
  const put = (object: T): void => {
    const known = cache.get(keyOf(object.metadata))
    if (known?.metadata.resourceVersion === object.metadata.resourceVersion) return
    cache.set(keyOf(object.metadata), object)
    for (const listener of listeners) listener(object, false)
  }
  const drop = (object: T): void => {
    if (!cache.delete(keyOf(object.metadata))) return
    for (const listener of listeners) listener(object, true)
  }
  const relist = async (): Promise<string> => {
    const { items, version } = await client.list(kind)
    const present = new Set(items.map((item) => keyOf(item.metadata)))
    for (const [key, object] of [...cache]) if (!present.has(key)) drop(object)
    items.forEach(put)
    return version
  }
  const follow = async (synced: () => void): Promise<void> => {
    let version = ''
    let retryMs = FIRST_RETRY_MS
    while (!signal.aborted) {
      try {
        if (version === '') version = await relist()
        synced()
        await client.watch(
          kind,
          version,
          (type, object) => {
            version = object.metadata.resourceVersion
            retryMs = FIRST_RETRY_MS
            if (type === 'DELETED') drop(object)
            else if (type !== 'BOOKMARK') put(object)
          },
          signal,
        )
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
  return {
    get: (namespace, name) => cache.get(keyOf({ namespace, name })),
    list: (namespace) => {
      const all = [...cache.values()]
      return namespace === undefined ? all : all.filter((item) => item.metadata.namespace === namespace)
    },
    onChange: (listener) => void listeners.push(listener),
    start: () =>
      new Promise((resolve) => {
        void follow(resolve)
      }),
  }
}
