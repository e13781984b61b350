/** The server seen through @kubernetes/client-node, as the application itself sees a cluster. */
import {
  ApiException,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
  V1Secret,
  VersionApi,
  makeInformer,
} from '@kubernetes/client-node'
import type { KubernetesObject, V1ConfigMap } from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi } from './test-support/test-api.ts'
import type { TestApi } from './test-support/test-api.ts'

let lab: TestApi
const config = new KubeConfig()

beforeAll(async () => {
  lab = await startTestApi({ historyLimit: 20 })
  config.loadFromString(lab.kubeconfig)
})

afterAll(() => lab.close())

interface Data {
  readonly data: Readonly<Record<string, string>>
}

const DATA_VOLUMES = {
  group: 'cdi.kubevirt.io',
  version: 'v1beta1',
  namespace: 'default',
  plural: 'datavolumes',
} as const

describe('typed and custom clients', () => {
  it('create, read, list and delete', async () => {
    const core = config.makeApiClient(CoreV1Api)
    const body = Object.assign(new V1Secret(), { metadata: { name: 'typed' }, stringData: { user: 'me' } })
    const secret = await core.createNamespacedSecret({ namespace: 'default', body })
    expect(secret.data).toEqual({ user: 'bWU=' })
    expect(secret.metadata?.creationTimestamp).toBeInstanceOf(Date)
    const list = await core.listNamespacedSecret({ namespace: 'default' })
    expect(list.items.map((item) => item.metadata?.name)).toEqual(['typed'])
    await core.deleteNamespacedSecret({ namespace: 'default', name: 'typed' })
    const lost = core.readNamespacedSecret({ namespace: 'default', name: 'typed' })
    await expect(lost).rejects.toSatisfy((error) => error instanceof ApiException && error.code === 404)
    expect((await config.makeApiClient(VersionApi).getCode()).major).toBe('1')
  })

  it('handle custom objects and their status', async () => {
    const custom = config.makeApiClient(CustomObjectsApi)
    const spec = { source: { blank: {} }, storage: { resources: { requests: { storage: '1Gi' } } } }
    const body = { apiVersion: 'cdi.kubevirt.io/v1beta1', kind: 'DataVolume', metadata: { name: 'dv' }, spec }
    const made = (await custom.createNamespacedCustomObject({ ...DATA_VOLUMES, body })) as typeof body
    const status = { phase: 'Succeeded', progress: '100.0%' }
    await custom.replaceNamespacedCustomObjectStatus({
      ...DATA_VOLUMES,
      name: 'dv',
      body: { ...made, status },
    })
    const read = (await custom.getNamespacedCustomObject({ ...DATA_VOLUMES, name: 'dv' })) as object
    expect(read).toMatchObject({ spec, status, metadata: { generation: 1 } })
    await custom.deleteNamespacedCustomObject({ ...DATA_VOLUMES, name: 'dv' })
  })

  it('apply from the server side and patch by discovery', async () => {
    const objects = KubernetesObjectApi.makeApiClient(config)
    const map = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'applied', namespace: 'default' },
      data: { a: '1', b: '2' },
    }
    const apply = (data: Record<string, string>) =>
      objects.patch<KubernetesObject & Data>(
        { ...map, data },
        undefined,
        undefined,
        'palletjack',
        true,
        PatchStrategy.ServerSideApply,
      )
    expect((await apply(map.data)).data).toEqual({ a: '1', b: '2' })
    expect((await apply({ b: '3' })).data).toEqual({ b: '3' })
    const merged = await objects.patch<KubernetesObject & Data>(
      { ...map, data: { c: '4' } },
      undefined,
      undefined,
      undefined,
      undefined,
      PatchStrategy.MergePatch,
    )
    expect(merged.data).toEqual({ b: '3', c: '4' })
  })
})

describe('an informer', () => {
  it('lists again when its revision is beyond the history, and misses nothing', async () => {
    const core = config.makeApiClient(CoreV1Api)
    const path = '/api/v1/namespaces/default/configmaps'
    const labelSelector = 'for=informer'
    let lists = 0
    const informer = makeInformer<V1ConfigMap>(
      config,
      path,
      () => {
        lists += 1
        return core.listNamespacedConfigMap({ namespace: 'default', labelSelector })
      },
      labelSelector,
    )
    const create = (name: string) =>
      lab.call('POST', path, { metadata: { name, labels: { for: 'informer' } } })
    const waiting = new Map<string, () => void>()
    const added = (name: string): Promise<void> => new Promise((resolve) => waiting.set(name, resolve))
    informer.on('add', (object) => waiting.get(object.metadata?.name ?? '')?.())
    const first = added('first')
    await informer.start()
    await create('first')
    await first
    await informer.stop()
    expect(lists).toBe(1)
    // Twice the history and more, so that the revision where the informer stopped is forgotten.
    for (let index = 0; index < 60; index += 1)
      await lab.patch('/api/v1/namespaces/default', 'merge', { metadata: { labels: { n: String(index) } } })
    const second = added('second')
    await create('second')
    await informer.start()
    await second
    expect(lists).toBe(2)
    const third = added('third')
    await create('third')
    await third
    await informer.stop()
  })
})
