import { notYet } from '../not-yet.ts'
import { ok, type Result } from '../../shared/problem.ts'
import type { ClusterAccess, ClusterConnection, ClusterService, LiveList, UseSecret } from './service.ts'
import { resolveAccess } from './access.ts'
import type { Credentials } from './credentials.ts'
import { describeTarget, readVersion } from './describe.ts'
import { createObjects } from './objects.ts'
import { createTransport, type Transport } from './transport.ts'
import { startLiveList } from './watch.ts'

export interface ClusterServiceOptions {
  /** Limit of one request, in ms. Default 15 000. */
  readonly requestTimeoutMs?: number
  /** Wait before a broken watch is opened again the first time, in ms; it doubles. Default 500. */
  readonly watchBackOffMs?: number
}

/** The door to Kubernetes clusters. Loads its HTTP client with the first connection, not before. */
export function createClusterService(options: ClusterServiceOptions = {}): ClusterService {
  const timeoutMs = options.requestTimeoutMs ?? 15_000
  return {
    contexts: () => notYet('contexts'),
    async connect(access, useSecret) {
      const credentials = await useSecret((secret) => resolveAccess(access, secret))
      if (!credentials.ok) return credentials
      const reload = () => reread(access, useSecret)
      const transport = await createTransport(credentials.value, reload, timeoutMs)
      const version = await readVersion(transport)
      if (version.ok) return ok(createConnection(transport, options.watchBackOffMs))
      await transport.close()
      return version
    },
  }
}

function createConnection(transport: Transport, backOffMs: number | undefined): ClusterConnection {
  const closing = new AbortController()
  const objects = createObjects(transport, closing.signal)
  const lists = new Set<LiveList>()
  return {
    url: transport.url,
    describe: () => describeTarget(transport, objects),
    get: objects.get,
    apply: objects.apply,
    create: objects.create,
    mergePatch: objects.mergePatch,
    applyAll: () => notYet('applyAll'),
    permissions: () => notYet('permissions'),
    requestToken: () => notYet('requestToken'),
    podLog: () => notYet('podLog'),
    onWarning: () => () => undefined,
    delete: objects.delete,
    async list(ref, namespace, labels) {
      const found = await objects.list(ref, namespace, labels === undefined ? {} : { labels })
      return found.ok ? ok(found.value.items) : found
    },
    watch(ref, namespace, labels) {
      const list = startLiveList(transport, objects, { ref, namespace, labels }, backOffMs)
      const tracked: LiveList = {
        ...list,
        stop() {
          lists.delete(tracked)
          list.stop()
        },
      }
      lists.add(tracked)
      return tracked
    },
    async close() {
      closing.abort()
      for (const list of [...lists]) list.stop()
      await transport.close()
    },
  }
}

/** The credentials as they are now; undefined when they cannot be had or used (a locked vault, for example). */
async function reread(access: ClusterAccess, useSecret: UseSecret): Promise<Credentials | undefined> {
  try {
    const fresh: Result<Credentials> = await useSecret((secret) => resolveAccess(access, secret))
    return fresh.ok ? fresh.value : undefined
  } catch {
    // The 401 that led here is the problem to report; a vault that is locked meanwhile only means no second try.
    return undefined
  }
}
