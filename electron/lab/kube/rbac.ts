/**
 * Who may do what: Roles, ClusterRoles and their bindings, as stored in the server.
 * Source: Kubernetes, "Using RBAC Authorization".
 */
import type { User } from './auth.ts'
import { asArray, asString, at } from './json.ts'
import type { ApiObject, Json } from './json.ts'
import type { KubeState } from './kube-state.ts'

export interface Attributes {
  readonly verb: string
  readonly group: string
  /** Plural with its subresource, "pods/log". */
  readonly resource: string
  /** Undefined for what is not in a namespace, or in all of them. */
  readonly namespace: string | undefined
  readonly name: string | undefined
}

export interface Verdict {
  readonly allowed: boolean
  /** Why it is allowed, or what kept the server from finding out; empty for a plain no. */
  readonly reason: string
}

/** A binding that is about the user, and the rules that it gives. */
export interface Grant {
  readonly rules: readonly Json[]
  /** "RoleBinding "x/ns" of Role "y" to User "z"". */
  readonly how: string
}

const API = 'rbac.authorization.k8s.io/v1'
const SUPER_GROUP = 'system:masters'

export function isSuperuser(user: User): boolean {
  return user.groups.includes(SUPER_GROUP)
}

export function authorize(kube: KubeState, user: User, attributes: Attributes): Verdict {
  if (isSuperuser(user)) return { allowed: true, reason: '' }
  const { grants, missing } = grantsOf(kube, user, attributes.namespace)
  const found = grants.find(({ rules }) => rules.some((rule) => allows(rule, attributes)))
  return found ? { allowed: true, reason: `RBAC: allowed by ${found.how}` } : refused(missing)
}

/** The same for a path that is about no resource, "/metrics". */
export function authorizePath(kube: KubeState, user: User, verb: string, path: string): Verdict {
  if (isSuperuser(user)) return { allowed: true, reason: '' }
  const { grants, missing } = grantsOf(kube, user, undefined)
  const found = grants.find(({ rules }) => rules.some((rule) => allowsPath(rule, verb, path)))
  return found ? { allowed: true, reason: `RBAC: allowed by ${found.how}` } : refused(missing)
}

function refused(missing: readonly string[]): Verdict {
  return { allowed: false, reason: missing.length === 0 ? '' : `RBAC: ${missing.join(', ')}` }
}

/** What all bindings give a user, in the whole cluster and in one namespace. */
export function grantsOf(
  kube: KubeState,
  user: User,
  namespace: string | undefined,
): { readonly grants: readonly Grant[]; readonly missing: readonly string[] } {
  const list = (kind: string, where: string | undefined): readonly ApiObject[] => {
    const found = kube.kinds.byKind(API, kind)
    return found === undefined ? [] : kube.store.list(found, where)
  }
  const bindings = [
    ...list('ClusterRoleBinding', undefined),
    ...(namespace === undefined ? [] : list('RoleBinding', namespace)),
  ]
  const grants: Grant[] = []
  const missing: string[] = []
  for (const binding of bindings) {
    const subject = asArray(binding['subjects']).find((one) => isAbout(one, user, namespace))
    if (subject === undefined) continue
    const rules = rulesBehind(kube, binding)
    if (rules === undefined) missing.push(notFound(binding))
    else grants.push({ rules, how: howText(binding, subject) })
  }
  return { grants, missing }
}

/** The rules of a binding's role; undefined when there is no such role. */
export function rulesBehind(kube: KubeState, binding: ApiObject): readonly Json[] | undefined {
  const kindName = asString(at(binding, 'roleRef', 'kind')) ?? ''
  const kind = kube.kinds.byKind(API, kindName)
  const name = asString(at(binding, 'roleRef', 'name')) ?? ''
  if (kind === undefined) return undefined
  const role = kube.store.get(kind, kind.namespaced ? binding.metadata.namespace : undefined, name)
  return role && asArray(role['rules'])
}

function isAbout(subject: Json, user: User, namespace: string | undefined): boolean {
  const name = asString(at(subject, 'name')) ?? ''
  switch (at(subject, 'kind')) {
    case 'User':
      return user.username === name
    case 'Group':
      return user.groups.includes(name)
    case 'ServiceAccount': {
      const home = asString(at(subject, 'namespace')) ?? namespace ?? ''
      return user.username === `system:serviceaccount:${home}:${name}`
    }
    default:
      return false
  }
}

function holds(list: Json | undefined, value: string): boolean {
  const values = asArray(list)
  return values.includes('*') || values.includes(value)
}

/** A rule for named objects says nothing about a request that names none. */
function allows(rule: Json, { verb, group, resource, name }: Attributes): boolean {
  const names = asArray(at(rule, 'resourceNames'))
  const [, subresource] = resource.split('/')
  const resources = asArray(at(rule, 'resources'))
  return (
    holds(at(rule, 'verbs'), verb) &&
    holds(at(rule, 'apiGroups'), group) &&
    (holds(resources, resource) || (subresource !== undefined && resources.includes(`*/${subresource}`))) &&
    (names.length === 0 || (name !== undefined && names.includes(name)))
  )
}

function allowsPath(rule: Json, verb: string, path: string): boolean {
  const urls = asArray(at(rule, 'nonResourceURLs')).map((url) => asString(url) ?? '')
  const fits = (url: string): boolean =>
    url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1)))
  return holds(at(rule, 'verbs'), verb) && urls.some(fits)
}

function notFound(binding: ApiObject): string {
  const kind = (asString(at(binding, 'roleRef', 'kind')) ?? '').toLowerCase()
  return `${kind}.rbac.authorization.k8s.io "${asString(at(binding, 'roleRef', 'name')) ?? ''}" not found`
}

function howText(binding: ApiObject, subject: Json): string {
  const { name, namespace } = binding.metadata
  const place = namespace === undefined ? name : `${name}/${namespace}`
  const role = `${asString(at(binding, 'roleRef', 'kind')) ?? ''} "${asString(at(binding, 'roleRef', 'name')) ?? ''}"`
  const home = asString(at(subject, 'namespace'))
  const who = `${asString(at(subject, 'name')) ?? ''}${home === undefined ? '' : `/${home}`}`
  return `${binding.kind} "${place}" of ${role} to ${asString(at(subject, 'kind')) ?? ''} "${who}"`
}
