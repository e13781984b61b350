import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createHarness, type Harness } from './test-support/harness.ts'
import { failure, type Script, type Seen } from './test-support/scripted-api.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness()
})
afterEach(() => harness.closeAll())

const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
const who = (version: string) => `/apis/authentication.k8s.io/${version}/selfsubjectreviews`

interface Asked {
  verb: string
  group: string
  resource: string
  subresource?: string
  namespace?: string
  name?: string
}

const askedOf = (seen: Seen): Asked =>
  (JSON.parse(seen.body) as { spec: { resourceAttributes: Asked } }).spec.resourceAttributes

/** Answers every review by `decide`; undefined makes the review itself fail. */
function reviewing(decide: (asked: Asked) => boolean | undefined, more: Script = () => undefined): Script {
  return (seen) => {
    if (seen.path !== reviews) return more(seen)
    const allowed = decide(askedOf(seen))
    if (allowed === undefined) return failure(500, 'InternalError', 'no idea')
    return { status: 201, json: { status: { allowed, reason: allowed ? 'RBAC: allowed' : '' } } }
  }
}

async function report(script: Script, namespace = 'demo') {
  const api = await harness.serve(script)
  const connection = await harness.connect(api)
  return { api, result: await connection.permissions(namespace) }
}

describe('permissions', () => {
  it('asks right by right', async () => {
    const groups = [{ name: 'security.openshift.io', versions: [] }]
    const openshift: Script = ({ path }) => (path === '/apis' ? { json: { groups } } : undefined)
    const { api, result } = await report(reviewing(() => true, openshift))
    if (!result.ok) throw new Error(result.problem.message)
    expect(result.value.groups.map(({ use, state }) => [use, state])).toEqual([
      ['look', 'works'],
      ['migrate', 'works'],
      ['lease', 'works'],
      ['create-namespace', 'works'],
      ['probe', 'works'],
      ['create-account', 'works'],
      ['privileged-conversion', 'works'],
    ])
    const asked = api.seen.filter(({ path }) => path === reviews).map(askedOf)
    expect(asked).toContainEqual({
      verb: 'get',
      group: '',
      resource: 'pods',
      subresource: 'log',
      namespace: 'demo',
    })
    expect(asked).toContainEqual({ verb: 'list', group: '', resource: 'nodes' })
    expect(asked).toContainEqual({
      verb: 'patch',
      group: '',
      resource: 'namespaces',
      namespace: 'demo',
      name: 'demo',
    })
    expect(asked).toContainEqual({ verb: 'get', group: '', resource: 'configmaps', name: 'v2v-vmware' })
  })

  it('asks eight at a time', async () => {
    let [underWay, most] = [0, 0]
    const { result } = await report(({ path }) => {
      if (path !== reviews) return undefined
      most = Math.max(most, (underWay += 1))
      return (response) =>
        setImmediate(() => {
          underWay -= 1
          response.end(JSON.stringify({ status: { allowed: true } }))
        })
    })
    expect(result.ok).toBe(true)
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(8)
  })

  it('tells what does not work, and what could not be asked', async () => {
    const { result } = await report(
      reviewing(({ resource, verb }) => {
        if (resource === 'datavolumes') return verb !== 'create'
        return resource === 'jobs' ? undefined : true
      }),
    )
    if (!result.ok) throw new Error(result.problem.message)
    const group = (use: string) => result.value.groups.find((one) => one.use === use)
    expect(group('migrate')).toMatchObject({ state: 'partly' })
    expect(group('migrate')?.message).toContain('what does not work: copying disks.')
    expect(group('probe')).toMatchObject({ state: 'unknown' })
    expect(group('probe')?.rights[0]).toMatchObject({ resource: 'jobs.batch', state: 'unknown' })
  })

  it('asks for all namespaces where none is named, and takes a denial of these for no answer', async () => {
    const { api, result } = await report(
      reviewing(({ resource }) => !['pods', 'nodes', 'namespaces'].includes(resource)),
      '',
    )
    if (!result.ok) throw new Error(result.problem.message)
    const asked = api.seen.filter(({ path }) => path === reviews).map(askedOf)
    expect(asked.filter(({ namespace }) => namespace !== undefined)).toEqual([])
    expect(asked.filter(({ name }) => name === '')).toEqual([])
    const state = (wanted: string) =>
      result.value.groups.flatMap(({ rights }) => rights).find(({ resource }) => resource === wanted)
    expect(state('datavolumes.cdi.kubevirt.io')).toMatchObject({ state: 'allowed', namespace: '' })
    expect(state('pods')).toMatchObject({
      state: 'unknown',
      reason: expect.stringContaining('a plan tells') as string,
    })
    expect(state('nodes')).toMatchObject({ state: 'denied' })
    expect(result.value.groups.find(({ use }) => use === 'migrate')).toMatchObject({ state: 'unknown' })
  })

  it('fails with the reason when no review works', async () => {
    const { result } = await report((seen) =>
      seen.path === reviews ? failure(401, 'Unauthorized', 'Unauthorized') : undefined,
    )
    expect(result).toMatchObject({ ok: false, problem: { code: 'cluster.unauthorized' } })
  })

  it.each([
    ['v1', { status: { userInfo: { username: 'me' } } }],
    ['v1beta1', { status: { userInfo: { username: 'me' } } }],
    ['v1alpha1', { status: { userInfo: { username: 'me' } } }],
  ])('knows who it is from %s', async (version, json) => {
    const { result } = await report(
      reviewing(
        () => true,
        (seen) => (seen.path === who(version) ? { status: 201, json } : undefined),
      ),
    )
    expect(result).toMatchObject({ ok: true, value: { user: 'me' } })
  })

  it('asks OpenShift itself where the review is not served, and says nothing where nobody tells', async () => {
    const openshift: Script = ({ path }) =>
      path === '/apis/user.openshift.io/v1/users/~'
        ? { json: { metadata: { name: 'kube:admin' } } }
        : undefined
    expect((await report(reviewing(() => true, openshift))).result).toMatchObject({
      value: { user: 'kube:admin' },
    })
    expect((await report(reviewing(() => true))).result).toMatchObject({ value: { user: '' } })
  })
})

describe('requestToken', () => {
  const path = '/api/v1/namespaces/tools/serviceaccounts/palletjack/token'
  const minted = { status: { token: 'tok-minted', expirationTimestamp: '2026-01-01T00:00:00Z' } }

  it('asks for the time, and takes what the cluster gives', async () => {
    const api = await harness.serve((seen) =>
      seen.path === path ? { status: 201, json: minted } : undefined,
    )
    const connection = await harness.connect(api)
    expect(await connection.requestToken('tools', 'palletjack', 3600)).toEqual({
      ok: true,
      value: { token: 'tok-minted', expiresAt: '2026-01-01T00:00:00Z' },
    })
    const sent = api.seen.find((seen) => seen.path === path)
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({ spec: { expirationSeconds: 3600 } })
  })

  it.each([
    [failure(403, 'Forbidden', 'no'), 'cluster.forbidden'],
    [failure(404, 'NotFound', 'gone'), 'cluster.not-found'],
    [{ status: 201, json: { status: { token: '' } } }, 'cluster.not-kubernetes'],
    [
      { status: 201, json: { status: { token: 't', expirationTimestamp: 'soon' } } },
      'cluster.not-kubernetes',
    ],
  ])('says what went wrong', async (answer, code) => {
    const api = await harness.serve((seen) => (seen.path === path ? answer : undefined))
    const connection = await harness.connect(api)
    expect(await connection.requestToken('tools', 'palletjack', 3600)).toMatchObject({
      ok: false,
      problem: { code },
    })
  })
})
