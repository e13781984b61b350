import { ok, type Result } from '../../shared/problem.ts'
import type { UseSecret } from '../vault/service.ts'
import type { ClusterAccess, ClusterConnection, ClusterService } from './service.ts'
import { resolveAccess } from './access.ts'
import { accountLogin } from './account-login.ts'
import { applyAll } from './apply-all.ts'
import type { Credentials } from './credentials.ts'
import { describeTarget, readVersion } from './describe.ts'
import { createLoginRunner, type LoginRunnerOptions, type RunProgram } from './exec-login.ts'
import { createObjects } from './objects.ts'
import { readPermissions } from './permissions.ts'
import { createSharedLists } from './shared-lists.ts'
import { requestToken } from './token.ts'
import { readPodLog } from './pod-log.ts'
import { readTroubles } from './troubles.ts'
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
  /** Limits of the login programs of kubeconfigs. */
  readonly login?: LoginRunnerOptions
}

/** The door to Kubernetes clusters. Loads its HTTP client with the first connection, not before. */
export function createClusterService(options: ClusterServiceOptions = {}): ClusterService {
  const timeoutMs = options.requestTimeoutMs ?? 15_000
  const timing = {
    firstBackOffMs: options.watchBackOffMs ?? 500,
    resyncMs: options.watchResyncMs ?? 10 * 60_000,
  }
  return {
    async contexts(text) {
      const { kubeconfigContexts } = await import('./kubeconfig.ts')
      return kubeconfigContexts(text)
    },
    async connect(access, useSecret) {
      const run = createLoginRunner(options.login)
      const credentials = await useSecret((secret) => resolveAccess(access, secret, run))
      if (!credentials.ok) return credentials
      const reload = () => reread(access, useSecret, run)
      const transport = await createTransport(credentials.value, reload, timeoutMs)
      const version = await readVersion(transport)
      if (version.ok) return ok(createConnection(transport, credentials.value, timing))
      await transport.close()
      return version
    },
  }
}

function createConnection(transport: Transport, place: Credentials, timing: WatchTiming): ClusterConnection {
  const closing = new AbortController()
  const warnings = createWarnings()
  const objects = createObjects(transport, closing.signal, (warning) => warnings.tell(warning))
  const lists = createSharedLists((target) => startLiveList(transport, objects, target, timing))
  return {
    url: transport.url,
    namespace: place.namespace ?? '',
    describe: (namespace = '') =>
      describeTarget(
        transport,
        objects,
        [place.namespace ?? '', namespace].filter((one) => one !== ''),
      ),
    get: objects.get,
    apply: objects.apply,
    create: objects.create,
    mergePatch: objects.mergePatch,
    applyAll: (all) => applyAll(all, objects),
    permissions: (namespace) => readPermissions(transport, namespace),
    requestToken: (namespace, account, seconds) => requestToken(transport, namespace, account, seconds),
    loginWith: (token, names) => accountLogin(place, token, names),
    podLog: (namespace, pod, container, maxBytes) =>
      readPodLog(transport, namespace, pod, container, maxBytes),
    troubles: (ref, namespace, name) => readTroubles(objects, ref, namespace, name),
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
async function reread(
  access: ClusterAccess,
  useSecret: UseSecret,
  run: RunProgram,
): Promise<Credentials | undefined> {
  try {
    const fresh: Result<Credentials> = await useSecret((secret) => resolveAccess(access, secret, run))
    return fresh.ok ? fresh.value : undefined
  } catch {
    // The 401 that led here is the problem to report; a vault that is locked meanwhile only means no second try.
    return undefined
  }
}
