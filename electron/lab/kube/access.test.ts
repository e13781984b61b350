import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json, JsonObject } from './json.ts'
import { at } from './json.ts'
import { CONFIG_MAPS, configMap, startTestApi } from './test-support/test-api.ts'
import type { TestApi } from './test-support/test-api.ts'

const RBAC = '/apis/rbac.authorization.k8s.io/v1'
const ROLES = `${RBAC}/namespaces/one/roles`
const BINDINGS = `${RBAC}/namespaces/one/rolebindings`
const ACCOUNT = 'system:serviceaccount:one:tool'

let lab: TestApi
let token: string

beforeAll(async () => {
  lab = await startTestApi()
  await lab.call('POST', '/api/v1/namespaces', { metadata: { name: 'one' } })
  await lab.call('POST', '/api/v1/namespaces', { metadata: { name: 'two' } })
  token = await account('tool')
})
afterAll(() => lab.close())

async function account(name: string): Promise<string> {
  const path = '/api/v1/namespaces/one/serviceaccounts'
  await lab.call('POST', path, { metadata: { name } })
  const made = await lab.call('POST', `${path}/${name}/token`, { spec: {} })
  return at(made.body, 'status', 'token') as string
}

const as = (given: string) => ({ authorization: `Bearer ${given}` })

/** Gives the account rules in the namespace "one" until `take` is called. */
async function give(name: string, rules: readonly JsonObject[], subjects?: readonly JsonObject[]) {
  await lab.call('POST', ROLES, { metadata: { name }, rules })
  await lab.call('POST', BINDINGS, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: subjects ?? [{ kind: 'ServiceAccount', name: 'tool', namespace: 'one' }],
  })
  return async () => {
    await lab.call('DELETE', `${BINDINGS}/${name}`)
    await lab.call('DELETE', `${ROLES}/${name}`)
  }
}

async function review(attributes: JsonObject, given = token): Promise<Json | undefined> {
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
  const answer = await lab.call('POST', path, { spec: { resourceAttributes: attributes } }, as(given))
  expect(answer.code).toBe(201)
  return at(answer.body, 'status')
}

describe('a service account without rights', () => {
  it.each([
    [
      'GET',
      CONFIG_MAPS,
      `configmaps is forbidden: User "${ACCOUNT}" cannot list resource "configmaps" in API group "" in the namespace "one"`,
    ],
    [
      'GET',
      `${CONFIG_MAPS}/x`,
      `configmaps "x" is forbidden: User "${ACCOUNT}" cannot get resource "configmaps" in API group "" in the namespace "one"`,
    ],
    [
      'GET',
      '/api/v1/nodes',
      `nodes is forbidden: User "${ACCOUNT}" cannot list resource "nodes" in API group "" at the cluster scope`,
    ],
    [
      'GET',
      '/api/v1/namespaces/one',
      `namespaces "one" is forbidden: User "${ACCOUNT}" cannot get resource "namespaces" in API group "" in the namespace "one"`,
    ],
    [
      'GET',
      '/apis/kubevirt.io/v1/virtualmachines?watch=true',
      `virtualmachines.kubevirt.io is forbidden: User "${ACCOUNT}" cannot watch resource "virtualmachines" in API group "kubevirt.io" at the cluster scope`,
    ],
    [
      'GET',
      '/api/v1/namespaces/one/pods/p/log',
      `pods "p" is forbidden: User "${ACCOUNT}" cannot get resource "pods/log" in API group "" in the namespace "one"`,
    ],
    [
      'DELETE',
      CONFIG_MAPS,
      `configmaps is forbidden: User "${ACCOUNT}" cannot deletecollection resource "configmaps" in API group "" in the namespace "one"`,
    ],
    ['GET', '/metrics', `forbidden: User "${ACCOUNT}" cannot get path "/metrics"`],
  ])('is told what it may not do: %s %s', async (method, path, message) => {
    const answer = await lab.call(method, path, undefined, as(token))
    expect(answer.body).toMatchObject({ code: 403, reason: 'Forbidden', message })
  })

  it('may discover, and ask who it is and what it may do', async () => {
    for (const path of ['/api', '/apis', '/apis/kubevirt.io/v1', '/openapi/v2', '/version'])
      expect((await lab.call('GET', path, undefined, as(token))).code).toBe(200)
    const self = await lab.call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {}, as(token))
    expect(at(self.body, 'status', 'userInfo', 'username')).toBe(ACCOUNT)
    expect(await review({ verb: 'list', resource: 'pods', namespace: 'one' })).toEqual({
      allowed: false,
      reason: '',
    })
    expect(
      await review({ verb: 'list', group: 'cdi.kubevirt.io', resource: 'storageprofiles' }),
    ).toMatchObject({ allowed: true })
  })
})

describe('roles', () => {
  it('count in their namespace only, and at once', async () => {
    const take = await give('read', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }])
    expect((await lab.call('GET', CONFIG_MAPS, undefined, as(token))).code).toBe(200)
    expect((await lab.call('GET', CONFIG_MAPS.replace('one', 'two'), undefined, as(token))).code).toBe(403)
    expect((await lab.call('GET', '/api/v1/configmaps', undefined, as(token))).code).toBe(403)
    expect(await review({ verb: 'list', resource: 'configmaps', namespace: 'one' })).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "read/one" of Role "read" to ServiceAccount "tool/one"',
    })
    await take()
    expect((await lab.call('GET', CONFIG_MAPS, undefined, as(token))).code).toBe(403)
  })

  it('may be for one name, a subresource, or a group of users', async () => {
    const subjects = [{ kind: 'Group', name: 'system:serviceaccounts:one' }]
    const rules = [
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['mine'], verbs: ['get', 'list'] },
      { apiGroups: [''], resources: ['*/log'], verbs: ['get'] },
    ]
    const take = await give('some', rules, subjects)
    const codeOf = async (path: string) => (await lab.call('GET', path, undefined, as(token))).code
    expect(await codeOf(`${CONFIG_MAPS}/mine`)).toBe(404)
    expect(await codeOf(`${CONFIG_MAPS}/other`)).toBe(403)
    expect(await codeOf(CONFIG_MAPS)).toBe(403)
    expect(await codeOf(`${CONFIG_MAPS}?fieldSelector=metadata.name=mine`)).toBe(200)
    expect(await codeOf('/api/v1/namespaces/one/pods/p/log')).toBe(404)
    await take()
  })

  it('tell of a binding whose role is gone', async () => {
    const take = await give('lost', [])
    await lab.call('DELETE', `${ROLES}/lost`)
    expect(await review({ verb: 'list', resource: 'pods', namespace: 'one' })).toEqual({
      allowed: false,
      reason: 'RBAC: role.rbac.authorization.k8s.io "lost" not found',
    })
    await take()
  })

  it('ask for create where an apply makes something new', async () => {
    const take = await give('apply', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['patch'] }])
    const apply = () =>
      lab.call('PATCH', `${CONFIG_MAPS}/new?fieldManager=t`, configMap('new', { a: '1' }), {
        ...as(token),
        'content-type': 'application/apply-patch+yaml',
      })
    expect((await apply()).body).toMatchObject({
      code: 403,
      message: `configmaps "new" is forbidden: User "${ACCOUNT}" cannot create resource "configmaps" in API group "" in the namespace "one"`,
    })
    await lab.call('POST', CONFIG_MAPS, configMap('new'))
    expect((await apply()).code).toBe(200)
    await take()
  })
})

describe('handing out rights', () => {
  const secrets = { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }
  const managing = {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['roles', 'rolebindings'],
    verbs: ['create', 'patch', 'update', 'get'],
  }

  it('stops at the rights that one has', async () => {
    const take = await give('manage', [managing])
    const role = { metadata: { name: 'more' }, rules: [secrets] }
    const refused = await lab.call('POST', ROLES, role, as(token))
    expect(refused.body).toMatchObject({
      code: 403,
      message: `roles.rbac.authorization.k8s.io "more" is forbidden: user "${ACCOUNT}" (groups=["system:serviceaccounts" "system:serviceaccounts:one" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}`,
    })
    expect((await lab.call('GET', `${ROLES}/more`)).code).toBe(404)
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }
    const binding = { metadata: { name: 'more' }, roleRef, subjects: [] }
    expect((await lab.call('POST', BINDINGS, binding, as(token))).code).toBe(403)
    await take()
    const takeBoth = await give('manage', [managing, secrets])
    expect((await lab.call('POST', ROLES, role, as(token))).code).toBe(201)
    await lab.call('DELETE', `${ROLES}/more`)
    await takeBoth()
  })

  it('goes further with the verbs escalate and bind', async () => {
    const lifted = { ...managing, verbs: [...managing.verbs, 'escalate', 'bind'] }
    const take = await give('manage', [lifted])
    const role = { metadata: { name: 'more' }, rules: [secrets] }
    expect((await lab.call('POST', ROLES, role, as(token))).code).toBe(201)
    await lab.call('DELETE', `${ROLES}/more`)
    await take()
  })
})

describe('tokens and other users', () => {
  it('end with their account', async () => {
    const other = await account('other')
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
    expect((await lab.call('POST', path, {}, as(other))).code).toBe(201)
    await lab.call('DELETE', '/api/v1/namespaces/one/serviceaccounts/other')
    expect((await lab.call('POST', path, {}, as(other))).code).toBe(401)
    await account('other')
    expect((await lab.call('POST', path, {}, as(other))).code).toBe(401)
  })

  it('can be acted as by whoever may impersonate them', async () => {
    const acting = { 'impersonate-user': ACCOUNT }
    const refused = await lab.call('GET', CONFIG_MAPS, undefined, acting)
    expect(at(refused.body, 'message')).toContain(`User "${ACCOUNT}" cannot list`)
    const masters = { 'impersonate-user': 'me', 'impersonate-group': 'system:masters' }
    expect((await lab.call('GET', CONFIG_MAPS, undefined, masters)).code).toBe(200)
    const stranger = await lab.call('GET', CONFIG_MAPS, undefined, { ...as(token), ...masters })
    expect(at(stranger.body, 'message')).toBe(
      `users "me" is forbidden: User "${ACCOUNT}" cannot impersonate resource "users" in API group "" at the cluster scope`,
    )
  })
})
