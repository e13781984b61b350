/** Objects of the API server: made, read, listed, changed and deleted by plain requests. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asArray, asText, at } from './json.ts'
import { configMap, CONFIG_MAPS, startTestApi } from './test-support/test-api.ts'
import type { TestApi } from './test-support/test-api.ts'

let lab: TestApi
beforeAll(async () => {
  lab = await startTestApi()
  lab.api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'one' } })
})
afterAll(() => lab.close())

describe('objects', () => {
  it('are created with what the server adds, and found again', async () => {
    const made = await lab.call('POST', CONFIG_MAPS, configMap('made', { a: '1' }))
    expect(made.code).toBe(201)
    expect(made.body['metadata']).toMatchObject({
      namespace: 'one',
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      resourceVersion: expect.stringMatching(/^\d+$/) as string,
      creationTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
    })
    expect((await lab.call('GET', `${CONFIG_MAPS}/made`)).body).toEqual(made.body)
    expect(await lab.call('POST', CONFIG_MAPS, configMap('made'))).toMatchObject({
      code: 409,
      body: { reason: 'AlreadyExists', details: { name: 'made', kind: 'configmaps' } },
    })
  })

  it('get a name from generateName', async () => {
    const body = { metadata: { generateName: 'gen-' } }
    const names = await Promise.all([
      lab.call('POST', CONFIG_MAPS, body),
      lab.call('POST', CONFIG_MAPS, body),
    ])
    for (const one of names) expect(at(one.body, 'metadata', 'name')).toMatch(/^gen-[a-z0-9]{5}$/)
  })

  it('need a namespace that is there', async () => {
    const lost = await lab.call('POST', '/api/v1/namespaces/none/configmaps', configMap('x'))
    expect(lost).toMatchObject({ code: 404, body: { message: 'namespaces "none" not found' } })
    const other = { ...configMap('x'), metadata: { name: 'x', namespace: 'two' } }
    expect((await lab.call('POST', CONFIG_MAPS, other)).code).toBe(400)
  })

  it('are updated at their own revision only', async () => {
    const made = (await lab.call('POST', CONFIG_MAPS, configMap('update', { a: '1' }))).body
    const next = { ...made, data: { a: '2' } }
    expect((await lab.call('PUT', `${CONFIG_MAPS}/update`, next)).code).toBe(200)
    const late = await lab.call('PUT', `${CONFIG_MAPS}/update`, { ...made, data: { a: '3' } })
    expect(late).toMatchObject({ code: 409, body: { reason: 'Conflict' } })
    const uid = { ...configMap('update'), metadata: { name: 'update', uid: 'another' } }
    expect((await lab.call('PUT', `${CONFIG_MAPS}/update`, uid)).code).toBe(409)
    expect((await lab.call('PUT', `${CONFIG_MAPS}/update`, configMap('renamed'))).code).toBe(400)
    expect((await lab.call('PUT', `${CONFIG_MAPS}/none`, configMap('none'))).code).toBe(404)
  })

  it('keep their revision when a write changes nothing', async () => {
    const made = (await lab.call('POST', CONFIG_MAPS, configMap('same', { a: '1' }))).body
    expect((await lab.call('PUT', `${CONFIG_MAPS}/same`, made)).body).toEqual(made)
    expect((await lab.patch(`${CONFIG_MAPS}/same`, 'merge', { data: { a: '1' } })).body).toEqual(made)
  })

  it('are only tried with dryRun', async () => {
    const tried = await lab.call('POST', `${CONFIG_MAPS}?dryRun=All`, configMap('dry'))
    expect(tried).toMatchObject({ code: 201, body: { metadata: { name: 'dry' } } })
    expect((await lab.call('GET', `${CONFIG_MAPS}/dry`)).code).toBe(404)
    await lab.call('POST', CONFIG_MAPS, configMap('wet'))
    expect(
      (await lab.patch(`${CONFIG_MAPS}/wet?dryRun=All`, 'merge', { data: { a: '1' } })).body['data'],
    ).toEqual({
      a: '1',
    })
    expect((await lab.call('DELETE', `${CONFIG_MAPS}/wet?dryRun=All`)).code).toBe(200)
    expect((await lab.call('GET', `${CONFIG_MAPS}/wet`)).body['data']).toEqual({})
    expect((await lab.call('POST', `${CONFIG_MAPS}?dryRun=Some`, configMap('dry'))).code).toBe(422)
  })

  it('go at once, or when their last finalizer goes', async () => {
    await lab.call('POST', CONFIG_MAPS, configMap('plain'))
    expect((await lab.call('DELETE', `${CONFIG_MAPS}/plain`)).body).toMatchObject({
      kind: 'Status',
      status: 'Success',
    })
    expect((await lab.call('DELETE', `${CONFIG_MAPS}/plain`)).code).toBe(404)
    await lab.call('POST', CONFIG_MAPS, {
      ...configMap('held'),
      metadata: { name: 'held', finalizers: ['x.example/hold'] },
    })
    const leaving = await lab.call('DELETE', `${CONFIG_MAPS}/held`)
    expect(leaving.body['metadata']).toHaveProperty('deletionTimestamp')
    const added = await lab.patch(`${CONFIG_MAPS}/held`, 'merge', {
      metadata: { finalizers: ['x.example/hold', 'y'] },
    })
    expect(added.code).toBe(422)
    await lab.patch(`${CONFIG_MAPS}/held`, 'json', [{ op: 'remove', path: '/metadata/finalizers' }])
    expect((await lab.call('GET', `${CONFIG_MAPS}/held`)).code).toBe(404)
  })

  it('are deleted only under their preconditions', async () => {
    const made = (await lab.call('POST', CONFIG_MAPS, configMap('careful'))).body
    const wrong = { preconditions: { uid: 'another' } }
    expect((await lab.call('DELETE', `${CONFIG_MAPS}/careful`, wrong)).code).toBe(409)
    const right = { preconditions: { uid: at(made, 'metadata', 'uid') ?? '' } }
    expect((await lab.call('DELETE', `${CONFIG_MAPS}/careful`, right)).code).toBe(200)
  })

  it('are deleted by selector', async () => {
    for (const [name, app] of [
      ['d1', 'gone'],
      ['d2', 'gone'],
      ['d3', 'stays'],
    ] as const)
      await lab.call('POST', CONFIG_MAPS, { ...configMap(name), metadata: { name, labels: { app } } })
    const gone = await lab.call('DELETE', `${CONFIG_MAPS}?labelSelector=app%3Dgone`)
    expect(asArray(gone.body['items'])).toHaveLength(2)
    expect(asArray((await lab.call('GET', `${CONFIG_MAPS}?labelSelector=app`)).body['items'])).toHaveLength(1)
  })
})

describe('lists', () => {
  it('come in pieces of one revision, whatever happens in between', async () => {
    const path = '/api/v1/namespaces/pages/configmaps'
    lab.api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'pages' } })
    for (const name of ['a', 'b', 'c', 'd', 'e']) await lab.call('POST', path, configMap(name))
    const first = (await lab.call('GET', `${path}?limit=2`)).body
    expect(first['metadata']).toMatchObject({ remainingItemCount: 3 })
    await lab.call('DELETE', `${path}/c`)
    await lab.call('POST', path, configMap('cc'))
    const next = encodeURIComponent(asText(at(first, 'metadata', 'continue')))
    const rest = (await lab.call('GET', `${path}?limit=10&continue=${next}`)).body
    expect(asArray(rest['items']).map((item) => at(item, 'metadata', 'name'))).toEqual(['c', 'd', 'e'])
    expect(at(rest, 'metadata', 'resourceVersion')).toBe(at(first, 'metadata', 'resourceVersion'))
    expect((await lab.call('GET', `${path}?continue=nonsense`)).code).toBe(400)
  })

  it('come as tables and as metadata alone', async () => {
    await lab.call('POST', CONFIG_MAPS, configMap('shown', { a: '1', b: '2' }))
    const query = '?fieldSelector=metadata.name%3Dshown'
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
    const table = (await lab.call('GET', CONFIG_MAPS + query, undefined, { accept })).body
    expect(asArray(table['columnDefinitions']).map((one) => at(one, 'name'))).toEqual(['Name', 'Data', 'Age'])
    expect(asArray(table['rows'])[0]).toMatchObject({
      cells: ['shown', 2, expect.stringMatching(/^\d+s$/) as string],
      object: { kind: 'PartialObjectMetadata', metadata: { name: 'shown' } },
    })
    const partial = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'
    const metadata = (await lab.call('GET', CONFIG_MAPS + query, undefined, { accept: partial })).body
    expect(metadata['kind']).toBe('PartialObjectMetadataList')
    expect(asArray(metadata['items'])[0]).not.toHaveProperty('data')
  })
})
