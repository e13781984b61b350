/** Acting as another user, as `kubectl --as` asks for. Source: Kubernetes, "User impersonation". */
import type { IncomingHttpHeaders } from 'node:http'
import { demand } from './access.ts'
import type { User } from './auth.ts'
import type { KubeState } from './kube-state.ts'

/** The user to go on as. Throws a 403 Status when the caller may not act as that user or group. */
export function actingUser(kube: KubeState, user: User, headers: IncomingHttpHeaders): User {
  const username = headers['impersonate-user']
  if (typeof username !== 'string') return user
  const asked = groupsOf(headers)
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? []
  const about = { verb: 'impersonate', group: '' }
  demand(
    kube,
    user,
    account === undefined
      ? { ...about, resource: 'users', namespace: undefined, name: username }
      : { ...about, resource: 'serviceaccounts', namespace, name: account },
  )
  for (const group of asked)
    demand(kube, user, { ...about, resource: 'groups', namespace: undefined, name: group })
  const own = namespace === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
  const groups = asked.length > 0 ? asked : own
  return { username, uid: '', groups: [...new Set([...groups, 'system:authenticated'])] }
}

/** Node joins headers of the same name with a comma. */
function groupsOf(headers: IncomingHttpHeaders): readonly string[] {
  const header = headers['impersonate-group']
  const text = Array.isArray(header) ? header.join(',') : (header ?? '')
  return text
    .split(',')
    .map((group) => group.trim())
    .filter((group) => group !== '')
}
