/** The four forms of patch, and the status subresource. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configMap, CONFIG_MAPS, startTestApi } from './test-support/test-api.ts'
import type { TestApi } from './test-support/test-api.ts'

let lab: TestApi
beforeAll(async () => {
  lab = await startTestApi()
  lab.api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'one' } })
})
afterAll(() => lab.close())

describe('patches', () => {
  it('come in four forms, three of them for custom kinds', async () => {
    await lab.call('POST', CONFIG_MAPS, configMap('patched', { a: '1' }))
    await lab.patch(`${CONFIG_MAPS}/patched`, 'merge', { data: { b: '2', a: null } })
    await lab.patch(`${CONFIG_MAPS}/patched`, 'json', [{ op: 'add', path: '/data/c', value: '3' }])
    await lab.patch(`${CONFIG_MAPS}/patched`, 'strategic', { data: { d: '4' } })
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'patched' }, data: { e: '5' } }
    const applied = await lab.patch(`${CONFIG_MAPS}/patched?fieldManager=me`, 'apply', body)
    expect(applied.body['data']).toEqual({ b: '2', c: '3', d: '4', e: '5' })
    const unfit = await lab.patch(`${CONFIG_MAPS}/patched`, 'json', [{ op: 'remove', path: '/data/zz' }])
    expect(unfit).toMatchObject({ code: 422, body: { reason: 'Invalid' } })
    expect((await lab.patch(`${CONFIG_MAPS}/patched`, 'json', { op: 'add' })).code).toBe(400)
    const machines = '/apis/kubevirt.io/v1/namespaces/one/kubevirts'
    await lab.call('POST', machines, { metadata: { name: 'kv' } })
    expect((await lab.patch(`${machines}/kv`, 'strategic', {})).code).toBe(415)
    expect((await lab.patch(`${machines}/kv`, 'merge', { spec: { x: 1 } })).body).toMatchObject({
      metadata: { generation: 2 },
      spec: { x: 1 },
    })
  })

  it('apply creates, asks for a manager and refuses managedFields', async () => {
    const body = configMap('applied', { a: '1' })
    expect((await lab.patch(`${CONFIG_MAPS}/applied`, 'apply', body)).code).toBe(422)
    expect((await lab.patch(`${CONFIG_MAPS}/applied?fieldManager=me`, 'apply', body)).code).toBe(201)
    expect((await lab.patch(`${CONFIG_MAPS}/applied?fieldManager=me`, 'apply', body)).code).toBe(200)
    const conflict = await lab.patch(
      `${CONFIG_MAPS}/applied?fieldManager=you`,
      'apply',
      configMap('applied', { a: '2' }),
    )
    expect(conflict).toMatchObject({ code: 409, body: { details: { causes: [{ field: '.data.a' }] } } })
    const forced = `${CONFIG_MAPS}/applied?fieldManager=you&force=true`
    expect((await lab.patch(forced, 'apply', configMap('applied', { a: '2' }))).body['data']).toEqual({
      a: '2',
    })
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
    await lab.call('POST', CONFIG_MAPS, configMap('made'))
    expect((await lab.call('GET', `${CONFIG_MAPS}/made/status`)).code).toBe(404)
  })
})
