/**
 * Who lets a pod in: OpenShift's security context constraints, and the pod security level of the namespace. Both
 * judge only what the lab's pods can ask for: a fixed user and a seccomp profile. The lab's one administrator may
 * use every constraint but "privileged", which takes a binding of the pod's service account.
 */
import { asArray, asString, at, isObject } from './json.ts'
import type { ApiObject, Json } from './json.ts'
import type { KindSpec } from './kinds/kind.ts'
import { forbidden } from './status.ts'
import type { KubeState } from './kube-state.ts'

const LEVEL = 'pod-security.kubernetes.io/enforce'
const PRIVILEGED = 'privileged'

/** Throws a 403 Status when nothing lets the new pod in. */
export function checkPodSecurity(kube: KubeState, kind: KindSpec, object: ApiObject): void {
  if (kind.group !== '' || kind.kind !== 'Pod') return
  checkLevel(kube, kind, object)
  checkConstraints(kube, kind, object)
}

/** Kubernetes documentation, "Pod Security Standards": no level but privileged takes an unconfined pod. */
function checkLevel(kube: KubeState, kind: KindSpec, pod: ApiObject): void {
  const { name, namespace } = pod.metadata
  const namespaces = kube.kinds.byKind('v1', 'Namespace')
  const found = namespaces && kube.store.get(namespaces, undefined, namespace ?? '')
  const level = found?.metadata.labels?.[LEVEL]
  if (level !== 'baseline' && level !== 'restricted') return
  if (seccompOf(pod) !== 'unconfined') return
  const why = 'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")'
  throw forbidden(kind, name, `violates PodSecurity "${level}:latest": ${why}`)
}

/** A pod without a user of its own gets one of the namespace's range, which restricted-v2 lets in. */
function checkConstraints(kube: KubeState, kind: KindSpec, pod: ApiObject): void {
  const user = at(pod, 'spec', 'securityContext', 'runAsUser')
  const served = kube.kinds.byKind('security.openshift.io/v1', 'SecurityContextConstraints')
  if (typeof user !== 'number' || served === undefined) return
  const constraints = kube.store.list(served, undefined)
  if (constraints.length === 0) return
  const bound = boundConstraints(kube, pod)
  const reasons: string[] = []
  for (const one of constraints) {
    const { name } = one.metadata
    const why =
      name === PRIVILEGED && !bound.has(name)
        ? `provider "${name}": Forbidden: not usable by user or serviceaccount`
        : refusal(one, user, seccompOf(pod))
    if (why === undefined) return
    reasons.push(why)
  }
  throw forbidden(
    kind,
    pod.metadata.name,
    `unable to validate against any security context constraint: [${reasons.join(', ')}]`,
  )
}

/** Constraints that the pod's service account may use by a role binding of its namespace. */
function boundConstraints(kube: KubeState, pod: ApiObject): ReadonlySet<string> {
  const account = asString(at(pod, 'spec', 'serviceAccountName')) ?? 'default'
  const kind = kube.kinds.byKind('rbac.authorization.k8s.io/v1', 'RoleBinding')
  const { namespace } = pod.metadata
  const bindings = kind && namespace !== undefined ? kube.store.list(kind, namespace) : []
  const roles = bindings
    .filter((binding) =>
      asArray(binding['subjects']).some((subject) => isAccount(subject, account, namespace ?? '')),
    )
    .map((binding) => asString(at(binding, 'roleRef', 'name')) ?? '')
  const prefix = 'system:openshift:scc:'
  return new Set(roles.filter((role) => role.startsWith(prefix)).map((role) => role.slice(prefix.length)))
}

function isAccount(subject: Json, name: string, namespace: string): boolean {
  return (
    at(subject, 'kind') === 'ServiceAccount' &&
    at(subject, 'name') === name &&
    (at(subject, 'namespace') ?? namespace) === namespace
  )
}

/** Why a constraint does not let the pod in, in OpenShift's words; undefined when it does. */
function refusal(constraints: ApiObject, user: number, seccomp: string | undefined): string | undefined {
  const { name } = constraints.metadata
  const profiles = asArray(constraints['seccompProfiles'])
  const strategy = constraints['runAsUser']
  const type = isObject(strategy ?? null) ? asString(at(strategy, 'type')) : undefined
  // The range of a namespace begins far above the users of images.
  if (type === 'MustRunAsRange' && user < 1_000_000_000)
    return `provider "${name}": .securityContext.runAsUser: Invalid value: ${user}: must be in the ranges: [1000660000, 1000669999]`
  if (type === 'MustRunAsNonRoot' && user === 0)
    return `provider "${name}": .securityContext.runAsUser: Invalid value: 0: running with the root UID is forbidden`
  if (seccomp === undefined || profiles.includes('*') || profiles.includes(seccomp)) return undefined
  return profiles.length === 0
    ? `provider "${name}": .securityContext.seccompProfile: Forbidden: seccomp may not be set`
    : `provider "${name}": .securityContext.seccompProfile: Invalid value: ${JSON.stringify(seccomp)}: ${seccomp} is not an allowed seccomp profile. Valid values are [${profiles.map((one) => asString(one) ?? '').join(' ')}]`
}

/** "runtime/default", "unconfined" or "localhost/<file>", as constraints write it. */
function seccompOf(pod: ApiObject): string | undefined {
  const profile = at(pod, 'spec', 'securityContext', 'seccompProfile')
  switch (asString(at(profile, 'type'))) {
    case 'RuntimeDefault':
      return 'runtime/default'
    case 'Unconfined':
      return 'unconfined'
    case 'Localhost':
      return `localhost/${asString(at(profile, 'localhostProfile')) ?? ''}`
    default:
      return undefined
  }
}
