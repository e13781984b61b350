/** Probes against a real API server with its own Job controller, admission and garbage collector. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kube } from '../fixtures/kube.ts'
import { kubeIsMissing, kubeTitle, startKubeWorld, type KubeWorld } from './kube-world.ts'

let world: KubeWorld
let close: (() => Promise<void>) | undefined

const namespace = 'probed'

async function lastOf<T>(stream: AsyncIterable<T>): Promise<T> {
  let last: T | undefined
  for await (const view of stream) last = view
  if (last === undefined) throw new Error('the probe was never shown')
  return last
}

async function vddk(image?: string) {
  return lastOf(await world.client.probes.vddk({ targetId: world.targetId, namespace, image }))
}

async function left(): Promise<string[]> {
  const paths = [`/apis/batch/v1/namespaces/${namespace}/jobs`, `/api/v1/namespaces/${namespace}/pods`]
  const lists = await Promise.all(paths.map((path) => kube(world.cluster.admin, path)))
  return lists.flatMap(({ body }) => (body.items ?? []).map(({ metadata }) => metadata.name))
}

async function create(path: string, body: object): Promise<void> {
  const { status } = await kube(world.cluster.admin, path, { method: 'POST', body })
  if (status !== 201) throw new Error(`${path} answered ${status}`)
}

describe.skipIf(kubeIsMissing !== undefined)(`probes on ${kubeTitle}`, () => {
  beforeAll(async () => {
    world = await startKubeWorld()
    close = () => world.close()
    // The strictest level that a namespace can ask for.
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
    const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } }
    await create('/api/v1/namespaces', space)
  })
  afterAll(() => close?.())

  it('pass strict validation and the level "restricted", look, and leave nothing', async () => {
    const { client, sourceId, targetId } = world
    const network = await lastOf(await client.probes.network({ targetId, namespace, sourceId }))
    expect(network).toMatchObject({ state: 'done', cleanedUp: true })
    expect(network.servers.every(({ cluster }) => cluster.dns.state === 'ok')).toBe(true)
    expect(await vddk()).toMatchObject({ state: 'done', cleanedUp: true, libraryVersion: '8.0.3' })
    expect(await left()).toEqual([])
  })

  it('tell why an image cannot be pulled, and leave nothing', async () => {
    const view = await vddk('registry.corp.invalid/vddk:8')
    expect(view).toMatchObject({ state: 'done', cleanedUp: true, pull: { state: 'failed' } })
    expect(view.pull.detail).toContain('no such host')
    expect(await left()).toEqual([])
  })

  it('need the right to create Jobs, and say so', async () => {
    await world.cluster.setAdministrator(false)
    const view = await vddk('registry.lab.example/vddk:8.0.3')
    await world.cluster.setAdministrator(true)
    expect(view).toMatchObject({ state: 'failed', problem: { code: 'cluster.forbidden' }, cleanedUp: true })
    expect(await left()).toEqual([])
  })

  it('are told of a quota before a Job is made', async () => {
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'none', namespace },
      spec: { hard: { pods: '0', 'limits.memory': '1Gi' } },
    }
    await create(`/api/v1/namespaces/${namespace}/resourcequotas`, quota)
    const view = await vddk()
    expect(view).toMatchObject({
      state: 'failed',
      cleanedUp: true,
      problem: {
        code: 'cluster.quota-exceeded',
        detail: expect.stringContaining('exceeded quota: none') as string,
      },
    })
    expect(await left()).toEqual([])
  })
})
