import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { letsConversionIn } from './security-facts.ts'
import type { KubeObject } from './service.ts'
import { clusterOf, type Kept } from './test-support/cluster-of.ts'
import { createHarness, type Harness } from './test-support/harness.ts'
import { failure, type Script } from './test-support/scripted-api.ts'

const any = { type: 'RunAsAny' }
const profiles = ['runtime/default', 'localhost/profiles/unshare.json']
const constraints = (over: object, name = 'some') =>
  ({
    apiVersion: 'security.openshift.io/v1',
    kind: 'SecurityContextConstraints',
    metadata: { name },
    allowPrivilegedContainer: false,
    runAsUser: any,
    seccompProfiles: profiles,
    ...over,
  }) as KubeObject

describe('letsConversionIn', () => {
  it.each<[string, object, boolean]>([
    ['any user', {}, true],
    ['any profile', { seccompProfiles: ['*'] }, true],
    ['no root', { runAsUser: { type: 'MustRunAsNonRoot' } }, true],
    ['user 107', { runAsUser: { type: 'MustRunAs', uid: 107 } }, true],
    ['a range with 107', { runAsUser: { type: 'MustRunAsRange', uidRangeMin: 100, uidRangeMax: 200 } }, true],
    ['another user', { runAsUser: { type: 'MustRunAs', uid: 1 } }, false],
    ["the namespace's own range", { runAsUser: { type: 'MustRunAsRange' } }, false],
    ['the profile of the runtime only', { seccompProfiles: ['runtime/default'] }, false],
    ['no profile', { seccompProfiles: undefined }, false],
    ["the namespace's own groups", { fsGroup: { type: 'MustRunAs' } }, false],
    ['a group range with 107', { fsGroup: { type: 'MustRunAs', ranges: [{ min: 1, max: 200 }] } }, true],
    ['privileged containers', { allowPrivilegedContainer: true }, false],
  ])('with %s', (_, over, expected) => {
    expect(letsConversionIn(constraints(over))).toBe(expected)
  })
})

describe('conversion security', () => {
  let h: Harness
  beforeAll(async () => {
    h = await createHarness()
  })
  afterEach(() => h.closeAll())

  const kept = (items: readonly KubeObject[]): Kept[] => [
    {
      apiVersion: 'security.openshift.io/v1',
      kind: 'SecurityContextConstraints',
      plural: 'securitycontextconstraints',
      namespaced: false,
      items: items as Kept['items'],
    },
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      plural: 'selfsubjectaccessreviews',
      namespaced: false,
      items: [],
    },
  ]
  const forklift = constraints({}, 'forklift-controller-scc')
  const restricted = constraints({ runAsUser: { type: 'MustRunAsRange' } }, 'restricted-v2')

  async function seenAs(script: Script): Promise<string> {
    const connection = await h.connect(await h.serve(script))
    const target = await connection.describe()
    if (!target.ok) throw new Error(target.problem.message)
    return target.value.conversionSecurity
  }
  const allowed = (answer: boolean, items: readonly KubeObject[]): Script => {
    const cluster = clusterOf(kept(items))
    return (seen) =>
      seen.method === 'POST'
        ? { status: 201, json: { metadata: {}, status: { allowed: answer } } }
        : cluster(seen)
  }

  it('is free without such constraints', async () => {
    expect(await seenAs(clusterOf([], ['apps']))).toBe('free')
  })

  it('is not known on an OpenShift that hides them, or when nothing is known', async () => {
    expect(await seenAs(clusterOf([], ['config.openshift.io']))).toBe('unknown')
    expect(await seenAs(() => undefined)).toBe('unknown')
  })

  it("finds Forklift's constraint", async () => {
    expect(await seenAs(allowed(true, [restricted, forklift]))).toBe('forklift')
  })

  it('is refused when none fits', async () => {
    expect(await seenAs(allowed(true, [restricted]))).toBe('refused')
  })

  it('is not known when the review says that the one that fits may not be used', async () => {
    expect(await seenAs(allowed(false, [forklift]))).toBe('unknown')
  })

  it('counts it when the review itself cannot be asked', async () => {
    const cluster = clusterOf(kept([forklift]))
    const script: Script = (seen) =>
      seen.method === 'POST' ? failure(403, 'Forbidden', 'no') : cluster(seen)
    expect(await seenAs(script)).toBe('forklift')
  })

  it('looks for it by name where they may not be listed', async () => {
    const path = '/apis/security.openshift.io/v1/securitycontextconstraints'
    const withoutList =
      (items: readonly KubeObject[]): Script =>
      (seen) =>
        seen.path === path ? failure(403, 'Forbidden', 'no') : allowed(true, items)(seen)
    expect(await seenAs(withoutList([forklift]))).toBe('forklift')
    expect(await seenAs(withoutList([restricted]))).toBe('unknown')
  })
})
