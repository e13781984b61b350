/** What a person decides about a target: settings of its provider, the transfer network, privileged conversion. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../shared/contract/contract.ts'
import type { MigrationView } from '../../shared/migration/model.ts'
import { planOptionsSchema, type PlanInput } from '../../shared/plan/model.ts'
import { kube, objectsIn, type KubeLike } from '../fixtures/kube.ts'
import { follow, isCopying, planFor, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

const world = labSuite('file')

const transferNetwork = { namespace: 'default', name: 'transfer-10g' }
const settings = {
  transferNetwork,
  vddkImage: 'registry.example.com/vddk:8.0.3',
  conversionImage: 'registry.example.com/v2v:2.12',
}
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => (error as { data?: { code?: string } }).data?.code,
  )
const cluster = () => world.lab.endpoints.cluster
const settingsOf = async (client: Client, id: string) => {
  for await (const list of await client.providers.watch()) return list.find((one) => one.id === id)?.settings
  return undefined
}
const annotationsOf = ({ metadata }: KubeLike) => metadata['annotations'] as Record<string, string>
const isConverting = (view: MigrationView) => view.vms.some((vm) => vm.phase === 'ConvertGuest')

describe('settings of a cluster', () => {
  it('are put over what the cluster tells', async () => {
    const { client, targetId } = world
    const before = await client.target.describe({ providerId: targetId })
    expect(before).toMatchObject({ conversionImage: '', vddkImage: 'registry.lab.example/vddk:8.0.3' })
    const saved = await client.providers.saveClusterSettings({ id: targetId, settings })
    expect(saved.settings).toEqual(settings)
    expect(await client.target.describe({ providerId: targetId })).toMatchObject({
      ...settings,
      vddkImageSource: 'Setting of this provider',
    })
    const steps = await client.providers.check({ id: targetId })
    expect(steps.find((step) => step.id === 'transfer-network')).toMatchObject({ state: 'ok' })
    expect(steps.find((step) => step.id === 'vddk-image')?.message).toContain(settings.vddkImage)
  })

  it('are refused when the cluster knows better, and stay as they were', async () => {
    const { client, targetId } = world
    const save = (change: object) =>
      codeOf(client.providers.saveClusterSettings({ id: targetId, settings: { ...settings, ...change } }))
    expect(await save({ transferNetwork: { namespace: 'default', name: 'nope' } })).toBe(
      'provider.attachment-missing',
    )
    expect(await save({ vddkImage: 'https://registry.example.com/vddk' })).toBe('provider.image-malformed')
    expect(await codeOf(client.providers.saveClusterSettings({ id: world.sourceId, settings }))).toBe(
      'provider.unknown',
    )
    expect(await settingsOf(client, targetId)).toEqual(settings)
  })

  it('outlive a reconnect, an edit and a restart', async () => {
    const { client, targetId } = world
    expect((await client.providers.reconnect({ id: targetId })).settings).toEqual(settings)
    const { url, token, caPem } = cluster()
    const access = { kind: 'token', url, token, caPem } as const
    expect((await client.providers.editCluster({ id: targetId, name: 'ocp-2', access })).settings).toEqual(
      settings,
    )
    await world.restart()
    const again = world.client
    expect(await settingsOf(again, targetId)).toEqual(settings)
    await world.unlock()
    expect(await settingsOf(again, targetId)).toEqual(settings)
  })

  it('go when they are left out', async () => {
    const { client, targetId } = world
    const saved = await client.providers.saveClusterSettings({
      id: targetId,
      settings: { transferNetwork, vddkImage: '' },
    })
    expect(saved.settings).toEqual({ transferNetwork })
  })
})

describe('the transfer network', () => {
  it("of the provider's settings is the one that disks are copied over", async () => {
    const { client } = world
    world.hold('copies')
    const id = await start(client, await planFor(world, ['web-01'], { targetNamespace: 'over-10g' }))
    await follow(client, id, isCopying)
    const networks = '[{"name":"transfer-10g","namespace":"default","default-route":["198.51.100.1"]}]'
    const list = async (path: string) => (await kube(cluster(), path)).body.items ?? []
    const volumes = await list('/apis/cdi.kubevirt.io/v1beta1/namespaces/over-10g/datavolumes')
    const pods = await list('/api/v1/namespaces/over-10g/pods')
    expect([...volumes, ...pods].length).toBeGreaterThan(1)
    for (const object of [...volumes, ...pods])
      expect(annotationsOf(object)['k8s.v1.cni.cncf.io/networks']).toBe(networks)
    await client.migrations.cancel({ migrationId: id })
  })

  it('of a plan that wants the pod network is none', async () => {
    const { client } = world
    world.hold('copies')
    const plan = await planFor(world, ['app-01'], {
      name: 'over-pod',
      targetNamespace: 'over-pod',
      transferNetwork: { kind: 'pod' },
    })
    const id = await start(client, plan)
    await follow(client, id, isCopying)
    const { body } = await kube(cluster(), '/apis/cdi.kubevirt.io/v1beta1/namespaces/over-pod/datavolumes')
    for (const object of body.items ?? [])
      expect(annotationsOf(object)).not.toHaveProperty('k8s.v1.cni.cncf.io/networks')
    await client.migrations.cancel({ migrationId: id })
  })
})

describe('a quota', () => {
  it('that the disks of a plan exceed blocks it', async () => {
    const plan = await planFor(world, ['db-01'], { targetNamespace: 'limited' })
    const { findings } = await world.client.plans.review(plan)
    expect(findings.map((one) => one.rule)).toContain('quota-exceeded')
  })
})

describe('without the constraint of Forklift', () => {
  const level = 'pod-security.kubernetes.io/enforce'
  const namespace = 'strict'
  const consent: Partial<PlanInput> = {
    targetNamespace: namespace,
    options: planOptionsSchema.parse({ privilegedConversion: true }),
  }
  const labels = async () =>
    (await kube(cluster(), `/api/v1/namespaces/${namespace}`)).body.metadata['labels'] as Record<
      string,
      string
    >
  const access = () =>
    Promise.all(
      [
        `/api/v1/namespaces/${namespace}/serviceaccounts/palletjack-conversion`,
        `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings/palletjack-conversion`,
      ].map(async (path) => (await kube(cluster(), path)).status),
    )

  beforeAll(async () => {
    await kube(
      cluster(),
      '/apis/security.openshift.io/v1/securitycontextconstraints/forklift-controller-scc',
      { method: 'DELETE' },
    )
    const metadata = { name: namespace, labels: { [level]: 'restricted', team: 'a' } }
    await kube(cluster(), '/api/v1/namespaces', { method: 'POST', body: { metadata } })
  })

  it('a plan is blocked, and says why', async () => {
    const plan = await planFor(world, ['web-01'], { targetNamespace: namespace })
    const critical = async () => {
      const { findings } = await world.client.plans.review(plan)
      return findings.find((one) => one.category === 'Critical')?.rule
    }
    // What a review knows of its cluster may be a moment old.
    await expect.poll(critical).toBe('conversion-refused')
  })

  it('a plan with consent converts, and leaves the namespace as it was', async () => {
    const { client } = world
    const goOn = world.hold('conversions')
    const id = await start(client, await planFor(world, ['db-01'], { ...consent, name: 'consent' }))
    await follow(client, id, isConverting)
    expect((await labels())[level]).toBe('privileged')
    expect(await access()).toEqual([200, 200])
    goOn()
    const end = await follow(client, id)
    expect(end.vms.map((vm) => [vm.state, vm.problem])).toEqual([['succeeded', undefined]])
    expect(await labels()).toMatchObject({ [level]: 'restricted', team: 'a' })
    const { body } = await kube(cluster(), `/api/v1/namespaces/${namespace}`)
    expect(body.metadata['annotations'] ?? {}).toEqual({})
    expect(await access()).toEqual([404, 404])
  })

  it('a run that a crash cut off gives it back when another process has finished it', async () => {
    const goOn = world.hold('conversions')
    const plan = await planFor(world, ['app/billing-01'], { ...consent, name: 'cut-off' })
    const id = await start(world.client, plan)
    await follow(world.client, id, isConverting)
    await world.restart()
    expect((await labels())[level]).toBe('privileged')
    await world.unlock()
    goOn()
    expect((await follow(world.client, id)).state).toBe('succeeded')
    expect(await labels()).toMatchObject({ [level]: 'restricted', team: 'a' })
    expect(await access()).toEqual([404, 404])
  })

  it('a run that is given up while its cluster is not connected gives it back once that is', async () => {
    world.hold('conversions')
    const plan = await planFor(world, ['app-01'], { ...consent, name: 'given-up' })
    const id = await start(world.client, plan)
    await follow(world.client, id, isConverting)
    await world.restart()
    await world.client.migrations.cancel({ migrationId: id })
    expect((await follow(world.client, id)).state).toBe('failed')
    const pods = async () =>
      (await objectsIn(cluster(), namespace)).filter((name) => name.includes('-convert-'))
    for (const pod of await pods())
      await kube(cluster(), `/api/v1/namespaces/${namespace}/pods/${pod.slice(4)}`, { method: 'DELETE' })
    await expect.poll(pods, { timeout: 10_000 }).toEqual([])
    expect((await labels())[level]).toBe('privileged')
    expect(await access()).toEqual([200, 200])
    await world.unlock()
    await expect.poll(access, { timeout: 10_000 }).toEqual([404, 404])
    expect(await labels()).toMatchObject({ [level]: 'restricted', team: 'a' })
  })

  it('a run that is canceled while it converts leaves the namespace as it was, too', async () => {
    const { client } = world
    world.hold('conversions')
    const id = await start(client, await planFor(world, ['Web Front 02'], { ...consent, name: 'canceled' }))
    await follow(client, id, isConverting)
    await client.migrations.cancel({ migrationId: id })
    expect(await labels()).toMatchObject({ [level]: 'restricted', team: 'a' })
    expect(await access()).toEqual([404, 404])
    const left = await objectsIn(cluster(), namespace)
    expect(left.filter((name) => name.startsWith('pod/') && name.includes('convert'))).toEqual([])
  })
})
