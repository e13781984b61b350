/** Resource quotas: what is refused, in Kubernetes' words, and what the quota itself says. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from './test-support/test-api.ts'
import type { JsonObject } from './json.ts'

const NAMESPACE = '/api/v1/namespaces/one'
const CLAIMS = `${NAMESPACE}/persistentvolumeclaims`
const PODS = `${NAMESPACE}/pods`

let lab: TestApi
beforeEach(async () => {
  lab = await startTestApi()
  lab.api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'one' } })
})
afterEach(() => lab.close())

const quota = (hard: JsonObject, spec: JsonObject = {}) =>
  lab.call('POST', `${NAMESPACE}/resourcequotas`, { metadata: { name: 'team' }, spec: { hard, ...spec } })
const claim = (name: string, storage: string, storageClassName = 'fast') => ({
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage } } },
})
const pod = (name: string, cpu: string) => ({
  metadata: { name },
  spec: { containers: [{ name: 'main', image: 'i', resources: { requests: { cpu } } }] },
})

describe('quotas', () => {
  it('refuse what would go beyond', async () => {
    await quota({ 'requests.storage': '10Gi', persistentvolumeclaims: '5' })
    expect((await lab.call('POST', CLAIMS, claim('a', '6Gi'))).code).toBe(201)
    expect(await lab.call('POST', CLAIMS, claim('b', '5Gi'))).toMatchObject({
      code: 403,
      body: {
        reason: 'Forbidden',
        message:
          'persistentvolumeclaims "b" is forbidden: exceeded quota: team, requested: requests.storage=5Gi, used: requests.storage=6Gi, limited: requests.storage=10Gi',
      },
    })
    expect((await lab.call('POST', CLAIMS, claim('c', '4Gi'))).code).toBe(201)
  })

  it('judge an applied object and a dry run alike', async () => {
    await quota({ persistentvolumeclaims: '0' })
    const full = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...claim('a', '1Gi') }
    const applied = await lab.patch(`${CLAIMS}/a?fieldManager=me`, 'apply', full)
    const tried = await lab.call('POST', `${CLAIMS}?dryRun=All`, full)
    expect([applied.code, tried.code]).toEqual([403, 403])
  })

  it('count one storage class, objects of any kind, and what containers ask for', async () => {
    await quota({
      'slow.storageclass.storage.k8s.io/requests.storage': '1Gi',
      'count/configmaps': '2',
      'requests.cpu': '1',
    })
    expect((await lab.call('POST', CLAIMS, claim('a', '2Gi'))).code).toBe(201)
    expect((await lab.call('POST', CLAIMS, claim('b', '2Gi', 'slow'))).code).toBe(403)
    const maps = `${NAMESPACE}/configmaps`
    const codes: number[] = []
    for (const name of ['x', 'y', 'z'])
      codes.push((await lab.call('POST', maps, { metadata: { name } })).code)
    expect(codes).toEqual([201, 201, 403])
    expect((await lab.call('POST', PODS, pod('p', '800m'))).code).toBe(201)
    expect((await lab.call('POST', PODS, pod('q', '300m'))).body['message']).toContain(
      'requested: requests.cpu=300m, used: requests.cpu=800m, limited: requests.cpu=1',
    )
  })

  it('let go of what has ended', async () => {
    await quota({ pods: '1' })
    expect((await lab.call('POST', PODS, pod('p', '1'))).code).toBe(201)
    expect((await lab.call('POST', PODS, pod('q', '1'))).code).toBe(403)
    await lab.patch(`${PODS}/p/status`, 'merge', { status: { phase: 'Succeeded' } })
    expect((await lab.call('POST', PODS, pod('q', '1'))).code).toBe(201)
  })

  it('with scopes limit nothing here', async () => {
    await quota({ pods: '0' }, { scopes: ['Terminating'] })
    expect((await lab.call('POST', PODS, pod('p', '1'))).code).toBe(201)
  })

  it('say what is used', async () => {
    const watch = await lab.watch(`${NAMESPACE}/resourcequotas?watch=true`)
    await quota({ 'requests.storage': '10Gi', pods: '3' })
    await lab.call('POST', CLAIMS, claim('a', '2Gi'))
    await lab.call('POST', PODS, pod('p', '1'))
    const wanted = {
      hard: { 'requests.storage': '10Gi', pods: '3' },
      used: { 'requests.storage': '2Gi', pods: '1' },
    }
    const text = JSON.stringify(wanted)
    const seen = await watch.until((event) => JSON.stringify(event.object['status']) === text)
    expect(seen.at(-1)?.object['status']).toEqual(wanted)
    watch.close()
  })
})
