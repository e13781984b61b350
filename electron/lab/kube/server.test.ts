/** How the API server admits, refuses and describes itself. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asArray, asObject, asText, at } from './json.ts'
import { CONFIG_MAPS, startTestApi } from './test-support/test-api.ts'
import type { TestApi } from './test-support/test-api.ts'

let lab: TestApi
beforeAll(async () => {
  lab = await startTestApi()
  lab.api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'one' } })
})
afterAll(() => lab.close())

describe('the door', () => {
  it('lets nobody in without the token, and shows health and version to anyone', async () => {
    for (const authorization of ['', 'Bearer wrong', 'Basic dGVzdA==']) {
      const refused = await lab.call('GET', '/api/v1/namespaces', undefined, { authorization })
      expect(refused).toMatchObject({ code: 401, body: { kind: 'Status', reason: 'Unauthorized' } })
    }
    const anonymous = { authorization: '' }
    expect((await lab.call('GET', '/openapi/v2', undefined, anonymous)).code).toBe(401)
    for (const path of ['/healthz', '/livez', '/readyz'])
      expect(await lab.call('GET', path)).toMatchObject({ code: 200, text: 'ok' })
    expect((await lab.call('GET', '/version')).body['gitVersion']).toMatch(/^v1\.\d+/)
  })

  it('answers every failure with a Status', async () => {
    const cases = [
      ['GET', '/nowhere', 404],
      ['GET', '/apis/none.example/v1/things', 404],
      ['GET', '/api/v1/namespaces/one/pods/p/nothing', 404],
      ['GET', '/api/v1/nodes/%E0%A4%A', 400],
      ['PUT', CONFIG_MAPS, 405],
      ['POST', '/api/v1/configmaps', 405],
      ['DELETE', '/version', 405],
      ['POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', 405],
      ['GET', `${CONFIG_MAPS}?labelSelector=a%20b`, 400],
      ['GET', `${CONFIG_MAPS}?resourceVersion=abc`, 400],
      ['GET', `${CONFIG_MAPS}?resourceVersion=999999999`, 504],
    ] as const
    for (const [method, path, code] of cases) {
      const answer = await lab.call(method, path)
      expect([path, answer.code, answer.body['kind'], answer.body['code']]).toEqual([
        path,
        code,
        'Status',
        code,
      ])
    }
  })

  it('refuses forms it does not read, and bodies that are broken or too large', async () => {
    expect((await lab.call('POST', CONFIG_MAPS, Buffer.from('x'), { 'content-type': 'text/csv' })).code).toBe(
      415,
    )
    expect((await lab.call('POST', CONFIG_MAPS, Buffer.from('{'))).code).toBe(400)
    expect((await lab.call('POST', CONFIG_MAPS)).code).toBe(400)
    const large = Buffer.alloc(3 * 1024 * 1024 + 1, 32)
    expect((await lab.call('POST', CONFIG_MAPS, large)).body['reason']).toBe('RequestEntityTooLarge')
    const protobuf = { accept: 'application/vnd.kubernetes.protobuf' }
    expect((await lab.call('GET', '/openapi/v2', undefined, protobuf)).code).toBe(406)
    expect((await lab.call('GET', CONFIG_MAPS, undefined, protobuf)).code).toBe(406)
  })
})

describe('discovery', () => {
  it('lists groups, resources, verbs, short names and subresources', async () => {
    const groups = asArray((await lab.call('GET', '/apis')).body['groups'])
    expect(groups.map((group) => at(group, 'name'))).toEqual(
      expect.arrayContaining(['batch', 'kubevirt.io', 'cdi.kubevirt.io', 'subresources.kubevirt.io']),
    )
    const list = await lab.call('GET', '/apis/cdi.kubevirt.io/v1beta1')
    expect(asArray(list.body['resources'])).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'datavolumes', shortNames: ['dv', 'dvs'], namespaced: true }),
        expect.objectContaining({ name: 'datavolumes/status', verbs: ['get', 'patch', 'update'] }),
      ]),
    )
    expect((await lab.call('GET', '/apis/kubevirt.io')).body).toMatchObject({
      kind: 'APIGroup',
      preferredVersion: { version: 'v1' },
    })
  })

  it('says the same in one document', async () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'
    const core = await lab.call('GET', '/api', undefined, { accept })
    expect(core.headers['content-type']).toContain('as=APIGroupDiscoveryList')
    const resources = asArray(at(asArray(core.body['items'])[0], 'versions')).flatMap((version) =>
      asArray(at(version, 'resources')),
    )
    const plain = asArray((await lab.call('GET', '/api/v1')).body['resources'])
    expect(resources.map((one) => at(one, 'resource'))).toEqual(
      plain.map((one) => at(one, 'name')).filter((name) => !asText(name).includes('/')),
    )
  })

  it('describes each kind in OpenAPI v3 and as a definition', async () => {
    const index = asObject((await lab.call('GET', '/openapi/v3')).body['paths'])
    for (const entry of Object.values(index)) {
      const document = await lab.call('GET', asText(at(entry, 'serverRelativeURL')))
      expect(document.body['openapi']).toBe('3.0.0')
      expect(Object.keys(asObject(at(document.body, 'components', 'schemas'))).length).toBeGreaterThan(0)
    }
    const name = 'virtualmachines.kubevirt.io'
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`
    expect((await lab.call('GET', path)).body).toMatchObject({ spec: { names: { kind: 'VirtualMachine' } } })
  })
})
