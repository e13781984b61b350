/** Refusals of what a user may not do, in the words of kube-apiserver. */
import type { User } from './auth.ts'
import { authorize, authorizePath, grantsOf, isSuperuser, rulesBehind } from './rbac.ts'
import type { Attributes } from './rbac.ts'
import { asArray, asString, at } from './json.ts'
import type { ApiObject, Json } from './json.ts'
import { StatusError } from './status.ts'
import type { KubeState } from './kube-state.ts'

/** Throws a 403 Status unless the user may do it. */
export function demand(kube: KubeState, user: User, attributes: Attributes): void {
  const verdict = authorize(kube, user, attributes)
  if (verdict.allowed) return
  const { verb, group, resource, namespace, name } = attributes
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`
  const why = verdict.reason === '' ? '' : `: ${verdict.reason}`
  throw forbidden(
    attributes,
    `User "${user.username}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}${why}`,
    name,
  )
}

/** The same for a path that is about no resource. */
export function demandPath(kube: KubeState, user: User, method: string, path: string): void {
  const verb = method.toLowerCase()
  const verdict = authorizePath(kube, user, verb, path)
  if (verdict.allowed) return
  const message = `forbidden: User "${user.username}" cannot ${verb} path "${path}"`
  throw new StatusError(403, 'Forbidden', message, {})
}

function forbidden(
  { group, resource }: Pick<Attributes, 'group' | 'resource'>,
  why: string,
  name = '',
): StatusError {
  const [plural = ''] = resource.split('/')
  const whole = group === '' ? plural : `${plural}.${group}`
  const message = `${whole}${name === '' ? '' : ` "${name}"`} is forbidden: ${why}`
  const details = { name: name || undefined, group: group || undefined, kind: plural }
  return new StatusError(403, 'Forbidden', message, details)
}

const RBAC = 'rbac.authorization.k8s.io'

/** Whether writing such an object hands out rights. */
export function handsOutRights(group: string, kind: string): boolean {
  return group === RBAC && /^(Cluster)?Role(Binding)?$/.test(kind)
}

/**
 * Nobody may hand out rights that they do not have: throws a 403 Status for a role, or a binding of one, that
 * holds more than the user does. The verbs escalate and bind lift that.
 */
export function demandNoEscalation(kube: KubeState, user: User, plural: string, object: ApiObject): void {
  if (isSuperuser(user)) return
  const { name, namespace } = object.metadata
  const isBinding = object.kind.endsWith('Binding')
  const lifted = isBinding
    ? {
        verb: 'bind',
        resource: `${(asString(at(object, 'roleRef', 'kind')) ?? '').toLowerCase()}s`,
        name: asString(at(object, 'roleRef', 'name')),
      }
    : { verb: 'escalate', resource: plural, name }
  if (authorize(kube, user, { ...lifted, group: RBAC, namespace }).allowed) return
  const rules = isBinding ? rulesBehind(kube, object) : asArray(object['rules'])
  if (rules === undefined)
    throw new StatusError(404, 'NotFound', `the role of ${object.kind} "${name}" was not found`)
  const lacking = rules.filter((rule) => !isHeld(kube, user, namespace, rule))
  if (lacking.length === 0) return
  const groups = user.groups.map((group) => `"${group}"`).join(' ')
  throw forbidden(
    { group: RBAC, resource: plural },
    `user "${user.username}" (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${lacking.map(ruleText).join('\n')}`,
    name,
  )
}

function isHeld(kube: KubeState, user: User, namespace: string | undefined, rule: Json): boolean {
  const texts = (field: string): string[] => asArray(at(rule, field)).map((value) => asString(value) ?? '')
  const names = texts('resourceNames')
  const hasRight = (verb: string, group: string, resource: string, name: string | undefined): boolean =>
    authorize(kube, user, { verb, group, resource, namespace, name }).allowed
  const resourcesHeld = texts('verbs').every((verb) =>
    texts('apiGroups').every((group) =>
      texts('resources').every((resource) =>
        (names.length === 0 ? [undefined] : names).every((name) => hasRight(verb, group, resource, name)),
      ),
    ),
  )
  const pathsHeld = texts('nonResourceURLs').every((url) =>
    texts('verbs').every((verb) => authorizePath(kube, user, verb, url).allowed),
  )
  return resourcesHeld && pathsHeld
}

function ruleText(rule: Json): string {
  const part = (label: string, field: string): string[] => {
    const values = asArray(at(rule, field))
    return values.length === 0 ? [] : [`${label}:[${values.map((value) => JSON.stringify(value)).join(' ')}]`]
  }
  return `{${[
    ...part('APIGroups', 'apiGroups'),
    ...part('Resources', 'resources'),
    ...part('ResourceNames', 'resourceNames'),
    ...part('NonResourceURLs', 'nonResourceURLs'),
    ...part('Verbs', 'verbs'),
  ].join(', ')}}`
}

/** All rules that hold for a user in a namespace, as a SelfSubjectRulesReview answers. */
export function rulesOf(kube: KubeState, user: User, namespace: string | undefined): readonly Json[] {
  if (isSuperuser(user))
    return [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ]
  return grantsOf(kube, user, namespace).grants.flatMap((grant) => grant.rules)
}
