/** A small Kubernetes API server in memory, for the lab: unmodified clients work against it over TLS. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { timestamp, type LabClock } from '../clock.ts'
import { openPort } from '../lab-port.ts'
import type { LabCertificate } from '../tls.ts'
import { createAuthenticator } from './auth.ts'
import type { Authenticator, User } from './auth.ts'
import { bootstrapRoles } from './bootstrap-roles.ts'
import { startCollector } from './collector.ts'
import type { ClusterFailures } from '../service.ts'
import { createFaults } from './faults.ts'
import { definitionOf } from './definitions.ts'
import { readRequest, send } from './http.ts'
import type { ApiRequest } from './http.ts'
import { actingUser } from './impersonation.ts'
import type { ApiObject, Json, JsonObject } from './json.ts'
import { asString } from './json.ts'
import { builtInKinds, createKindTable } from './kinds/all.ts'
import type { KindSpec } from './kinds/kind.ts'
import { createOpenApi } from './openapi.ts'
import type { ReadLog } from './pod-log.ts'
import { countQuotas } from './quota.ts'
import { isOpenPath, route } from './routes.ts'
import type { Server } from './routes.ts'
import { StatusError, internalError } from './status.ts'
import { createStore } from './store.ts'
import type { KubeState } from './kube-state.ts'
import { seedObject } from './writes.ts'

export interface KubeApiOptions {
  readonly certificate: LabCertificate
  /** Bearer token of the one administrator. */
  readonly token: string
  readonly clock: LabClock
  /** More kinds to serve, besides the built-in ones. */
  readonly kinds?: readonly KindSpec[]
  /** Reads what a container has written, for `kubectl logs`. */
  readonly logs?: ReadLog
  /** How many changes a watch or a chunked list may look back; 10000 when absent. */
  readonly historyLimit?: number
}

export interface KubeApi {
  /** https://127.0.0.1:port */
  readonly url: string
  readonly token: string
  /**
   * Puts an object there, its status included, or replaces the one of the same name. Its namespace has to be
   * there already. Throws when the object is not valid or its kind is not served.
   */
  seed(object: JsonObject): ApiObject
  /** Replaces what was to fail before. */
  fail(failures: ClusterFailures): void
  /** How many requests failed so, or were cut off. */
  failuresMet(): number
  /** Ends watches and connections, and stops listening. */
  close(): Promise<void>
}

const DEFAULT_HISTORY = 10_000
const FIRST_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system']
const SEED_ORIGIN = { manager: 'lab', dryRun: false } as const

/** Starts the server on a free port of 127.0.0.1. */
export async function startKubeApi(options: KubeApiOptions): Promise<KubeApi> {
  const kube: KubeState = {
    kinds: createKindTable([...builtInKinds, ...(options.kinds ?? [])]),
    store: createStore(options.historyLimit ?? DEFAULT_HISTORY),
    clock: options.clock,
  }
  const collector = startCollector(kube)
  const stopCounting = countQuotas(kube)
  const ending = new AbortController()
  const authenticator = createAuthenticator(
    options.token,
    () => options.clock.now(),
    (user) => isKnown(kube, user),
  )
  const server: Server = {
    kube,
    openApi: createOpenApi(kube.kinds),
    readLog: options.logs,
    signal: ending.signal,
  }
  const faults = createFaults()
  const { keyPem, chainPem } = options.certificate
  const listener = createServer(
    { key: keyPem, cert: chainPem, minVersion: 'TLSv1.2' },
    (incoming, response) => {
      if (faults.answered(incoming, response)) return
      void answer(server, authenticator, incoming, response)
    },
  )
  listener.keepAliveTimeout = 60_000
  const port = await openPort(listener)
  furnish(kube)
  return {
    url: `https://127.0.0.1:${port.number}`,
    token: options.token,
    seed: (object) => seed(kube, object),
    fail: (failures) => faults.set(failures),
    failuresMet: () => faults.met(),
    close: async () => {
      collector.close()
      stopCounting()
      ending.abort()
      await port.close()
    },
  }
}

function furnish(kube: KubeState): void {
  for (const name of FIRST_NAMESPACES) seed(kube, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  for (const object of bootstrapRoles()) seed(kube, object)
  for (const kind of kube.kinds.all) if (kind.custom) seed(kube, definitionOf(kind, timestamp(kube.clock)))
}

function seed(kube: KubeState, object: JsonObject): ApiObject {
  const [apiVersion, name] = [asString(object['apiVersion']) ?? '', asString(object['kind']) ?? '']
  const kind = kube.kinds.byKind(apiVersion, name)
  if (kind === undefined) throw new Error(`the lab serves no kind ${name} of ${apiVersion}`)
  // A copy through JSON: what the caller does to the object later stays outside.
  return seedObject(kube, kind, JSON.parse(JSON.stringify(object)) as Json, SEED_ORIGIN)
}

async function answer(
  server: Server,
  authenticator: Authenticator,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A client that goes away in the middle is its own business.
  response.on('error', () => undefined)
  try {
    const request = readRequest(incoming)
    const caller = callerOf(server.kube, authenticator, request, incoming)
    const reply = await route(server, request, caller)
    // Whatever is left of the body is read away, so that the connection can serve the next request.
    incoming.resume()
    await send(response, reply)
  } catch (error) {
    await refuse(incoming, response, error)
  }
}

function callerOf(
  kube: KubeState,
  authenticator: Authenticator,
  request: ApiRequest,
  { headers }: IncomingMessage,
) {
  if (isOpenPath(request.path) && headers.authorization === undefined) return undefined
  const user = actingUser(kube, authenticator.authenticate(headers.authorization), headers)
  return { user, authenticator }
}

/** A token ends with its service account, also when another one of that name follows. */
function isKnown(kube: KubeState, { username, uid }: User): boolean {
  const [, namespace, name = ''] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? []
  const kind = kube.kinds.byKind('v1', 'ServiceAccount')
  return kind !== undefined && kube.store.get(kind, namespace, name)?.metadata.uid === uid
}

async function refuse(incoming: IncomingMessage, response: ServerResponse, error: unknown): Promise<void> {
  if (response.headersSent || response.destroyed || incoming.errored !== null) {
    response.destroy()
    return
  }
  const status =
    error instanceof StatusError ? error : internalError(error instanceof Error ? error.message : '')
  incoming.resume()
  await send(response, { code: status.code, json: status.status })
}
