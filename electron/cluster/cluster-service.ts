import { notYet } from '../not-yet.ts'
import { ok, type Result } from '../../shared/problem.ts'
import type { ClusterAccess, ClusterConnection, ClusterService, UseSecret } from './service.ts'
import { resolveAccess } from './access.ts'
import { applyAll } from './apply-all.ts'
import type { Credentials } from './credentials.ts'
import { describeTarget, readVersion } from './describe.ts'
import { createObjects } from './objects.ts'
import { createSharedLists } from './shared-lists.ts'
import { createTransport, type Transport } from './transport.ts'
import { createWarnings } from './warnings.ts'
import { startLiveList, type WatchTiming } from './watch.ts'

export interface ClusterServiceOptions {
  /** Limit of one request, in ms. Default 15 000. */
  readonly requestTimeoutMs?: number
  /** Wait before a broken watch is opened again the first time, in ms; it doubles. Default 500. */
  readonly watchBackOffMs?: number
  /** A watched list is read anew at least this often, in ms, whatever the watch says. Default 10 minutes. */
  readonly watchResyncMs?: number
}

/** The door to Kubernetes clusters. Loads its HTTP client with the first connection, not before. */
export function createClusterService(options: ClusterServiceOptions = {}): ClusterService {
  const timeoutMs = options.requestTimeoutMs ?? 15_000
  const timing = {
    firstBackOffMs: options.watchBackOffMs ?? 500,
    resyncMs: options.watchResyncMs ?? 10 * 60_000,
  }
  return {
    contexts: () => notYet('contexts'),
    async connect(access, useSecret) {
      const credentials = await useSecret((secret) => resolveAccess(access, secret))
      if (!credentials.ok) return credentials
      const reload = () => reread(access, useSecret)
      const transport = await createTransport(credentials.value, reload, timeoutMs)
      const version = await readVersion(transport)
      if (version.ok) return ok(createConnection(transport, timing))
      await transport.close()
      return version
    },
  }
}

function createConnection(transport: Transport, timing: WatchTiming): ClusterConnection {
  const closing = new AbortController()
  const warnings = createWarnings()
  const objects = createObjects(transport, closing.signal, (warning) => warnings.tell(warning))
  const lists = createSharedLists((target) => startLiveList(transport, objects, target, timing))
  return {
    url: transport.url,
    describe: () => describeTarget(transport, objects),
    get: objects.get,
    apply: objects.apply,
    create: objects.create,
    mergePatch: objects.mergePatch,
    applyAll: (all) => applyAll(all, objects),
    permissions: () => notYet('permissions'),
    requestToken: () => notYet('requestToken'),
    podLog: () => notYet('podLog'),
    onWarning: (listener) => warnings.listen(listener),
    delete: objects.delete,
    async list(ref, namespace, labels) {
      const found = await objects.list(ref, namespace, labels === undefined ? {} : { labels })
      return found.ok ? ok(found.value.items) : found
    },
    watch: (ref, namespace, labels) => lists.open({ ref, namespace, labels }),
    async close() {
      closing.abort()
      lists.stopAll()
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
