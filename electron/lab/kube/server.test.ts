import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asArray, asObject, asText, at } from './json.ts'
import { startTestApi } from './test-kit.ts'
import type { TestApi } from './test-kit.ts'

let lab: TestApi

beforeAll(async () => {
  lab = await startTestApi()
  lab.api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'one' } })
})

afterAll(() => lab.close())

const MAPS = '/api/v1/namespaces/one/configmaps'

function map(name: string, data: Readonly<Record<string, string>> = {}) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }
}

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
      ['PUT', MAPS, 405],
      ['POST', '/api/v1/configmaps', 405],
      ['DELETE', '/version', 405],
      ['POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', 405],
      ['GET', `${MAPS}?labelSelector=a%20b`, 400],
      ['GET', `${MAPS}?resourceVersion=abc`, 400],
      ['GET', `${MAPS}?resourceVersion=999999999`, 504],
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
    expect((await lab.call('POST', MAPS, Buffer.from('x'), { 'content-type': 'text/csv' })).code).toBe(415)
    expect((await lab.call('POST', MAPS, Buffer.from('{'))).code).toBe(400)
    expect((await lab.call('POST', MAPS)).code).toBe(400)
    const large = Buffer.alloc(3 * 1024 * 1024 + 1, 32)
    expect((await lab.call('POST', MAPS, large)).body['reason']).toBe('RequestEntityTooLarge')
    const protobuf = { accept: 'application/vnd.kubernetes.protobuf' }
    expect((await lab.call('GET', '/openapi/v2', undefined, protobuf)).code).toBe(406)
    expect((await lab.call('GET', MAPS, undefined, protobuf)).code).toBe(406)
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

describe('objects', () => {
  it('are created with what the server adds, and found again', async () => {
    const made = await lab.call('POST', MAPS, map('made', { a: '1' }))
    expect(made.code).toBe(201)
    expect(made.body['metadata']).toMatchObject({
      namespace: 'one',
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      resourceVersion: expect.stringMatching(/^\d+$/) as string,
      creationTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
    })
    expect((await lab.call('GET', `${MAPS}/made`)).body).toEqual(made.body)
    expect(await lab.call('POST', MAPS, map('made'))).toMatchObject({
      code: 409,
      body: { reason: 'AlreadyExists', details: { name: 'made', kind: 'configmaps' } },
    })
  })

  it('get a name from generateName', async () => {
    const body = { metadata: { generateName: 'gen-' } }
    const names = await Promise.all([lab.call('POST', MAPS, body), lab.call('POST', MAPS, body)])
    for (const one of names) expect(at(one.body, 'metadata', 'name')).toMatch(/^gen-[a-z0-9]{5}$/)
  })

  it('need a namespace that is there', async () => {
    const lost = await lab.call('POST', '/api/v1/namespaces/none/configmaps', map('x'))
    expect(lost).toMatchObject({ code: 404, body: { message: 'namespaces "none" not found' } })
    const other = { ...map('x'), metadata: { name: 'x', namespace: 'two' } }
    expect((await lab.call('POST', MAPS, other)).code).toBe(400)
  })

  it('are updated at their own revision only', async () => {
    const made = (await lab.call('POST', MAPS, map('update', { a: '1' }))).body
    const next = { ...made, data: { a: '2' } }
    expect((await lab.call('PUT', `${MAPS}/update`, next)).code).toBe(200)
    const late = await lab.call('PUT', `${MAPS}/update`, { ...made, data: { a: '3' } })
    expect(late).toMatchObject({ code: 409, body: { reason: 'Conflict' } })
    const uid = { ...map('update'), metadata: { name: 'update', uid: 'another' } }
    expect((await lab.call('PUT', `${MAPS}/update`, uid)).code).toBe(409)
    expect((await lab.call('PUT', `${MAPS}/update`, map('renamed'))).code).toBe(400)
    expect((await lab.call('PUT', `${MAPS}/none`, map('none'))).code).toBe(404)
  })

  it('keep their revision when a write changes nothing', async () => {
    const made = (await lab.call('POST', MAPS, map('same', { a: '1' }))).body
    expect((await lab.call('PUT', `${MAPS}/same`, made)).body).toEqual(made)
    expect((await lab.patch(`${MAPS}/same`, 'merge', { data: { a: '1' } })).body).toEqual(made)
  })

  it('are only tried with dryRun', async () => {
    const tried = await lab.call('POST', `${MAPS}?dryRun=All`, map('dry'))
    expect(tried).toMatchObject({ code: 201, body: { metadata: { name: 'dry' } } })
    expect((await lab.call('GET', `${MAPS}/dry`)).code).toBe(404)
    await lab.call('POST', MAPS, map('wet'))
    expect((await lab.patch(`${MAPS}/wet?dryRun=All`, 'merge', { data: { a: '1' } })).body['data']).toEqual({
      a: '1',
    })
    expect((await lab.call('DELETE', `${MAPS}/wet?dryRun=All`)).code).toBe(200)
    expect((await lab.call('GET', `${MAPS}/wet`)).body['data']).toEqual({})
    expect((await lab.call('POST', `${MAPS}?dryRun=Some`, map('dry'))).code).toBe(422)
  })

  it('go at once, or when their last finalizer goes', async () => {
    await lab.call('POST', MAPS, map('plain'))
    expect((await lab.call('DELETE', `${MAPS}/plain`)).body).toMatchObject({
      kind: 'Status',
      status: 'Success',
    })
    expect((await lab.call('DELETE', `${MAPS}/plain`)).code).toBe(404)
    await lab.call('POST', MAPS, {
      ...map('held'),
      metadata: { name: 'held', finalizers: ['x.example/hold'] },
    })
    const leaving = await lab.call('DELETE', `${MAPS}/held`)
    expect(leaving.body['metadata']).toHaveProperty('deletionTimestamp')
    const added = await lab.patch(`${MAPS}/held`, 'merge', {
      metadata: { finalizers: ['x.example/hold', 'y'] },
    })
    expect(added.code).toBe(422)
    await lab.patch(`${MAPS}/held`, 'json', [{ op: 'remove', path: '/metadata/finalizers' }])
    expect((await lab.call('GET', `${MAPS}/held`)).code).toBe(404)
  })

  it('are deleted only under their preconditions', async () => {
    const made = (await lab.call('POST', MAPS, map('careful'))).body
    const wrong = { preconditions: { uid: 'another' } }
    expect((await lab.call('DELETE', `${MAPS}/careful`, wrong)).code).toBe(409)
    const right = { preconditions: { uid: at(made, 'metadata', 'uid') ?? '' } }
    expect((await lab.call('DELETE', `${MAPS}/careful`, right)).code).toBe(200)
  })

  it('are deleted by selector', async () => {
    for (const [name, app] of [
      ['d1', 'gone'],
      ['d2', 'gone'],
      ['d3', 'stays'],
    ] as const)
      await lab.call('POST', MAPS, { ...map(name), metadata: { name, labels: { app } } })
    const gone = await lab.call('DELETE', `${MAPS}?labelSelector=app%3Dgone`)
    expect(asArray(gone.body['items'])).toHaveLength(2)
    expect(asArray((await lab.call('GET', `${MAPS}?labelSelector=app`)).body['items'])).toHaveLength(1)
  })
})

describe('lists', () => {
  it('come in pieces of one revision, whatever happens in between', async () => {
    const path = '/api/v1/namespaces/pages/configmaps'
    lab.api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'pages' } })
    for (const name of ['a', 'b', 'c', 'd', 'e']) await lab.call('POST', path, map(name))
    const first = (await lab.call('GET', `${path}?limit=2`)).body
    expect(first['metadata']).toMatchObject({ remainingItemCount: 3 })
    await lab.call('DELETE', `${path}/c`)
    await lab.call('POST', path, map('cc'))
    const next = encodeURIComponent(asText(at(first, 'metadata', 'continue')))
    const rest = (await lab.call('GET', `${path}?limit=10&continue=${next}`)).body
    expect(asArray(rest['items']).map((item) => at(item, 'metadata', 'name'))).toEqual(['c', 'd', 'e'])
    expect(at(rest, 'metadata', 'resourceVersion')).toBe(at(first, 'metadata', 'resourceVersion'))
    expect((await lab.call('GET', `${path}?continue=nonsense`)).code).toBe(400)
  })

  it('come as tables and as metadata alone', async () => {
    await lab.call('POST', MAPS, map('shown', { a: '1', b: '2' }))
    const query = '?fieldSelector=metadata.name%3Dshown'
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
    const table = (await lab.call('GET', MAPS + query, undefined, { accept })).body
    expect(asArray(table['columnDefinitions']).map((one) => at(one, 'name'))).toEqual(['Name', 'Data', 'Age'])
    expect(asArray(table['rows'])[0]).toMatchObject({
      cells: ['shown', 2, expect.stringMatching(/^\d+s$/) as string],
      object: { kind: 'PartialObjectMetadata', metadata: { name: 'shown' } },
    })
    const partial = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'
    const metadata = (await lab.call('GET', MAPS + query, undefined, { accept: partial })).body
    expect(metadata['kind']).toBe('PartialObjectMetadataList')
    expect(asArray(metadata['items'])[0]).not.toHaveProperty('data')
  })
})

describe('patches', () => {
  it('come in four forms, three of them for custom kinds', async () => {
    await lab.call('POST', MAPS, map('patched', { a: '1' }))
    await lab.patch(`${MAPS}/patched`, 'merge', { data: { b: '2', a: null } })
    await lab.patch(`${MAPS}/patched`, 'json', [{ op: 'add', path: '/data/c', value: '3' }])
    await lab.patch(`${MAPS}/patched`, 'strategic', { data: { d: '4' } })
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'patched' }, data: { e: '5' } }
    const applied = await lab.patch(`${MAPS}/patched?fieldManager=me`, 'apply', body)
    expect(applied.body['data']).toEqual({ b: '2', c: '3', d: '4', e: '5' })
    const unfit = await lab.patch(`${MAPS}/patched`, 'json', [{ op: 'remove', path: '/data/zz' }])
    expect(unfit).toMatchObject({ code: 422, body: { reason: 'Invalid' } })
    expect((await lab.patch(`${MAPS}/patched`, 'json', { op: 'add' })).code).toBe(400)
    const machines = '/apis/kubevirt.io/v1/namespaces/one/kubevirts'
    await lab.call('POST', machines, { metadata: { name: 'kv' } })
    expect((await lab.patch(`${machines}/kv`, 'strategic', {})).code).toBe(415)
    expect((await lab.patch(`${machines}/kv`, 'merge', { spec: { x: 1 } })).body).toMatchObject({
      metadata: { generation: 2 },
      spec: { x: 1 },
    })
  })

  it('apply creates, asks for a manager and refuses managedFields', async () => {
    const body = map('applied', { a: '1' })
    expect((await lab.patch(`${MAPS}/applied`, 'apply', body)).code).toBe(422)
    expect((await lab.patch(`${MAPS}/applied?fieldManager=me`, 'apply', body)).code).toBe(201)
    expect((await lab.patch(`${MAPS}/applied?fieldManager=me`, 'apply', body)).code).toBe(200)
    const conflict = await lab.patch(`${MAPS}/applied?fieldManager=you`, 'apply', map('applied', { a: '2' }))
    expect(conflict).toMatchObject({ code: 409, body: { details: { causes: [{ field: '.data.a' }] } } })
    const forced = `${MAPS}/applied?fieldManager=you&force=true`
    expect((await lab.patch(forced, 'apply', map('applied', { a: '2' }))).body['data']).toEqual({ a: '2' })
    const managed = { ...body, metadata: { name: 'applied', managedFields: [{ manager: 'me' }] } }
    expect((await lab.patch(forced, 'apply', managed)).code).toBe(400)
    const elsewhere = { ...body, metadata: { name: 'applied', namespace: 'two' } }
    expect((await lab.patch(forced, 'apply', elsewhere)).code).toBe(400)
  })
})

describe('status', () => {
  it('is written through its own path only, and counts no generation', async () => {
    const path = '/apis/cdi.kubevirt.io/v1beta1/namespaces/one/datavolumes'
    const spec = { source: { blank: {} }, storage: { resources: { requests: { storage: '1Gi' } } } }
    const made = await lab.call('POST', path, {
      metadata: { name: 'dv' },
      spec,
      status: { phase: 'Succeeded' },
    })
    expect(made.body).not.toHaveProperty('status')
    await lab.patch(`${path}/dv`, 'merge', { status: { phase: 'Failed' }, metadata: { labels: { a: 'b' } } })
    const change = { status: { phase: 'Paused' }, spec: { finalCheckpoint: true } }
    const written = (await lab.patch(`${path}/dv/status`, 'merge', change)).body
    expect(written).toMatchObject({
      metadata: { generation: 1, labels: { a: 'b' } },
      status: { phase: 'Paused' },
    })
    expect(written['spec']).toEqual(spec)
    expect((await lab.call('GET', `${path}/dv/status`)).body).toEqual(written)
    expect((await lab.call('GET', `${MAPS}/made/status`)).code).toBe(404)
  })
})
