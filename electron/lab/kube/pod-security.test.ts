/** Who lets a conversion pod in, in OpenShift's words. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { securityConstraints } from '../seed/security.ts'
import { startTestApi, type TestApi } from './test-support/test-api.ts'
import type { JsonObject } from './json.ts'

const NAMESPACE = '/api/v1/namespaces/one'
const CONSTRAINTS = '/apis/security.openshift.io/v1/securitycontextconstraints'

let lab: TestApi
beforeEach(async () => {
  lab = await startTestApi()
  lab.api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'one' } })
})
afterEach(() => lab.close())

const unshare = { type: 'Localhost', localhostProfile: 'profiles/unshare.json' }
const pod = (securityContext: JsonObject, more: JsonObject = {}) =>
  lab.call('POST', `${NAMESPACE}/pods?dryRun=All`, {
    metadata: { name: 'convert' },
    spec: { securityContext, containers: [{ name: 'main', image: 'i' }], ...more },
  })
const conversion = (seccompProfile: JsonObject, more?: JsonObject) =>
  pod({ runAsUser: 107, seccompProfile }, more)
const seed = () => {
  for (const object of securityConstraints()) lab.api.seed(object)
}

describe('security context constraints', () => {
  it('are asked only where there are some', async () => {
    expect((await conversion(unshare)).code).toBe(201)
  })

  it("let virt-v2v in by Forklift's, and without it by none", async () => {
    seed()
    expect((await conversion(unshare)).code).toBe(201)
    await lab.call('DELETE', `${CONSTRAINTS}/forklift-controller-scc`)
    const refused = await conversion(unshare)
    expect(refused).toMatchObject({ code: 403, body: { reason: 'Forbidden' } })
    const message = refused.body['message']
    for (const words of [
      'pods "convert" is forbidden: unable to validate against any security context constraint: [',
      'provider "restricted-v2": .securityContext.runAsUser: Invalid value: 107: must be in the ranges',
      'provider "anyuid": .securityContext.seccompProfile: Forbidden: seccomp may not be set',
      'provider "privileged": Forbidden: not usable by user or serviceaccount',
    ])
      expect(message).toContain(words)
  })

  it("take the runtime's profile, and pods without a user of their own", async () => {
    seed()
    expect((await conversion({ type: 'RuntimeDefault' })).code).toBe(201)
    expect((await pod({})).code).toBe(201)
  })

  it('let an unconfined pod in only by a binding of its service account', async () => {
    seed()
    const account = { serviceAccountName: 'palletjack-conversion' }
    expect((await conversion({ type: 'Unconfined' }, account)).code).toBe(403)
    lab.api.seed({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'b', namespace: 'one' },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'system:openshift:scc:privileged',
      },
      subjects: [{ kind: 'ServiceAccount', name: 'palletjack-conversion', namespace: 'one' }],
    })
    expect((await conversion({ type: 'Unconfined' }, account)).code).toBe(201)
    expect((await conversion({ type: 'Unconfined' })).code).toBe(403)
  })
})

describe('the pod security level of a namespace', () => {
  it.each([
    ['restricted', 403],
    ['baseline', 403],
    ['privileged', 201],
  ])('%s answers an unconfined pod with %d', async (level, code) => {
    const labels = { 'pod-security.kubernetes.io/enforce': level }
    lab.api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'one', labels } })
    const answer = await conversion({ type: 'Unconfined' })
    expect(answer.code).toBe(code)
    if (code === 403) expect(answer.body['message']).toContain(`violates PodSecurity "${level}:latest"`)
    expect((await conversion(unshare)).code).toBe(201)
  })
})
