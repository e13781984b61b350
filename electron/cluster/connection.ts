/** One connection to a cluster, and what can be asked of it. */
import { ok, type Result } from '../../shared/problem.ts'
import { accountLogin } from './account-login.ts'
import { applyAll } from './apply-all.ts'
import type { Credentials } from './credentials.ts'
import { describeTarget, readVersion } from './describe.ts'
import { createObjects } from './objects.ts'
import { readPermissions } from './permissions.ts'
import { readPodLog } from './pod-log.ts'
import type { ClusterConnection } from './service.ts'
import { createSharedLists } from './shared-lists.ts'
import { requestToken } from './token.ts'
import { createTransport, type Transport } from './transport.ts'
import { readTroubles } from './troubles.ts'
import { createWarnings } from './warnings.ts'
import { startLiveList, type WatchTiming } from './watch.ts'

export interface ConnectionTiming extends WatchTiming {
  /** Limit of one request, in ms. */
  readonly requestTimeoutMs: number
}

/** Connects, and asks the version to see that it works. `reload`: the credentials anew, after a 401. */
export async function openConnection(
  credentials: Credentials,
  reload: () => Promise<Result<Credentials>>,
  timing: ConnectionTiming,
): Promise<Result<ClusterConnection>> {
  const transport = await createTransport(credentials, { reload, ...timing })
  const version = await readVersion(transport)
  if (version.ok) return ok(createConnection(transport, credentials, timing))
  await transport.close()
  return version
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
