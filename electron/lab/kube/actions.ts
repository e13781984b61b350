/** Everything that is called rather than stored: access reviews, tokens, bindings, KubeVirt's start and stop. */
import { rulesOf } from './access.ts'
import type { Authenticator, User } from './auth.ts'
import type { VirtualResource } from './discovery.ts'
import { json, readBodyObject } from './http.ts'
import type { ApiRequest, Reply } from './http.ts'
import { asArray, asObject, asString, at, withKey } from './json.ts'
import type { ApiObject, Json, JsonObject } from './json.ts'
import { authorize, authorizePath } from './rbac.ts'
import { originOf } from './resources.ts'
import { StatusError, badRequest, conflict, methodNotAllowed, noSuchPath, notFound } from './status.ts'
import type { KubeState } from './kube-state.ts'
import { existing, updateObject } from './writes.ts'

/** KubeVirt's version while no KubeVirt object tells another. */
const KUBEVIRT_VERSION = 'v1.5.0'

export interface Caller {
  readonly user: User
  readonly authenticator: Authenticator
}

const REVIEW_VERBS = ['create']
const CALL_VERBS = ['update']

function review(group: string, kind: string): VirtualResource {
  return {
    group,
    version: 'v1',
    name: `${kind.toLowerCase()}s`,
    kind,
    namespaced: false,
    verbs: REVIEW_VERBS,
  }
}

function machineCall(name: string): VirtualResource {
  const group = 'subresources.kubevirt.io'
  return {
    group,
    version: 'v1',
    name: `virtualmachines/${name}`,
    kind: 'VirtualMachine',
    namespaced: true,
    verbs: CALL_VERBS,
  }
}

export const virtualResources: readonly VirtualResource[] = [
  review('authorization.k8s.io', 'SelfSubjectAccessReview'),
  review('authorization.k8s.io', 'SelfSubjectRulesReview'),
  review('authentication.k8s.io', 'SelfSubjectReview'),
  machineCall('start'),
  machineCall('stop'),
  machineCall('restart'),
]

type Review = (kube: KubeState, user: User, spec: Json | undefined) => JsonObject

const REVIEWS: Readonly<Record<string, Review>> = {
  selfsubjectaccessreviews: accessReview,
  selfsubjectrulesreviews: (kube, user, spec) => {
    const rules = rulesOf(kube, user, asString(at(spec, 'namespace')))
    const isPath = (rule: Json): boolean => at(rule, 'nonResourceURLs') !== undefined
    return {
      resourceRules: rules.filter((rule) => !isPath(rule)),
      nonResourceRules: rules.filter(isPath),
      incomplete: false,
    }
  },
  selfsubjectreviews: (_world, { username, uid, groups }) => ({
    userInfo: { username, uid: uid || undefined, groups },
  }),
}

/** As kube-apiserver, an authorizer that only says yes leaves `denied` out. */
function accessReview(kube: KubeState, user: User, spec: Json | undefined): JsonObject {
  const text = (part: Json | undefined, field: string): string => asString(at(part, field)) ?? ''
  const path = at(spec, 'nonResourceAttributes')
  const asked = at(spec, 'resourceAttributes')
  if ((path === undefined) === (asked === undefined))
    throw badRequest('exactly one of nonResourceAttributes or resourceAttributes must be specified')
  if (path !== undefined) return { ...authorizePath(kube, user, text(path, 'verb'), text(path, 'path')) }
  const below = text(asked, 'subresource')
  return {
    ...authorize(kube, user, {
      verb: text(asked, 'verb'),
      group: text(asked, 'group'),
      resource: `${text(asked, 'resource')}${below === '' ? '' : `/${below}`}`,
      namespace: text(asked, 'namespace') || undefined,
      name: text(asked, 'name') || undefined,
    }),
  }
}

/** POST of a review, which answers with the same object and a status. */
export async function handleReview(
  kube: KubeState,
  { group, version, name, kind }: VirtualResource,
  request: ApiRequest,
  { user }: Caller,
): Promise<Reply> {
  const answer = REVIEWS[name]
  if (answer === undefined) throw noSuchPath()
  if (request.method !== 'POST') throw methodNotAllowed(request.method, request.path)
  const body = asObject(await readBodyObject(request))
  const head = { apiVersion: `${group}/${version}`, kind }
  const status = answer(kube, user, body['spec'])
  return json({ ...body, ...head, metadata: { creationTimestamp: null }, status }, 201)
}

const DEFAULT_TOKEN_SECONDS = 3600

/** POST .../serviceaccounts/{name}/token: a bounded token for that account. */
export async function createToken(
  kube: KubeState,
  namespace: string,
  name: string,
  request: ApiRequest,
  { authenticator }: Caller,
): Promise<Reply> {
  if (request.method !== 'POST') throw methodNotAllowed(request.method, request.path)
  const accounts = kube.kinds.byKind('v1', 'ServiceAccount')
  if (accounts === undefined) throw noSuchPath()
  const account = existing(kube, accounts, namespace, name)
  const body = asObject(await readBodyObject(request))
  const seconds = Number(at(body, 'spec', 'expirationSeconds') ?? DEFAULT_TOKEN_SECONDS)
  if (!Number.isFinite(seconds) || seconds < 600)
    throw badRequest('spec.expirationSeconds: may not specify a duration less than 10 minutes')
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated']
  const username = `system:serviceaccount:${namespace}:${name}`
  const issued = authenticator.issue({ username, uid: account.metadata.uid ?? '', groups }, seconds * 1000)
  return json(
    {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace, creationTimestamp: null },
      spec: { ...asObject(body['spec']), expirationSeconds: seconds },
      status: { token: issued.token, expirationTimestamp: new Date(issued.expiresAtMs).toISOString() },
    },
    201,
  )
}

/** POST .../pods/{name}/binding: puts a pod on a node. */
export async function bindPod(
  kube: KubeState,
  namespace: string,
  name: string,
  request: ApiRequest,
): Promise<Reply> {
  if (request.method !== 'POST') throw methodNotAllowed(request.method, request.path)
  const pods = kube.kinds.byKind('v1', 'Pod')
  if (pods === undefined) throw noSuchPath()
  const node = asString(at(await readBodyObject(request), 'target', 'name'))
  const pod = existing(kube, pods, namespace, name)
  if (node === undefined) throw badRequest('target.name: Required value')
  const bound = at(pod, 'spec', 'nodeName')
  if (bound !== undefined)
    throw conflict(pods, name, `pod ${name} is already assigned to node ${JSON.stringify(bound)}`)
  const next = { ...pod, spec: withKey(asObject(pod['spec']), 'nodeName', node) }
  updateObject(kube, pods, pod, next, originOf(pods, request), { isPatch: true })
  return json({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }, 201)
}

function machineSpec(machine: ApiObject, running: boolean): JsonObject {
  const spec = asObject(machine['spec'])
  return spec['running'] === undefined
    ? withKey(spec, 'runStrategy', running ? 'Always' : 'Halted')
    : withKey(spec, 'running', running)
}

function runs(machine: ApiObject): boolean {
  return at(machine, 'spec', 'running') === true || at(machine, 'spec', 'runStrategy') === 'Always'
}

/** PUT .../virtualmachines/{name}/start|stop|restart. Throws a 409 Status when there is nothing to do. */
async function callMachine(
  kube: KubeState,
  namespace: string,
  name: string,
  call: string,
  request: ApiRequest,
): Promise<Reply> {
  if (!['start', 'stop', 'restart'].includes(call)) throw noSuchPath()
  if (request.method !== 'PUT') throw methodNotAllowed(request.method, request.path)
  const kind = kube.kinds.byKind('kubevirt.io/v1', 'VirtualMachine')
  const instances = kube.kinds.byKind('kubevirt.io/v1', 'VirtualMachineInstance')
  if (kind === undefined || instances === undefined) throw noSuchPath()
  await request.body()
  const machine = kube.store.get(kind, namespace, name)
  if (machine === undefined) throw notFound(kind, name)
  const instance = kube.store.get(instances, namespace, name)
  const write = (part: 'spec' | 'status', value: Json): void => {
    const options = { isPatch: true, subresource: part === 'status' ? 'status' : undefined }
    const origin = { manager: 'virt-api', dryRun: originOf(kind, request).dryRun }
    updateObject(kube, kind, machine, { ...machine, [part]: value }, origin, options)
  }
  if (call === 'start' && runs(machine)) throw conflict(kind, name, 'VM is already running')
  if (call === 'stop' && !runs(machine) && instance === undefined)
    throw conflict(kind, name, 'VM is not running')
  if (call === 'restart' && instance === undefined) throw conflict(kind, name, 'VM is not running')
  // A machine that is started by hand keeps its strategy: the wish goes into its status.
  const byHand = call === 'restart' || at(machine, 'spec', 'runStrategy') === 'Manual'
  if (byHand) write('status', withRequests(machine, call, instance))
  else write('spec', machineSpec(machine, call === 'start'))
  return { code: 202, text: '' }
}

function withRequests(machine: ApiObject, call: string, instance: ApiObject | undefined): JsonObject {
  const status = asObject(machine['status'])
  if (asArray(status['stateChangeRequests']).length > 0)
    throw new StatusError(409, 'Conflict', 'unable to complete request: stop/start already underway')
  const stop = { action: 'Stop', uid: instance?.metadata.uid }
  const start = { action: 'Start' }
  const wishes = call === 'restart' ? [stop, start] : [call === 'stop' ? stop : start]
  return { ...status, stateChangeRequests: wishes }
}

/** The version that the installation's own object reports, so that the two never differ. */
function kubevirtVersion(kube: KubeState): string {
  const kind = kube.kinds.byKind('kubevirt.io/v1', 'KubeVirt')
  const installed = kind === undefined ? [] : kube.store.list(kind, undefined)
  return asString(at(installed[0], 'status', 'observedKubeVirtVersion')) ?? KUBEVIRT_VERSION
}

/** Paths below /apis/subresources.kubevirt.io/v1. */
export async function handleKubevirt(
  kube: KubeState,
  parts: readonly string[],
  request: ApiRequest,
): Promise<Reply> {
  const [first, namespace, plural, name, call] = parts
  if (parts.length === 1 && first === 'version')
    return json({
      gitVersion: kubevirtVersion(kube),
      gitCommit: 'lab',
      gitTreeState: 'clean',
      goVersion: '',
      compiler: '',
      platform: 'linux/amd64',
    })
  const isCall = parts.length === 5 && first === 'namespaces' && plural === 'virtualmachines'
  if (!isCall || namespace === undefined || name === undefined || call === undefined) throw noSuchPath()
  return callMachine(kube, namespace, name, call, request)
}
