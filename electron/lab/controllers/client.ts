/** A small typed client over @kubernetes/client-node: the same on the lab's API server and on a real one. */
import { setTimeout as delay } from 'node:timers/promises'
import { HttpMethod, KubeConfig, RequestContext, Watch } from '@kubernetes/client-node'
import { Agent, fetch } from 'undici'
import { pathOf, type Kind } from './kinds.ts'
import type { KubeObject, Meta, New } from './objects.ts'

const REQUEST_LIMIT_MS = 20_000

/** An answer of the API server that is not a success. */
export class KubeError extends Error {
  /** HTTP status. */
  readonly status: number
  readonly reason: string

  constructor(status: number, reason: string, message: string) {
    super(message)
    this.name = 'KubeError'
    this.status = status
    this.reason = reason
  }
}

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'

export interface KubeClient {
  get<T extends KubeObject>(
    kind: Kind<T>,
    namespace: string | undefined,
    name: string,
  ): Promise<T | undefined>
  /** In all namespaces. */
  list<T extends KubeObject>(
    kind: Kind<T>,
  ): Promise<{ readonly items: readonly T[]; readonly version: string }>
  create<T extends KubeObject>(kind: Kind<T>, object: New<T>): Promise<T>
  /** JSON merge patch (RFC 7386). Give `metadata.resourceVersion` in the patch to insist on no change since. */
  patch<T extends KubeObject>(kind: Kind<T>, target: Identity, patch: object): Promise<T>
  /** The same on the status subresource, or on the object where the kind has none. */
  patchStatus<T extends KubeObject>(kind: Kind<T>, target: Identity, status: object): Promise<T>
  /** POST to a subresource, `pods/binding` for example. */
  createSub(kind: Kind<KubeObject>, target: Identity, subresource: string, body: object): Promise<void>
  /** Fine when the object is gone or is another one of the same name by now. */
  delete(kind: Kind<KubeObject>, target: Meta, graceSeconds?: number): Promise<void>
  /** Reports events after `version` until the server ends the watch, it fails (rejects) or `signal` aborts. */
  watch<T extends KubeObject>(
    kind: Kind<T>,
    version: string,
    onEvent: (type: WatchEventType, object: T) => void,
    signal: AbortSignal,
  ): Promise<void>
  close(): Promise<void>
}

type Identity = Pick<Meta, 'name' | 'namespace'>

export interface KubeAccess {
  readonly url: string
  readonly token: string
  readonly caPem: string
}

export function createKubeClient(access: KubeAccess): KubeClient {
  const config = kubeConfigFor(access)
  // client-node makes a connection pool per request; one shared pool saves a TLS handshake each time.
  const agent = new Agent({ connect: { ca: access.caPem } })
  const request = requester(config, agent, access.url)
  const hasStatus = statusLookup(request)
  return {
    get: async (kind, namespace, name) => {
      try {
        return (await request(HttpMethod.GET, pathOf(kind, namespace, name))) as never
      } catch (error) {
        if (error instanceof KubeError && error.status === 404) return undefined
        throw error
      }
    },
    list: async (kind) => {
      const list = (await request(HttpMethod.GET, pathOf(kind, undefined))) as {
        items: never[]
        metadata: { resourceVersion: string }
      }
      // Items of a list carry no kind of their own, watch events and reads do.
      const items = list.items.map((item: object) => ({
        ...item,
        apiVersion: kind.apiVersion,
        kind: kind.kind,
      }))
      return { items: items as never, version: list.metadata.resourceVersion }
    },
    create: async (kind, object) =>
      (await request(HttpMethod.POST, pathOf(kind, object.metadata.namespace), object)) as never,
    patch: async (kind, target, patch) =>
      (await request(HttpMethod.PATCH, pathOf(kind, target.namespace, target.name), patch)) as never,
    patchStatus: async (kind, target, status) => {
      const sub = (await hasStatus(kind)) ? '/status' : ''
      const path = pathOf(kind, target.namespace, target.name) + sub
      return (await request(HttpMethod.PATCH, path, { status })) as never
    },
    createSub: async (kind, target, subresource, body) => {
      await request(HttpMethod.POST, `${pathOf(kind, target.namespace, target.name)}/${subresource}`, body)
    },
    delete: (kind, target, graceSeconds) => deleteObject(request, kind, target, graceSeconds),
    watch: (kind, version, onEvent, signal) =>
      watchKind(config, pathOf(kind, undefined), version, onEvent as never, signal),
    close: () => agent.destroy(),
  }
}

type Request = (method: HttpMethod, path: string, body?: object) => Promise<unknown>

function kubeConfigFor(access: KubeAccess): KubeConfig {
  const config = new KubeConfig()
  config.loadFromClusterAndUser(
    {
      name: 'lab',
      server: access.url,
      caData: Buffer.from(access.caPem).toString('base64'),
      skipTLSVerify: false,
    },
    { name: 'controller', token: access.token },
  )
  return config
}

function requester(config: KubeConfig, agent: Agent, url: string): Request {
  return async (method, path, body) => {
    const context = new RequestContext(url + path, method)
    await config.applySecurityAuthentication(context)
    const type = method === HttpMethod.PATCH ? 'application/merge-patch+json' : 'application/json'
    const response = await fetch(url + path, {
      method,
      headers: { ...context.getHeaders(), Accept: 'application/json', 'Content-Type': type },
      ...(body && { body: JSON.stringify(body) }),
      dispatcher: agent,
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    })
    const text = await response.text()
    if (response.ok) return JSON.parse(text) as unknown
    const status = parseStatus(text)
    throw new KubeError(
      response.status,
      status.reason ?? '',
      `${method} ${path}: ${status.message ?? response.statusText}`,
    )
  }
}

function parseStatus(text: string): { reason?: string; message?: string } {
  try {
    return JSON.parse(text) as { reason?: string; message?: string }
  } catch {
    return { message: text.slice(0, 200) }
  }
}

/** Whether a kind has a status subresource, by discovery; asked once per group and version. */
function statusLookup(request: Request): (kind: Kind<KubeObject>) => Promise<boolean> {
  const known = new Map<string, Promise<ReadonlySet<string>>>()
  const discover = async (apiVersion: string): Promise<ReadonlySet<string>> => {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
    const list = (await request(HttpMethod.GET, path)) as { resources: { name: string }[] }
    return new Set(list.resources.map((resource) => resource.name))
  }
  return async (kind) => {
    let names = known.get(kind.apiVersion)
    if (!names) {
      names = discover(kind.apiVersion)
      names.catch(() => known.delete(kind.apiVersion))
      known.set(kind.apiVersion, names)
    }
    return (await names).has(`${kind.plural}/status`)
  }
}

async function deleteObject(
  request: Request,
  kind: Kind<KubeObject>,
  target: Meta,
  graceSeconds: number | undefined,
): Promise<void> {
  try {
    await request(HttpMethod.DELETE, pathOf(kind, target.namespace, target.name), {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      preconditions: { uid: target.uid },
      propagationPolicy: 'Background',
      ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }),
    })
  } catch (error) {
    if (error instanceof KubeError && (error.status === 404 || error.status === 409)) return
    throw error
  }
}

async function watchKind(
  config: KubeConfig,
  path: string,
  version: string,
  onEvent: (type: WatchEventType, object: KubeObject) => void,
  signal: AbortSignal,
): Promise<void> {
  const ended = Promise.withResolvers<undefined>()
  const done = (error: unknown): void => {
    if (error === null || error === undefined || isTimeout(error)) ended.resolve(undefined)
    else ended.reject(asError(error))
  }
  const receive = (type: string, object: KubeObject & { code?: number; message?: string }): void => {
    if (type === 'ERROR')
      ended.reject(new KubeError(object.code ?? 500, 'Expired', object.message ?? 'watch ended'))
    else onEvent(type as WatchEventType, object)
  }
  const watch = new Watch(config)
  const query = { resourceVersion: version, allowWatchBookmarks: true }
  const controller = await watch.watch(path, query, receive, done)
  const abort = (): void => controller.abort()
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    await ended.promise
  } finally {
    signal.removeEventListener('abort', abort)
    controller.abort()
  }
}

/** client-node ends a silent watch by itself; going on from the last version is all that it needs. */
function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError'
}

function asError(error: unknown): Error {
  const status = (error as { statusCode?: number }).statusCode
  if (status !== undefined) return new KubeError(status, '', String(error))
  return error instanceof Error ? error : new Error(String(error))
}

/** Waits `ms` of real time; returns early, without an error, on abort. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined)
}
