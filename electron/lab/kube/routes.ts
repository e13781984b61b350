import { demand, demandNoEscalation, demandPath, handsOutRights } from './access.ts'
import { bindPod, createToken, handleKubevirt, handleReview, virtualResources } from './actions.ts'
import type { Caller } from './actions.ts'
import type { Catalogue } from './discovery.ts'
import { aggregated, coreVersions, groupList, oneGroup, resourceList } from './discovery.ts'
import { json } from './http.ts'
import type { ApiRequest, Reply } from './http.ts'
import type { ApiObject, JsonObject } from './json.ts'
import type { KindSpec } from './kinds/kind.ts'
import { aggregatedVersion, negotiate } from './negotiate.ts'
import type { OpenApi } from './openapi.ts'
import { APPLY_PATCH } from './patches.ts'
import { podLog } from './pod-log.ts'
import type { ReadLog } from './pod-log.ts'
import { attributesOf } from './request-attributes.ts'
import { handleResource } from './resources.ts'
import type { ResourcePath } from './resources.ts'
import { badRequest, methodNotAllowed, noSuchPath } from './status.ts'
import type { KubeState } from './kube-state.ts'

export interface Server {
  readonly kube: KubeState
  readonly openApi: OpenApi
  readonly readLog: ReadLog | undefined
  /** Ends streams when the server closes. */
  readonly signal: AbortSignal
}

/** What GET /version answers with. */
const VERSION = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.0+palletjack-lab',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2025-04-23T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
}

const OPEN_PATHS = ['/healthz', '/livez', '/readyz', '/version']

/** Paths that Kubernetes shows to anyone: whether it lives, and which version it is. */
export function isOpenPath(path: string): boolean {
  return OPEN_PATHS.includes(path)
}

/** Answers any request. Throws Statuses. */
export async function route(server: Server, request: ApiRequest, caller: Caller | undefined): Promise<Reply> {
  const general = generalReply(server, request)
  if (general !== undefined) {
    if (caller !== undefined && !isOpenPath(request.path))
      demandPath(server.kube, caller.user, request.method, request.path)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw methodNotAllowed(request.method, request.path)
    return general
  }
  if (caller === undefined) throw noSuchPath()
  const parts = partsOf(request.path)
  const [root, group, version] = parts
  if (root === 'api' && group !== undefined && parts[2] !== undefined)
    return resourceReply(server, request, caller, '', group, parts.slice(2))
  if (root === 'apis' && group !== undefined && version !== undefined && parts[3] !== undefined)
    return resourceReply(server, request, caller, group, version, parts.slice(3))
  demandPath(server.kube, caller.user, request.method, request.path)
  throw noSuchPath()
}

function partsOf(path: string): readonly string[] {
  try {
    return path
      .replace(/^\/|\/$/g, '')
      .split('/')
      .map(decodeURIComponent)
  } catch {
    throw badRequest('the path of the request is not valid')
  }
}

/** Health, version, discovery and OpenAPI: documents about the server itself. */
function generalReply(server: Server, request: ApiRequest): Reply | undefined {
  const { path } = request
  if (['/healthz', '/livez', '/readyz'].includes(path)) return { code: 200, text: 'ok' }
  if (path === '/version') return json(VERSION)
  if (path === '/') return json({ paths: ['/api', '/apis', ...OPEN_PATHS, '/openapi/v2', '/openapi/v3'] })
  if (path === '/openapi/v2' || path.startsWith('/openapi/v3')) return openApiReply(server.openApi, request)
  return discoveryReply({ kinds: server.kube.kinds, virtual: virtualResources }, request)
}

function discoveryReply(catalogue: Catalogue, request: ApiRequest): Reply | undefined {
  const [root, group, version, ...more] = partsOf(request.path)
  if ((root !== 'api' && root !== 'apis') || more.length > 0) return undefined
  const isCore = root === 'api'
  if (group === undefined) {
    const wanted = aggregatedVersion(request.accept)
    if (wanted === undefined) return json(isCore ? coreVersions() : groupList(catalogue))
    const contentType = `application/json;g=apidiscovery.k8s.io;v=${wanted};as=APIGroupDiscoveryList`
    return { code: 200, json: aggregated(catalogue, isCore, wanted), contentType }
  }
  if (isCore) return version === undefined ? found(resourceList(catalogue, '', group)) : undefined
  return found(version === undefined ? oneGroup(catalogue, group) : resourceList(catalogue, group, version))
}

function found(document: JsonObject | undefined): Reply | undefined {
  return document && json(document)
}

function openApiReply(openApi: OpenApi, request: ApiRequest): Reply {
  negotiate(request.accept)
  if (request.path === '/openapi/v2') return json(openApi.v2())
  if (request.path === '/openapi/v3' || request.path === '/openapi/v3/') return json(openApi.v3Index())
  const document = openApi.v3(request.path.slice('/openapi/v3/'.length))
  if (document === undefined) throw noSuchPath()
  return json(document)
}

/** Takes `namespaces/{ns}/{plural}/{name}/{subresource}` apart, and its shorter forms. */
function resourcePath(
  byPlural: (plural: string) => KindSpec | undefined,
  parts: readonly string[],
): ResourcePath | undefined {
  const [first, second, third] = parts
  const ofNamespace =
    first === 'namespaces' && (parts.length <= 2 || third === 'status' || third === 'finalize')
  const inNamespace = first === 'namespaces' && !ofNamespace
  const namespace = inNamespace ? second : undefined
  const [plural, name, subresource, ...rest] = inNamespace ? parts.slice(2) : parts
  const kind = plural === undefined ? undefined : byPlural(plural)
  if (kind === undefined || rest.length > 0) return undefined
  if (kind.namespaced !== inNamespace && (inNamespace || name !== undefined)) return undefined
  return { kind, namespace, name, subresource }
}

async function resourceReply(
  server: Server,
  request: ApiRequest,
  caller: Caller,
  group: string,
  version: string,
  parts: readonly string[],
): Promise<Reply> {
  const { kube } = server
  const attributes = attributesOf(request, group, parts)
  demand(kube, caller.user, attributes)
  if (group === 'subresources.kubevirt.io' && version === 'v1') return handleKubevirt(kube, parts, request)
  const review =
    parts.length === 1 && virtualResources.find((one) => one.group === group && one.name === parts[0])
  if (review) return handleReview(kube, review, request, caller)
  const path = resourcePath((plural) => kube.kinds.byPlural(group, version, plural), parts)
  if (path === undefined) throw noSuchPath()
  const special = await subresourceReply(server, request, caller, path)
  if (special !== undefined) return special
  if (isNewByApply(kube, path, request)) demand(kube, caller.user, { ...attributes, verb: 'create' })
  if (handsOutRights(path.kind.group, path.kind.kind)) await checkEscalation(server, path, request, caller)
  return handleResource(kube, path, request, server.signal)
}

/** Server-side apply of what is not there creates it, and that is a right of its own. */
function isNewByApply(
  kube: KubeState,
  { kind, namespace, name = '' }: ResourcePath,
  request: ApiRequest,
): boolean {
  const isApply = request.method === 'PATCH' && request.contentType === APPLY_PATCH
  return isApply && kube.store.get(kind, namespace, name) === undefined
}

/** Tries the write first, and looks at what would come of it. */
async function checkEscalation(
  { kube, signal }: Server,
  path: ResourcePath,
  request: ApiRequest,
  { user }: Caller,
): Promise<void> {
  if (!['POST', 'PUT', 'PATCH'].includes(request.method)) return
  const query = new URLSearchParams(request.query)
  query.set('dryRun', 'All')
  const tried = await handleResource(kube, path, { ...request, query, accept: 'application/json' }, signal)
  if ('json' in tried) demandNoEscalation(kube, user, path.kind.plural, tried.json as ApiObject)
}

async function subresourceReply(
  server: Server,
  request: ApiRequest,
  caller: Caller,
  { kind, namespace, name, subresource }: ResourcePath,
): Promise<Reply | undefined> {
  if (namespace === undefined || name === undefined || subresource === undefined) return undefined
  if (!(kind.subresources ?? []).some((one) => one.name === subresource)) return undefined
  const { kube, readLog, signal } = server
  if (subresource === 'token') return createToken(kube, namespace, name, request, caller)
  if (subresource === 'binding') return bindPod(kube, namespace, name, request)
  if (subresource !== 'log') return undefined
  if (request.method !== 'GET') throw methodNotAllowed(request.method, request.path)
  return podLog(kube, kind, namespace, name, request, readLog, signal)
}
