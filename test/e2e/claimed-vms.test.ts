import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MigrationView } from '../../shared/migration/model.ts'
import { kube, objectsIn } from '../fixtures/kube.ts'
import {
  connectTo,
  follow,
  planFor,
  start,
  startLabWorld,
  type Connected,
  type LabWorld,
} from '../fixtures/lab-backend.ts'
import { createBackend } from '../../electron/backend.ts'

let world: LabWorld
let connected: Connected
beforeEach(async () => {
  // Slow enough that a copy can be caught in the middle.
  world = await startLabWorld(4)
  connected = await connectTo(world)
})
afterEach(async () => {
  await connected.backend.close()
  await world.close()
})

const copying = (view: MigrationView) =>
  view.vms.some((vm) => vm.bytesCopied > 0 && vm.bytesCopied < vm.bytesTotal)

/** A second process with the same journal whose user connects the two ends anew, as the command line does. */
async function connectAnew(): Promise<Connected> {
  const backend = await createBackend({ home: `${world.home}/state`, shell: 'test' })
  const { vcenter, cluster } = world.lab.endpoints
  const { client } = backend
  const source = await client.providers.addVsphere({
    name: 'vc-anew',
    url: vcenter.url,
    username: vcenter.username,
    password: vcenter.password,
    trust: { kind: 'fingerprint', value: vcenter.sha256 },
  })
  const access = { kind: 'token', url: cluster.url, token: cluster.token, caPem: cluster.caPem } as const
  const target = await client.providers.addCluster({ name: 'ocp-anew', access })
  return { backend, client, sourceId: source.id, targetId: target.id }
}

describe('a VM in two runs', () => {
  it('is refused while the first is driven', async () => {
    const id = await start(
      connected.client,
      await planFor(connected, ['db-01'], { targetNamespace: 'first' }),
    )
    await follow(connected.client, id, copying)
    const second = await planFor(connected, ['db-01'], { name: 'wave-2', targetNamespace: 'second' })
    await expect(start(connected.client, second)).rejects.toMatchObject({
      data: { code: 'migration.vm-busy', message: expect.stringContaining('wave-1') as string },
    })
    expect((await kube(world.lab.endpoints.cluster, '/api/v1/namespaces/second')).status).toBe(404)
  })

  it('is taken over from a run that was cut off, and what that left is removed', async () => {
    const { cluster } = world.lab.endpoints
    const plan = await planFor(connected, ['db-01'], { targetNamespace: 'first' })
    const first = await start(connected.client, plan)
    await follow(connected.client, first, copying)
    await connected.backend.close()
    expect((await objectsIn(cluster, 'first')).some((name) => name.startsWith('secret/'))).toBe(true)

    connected = await connectAnew()
    const { client } = connected
    const again = await planFor(connected, ['db-01'], { name: 'wave-2', targetNamespace: 'second' })
    const second = await start(client, again)
    expect(await objectsIn(cluster, 'first')).toEqual([])
    expect(await follow(client, first)).toMatchObject({
      state: 'failed',
      vms: [{ problem: { code: 'migration.superseded' } }],
    })
    // The first run shut it down; that debt goes over to the second.
    expect((await follow(client, second)).state).toBe('succeeded')
    const { body } = await kube(cluster, '/apis/kubevirt.io/v1/namespaces/second/virtualmachines/db-01')
    expect(body['spec']).toMatchObject({ runStrategy: 'Always' })
  })
})

describe('while the disks are copied', () => {
  it('a DataVolume that somebody deletes ends the run with that reason, and nothing is left', async () => {
    const { client } = connected
    const { cluster } = world.lab.endpoints
    const id = await start(client, await planFor(connected, ['db-01'], { targetNamespace: 'gone' }))
    await follow(client, id, copying)
    const [volume = ''] = (await objectsIn(cluster, 'gone')).filter((name) => name.startsWith('dv/'))
    await kube(cluster, `/apis/cdi.kubevirt.io/v1beta1/namespaces/gone/datavolumes/${volume.slice(3)}`, {
      method: 'DELETE',
    })
    const end = await follow(client, id)
    expect(end.vms[0]?.problem).toMatchObject({ code: 'migration.volume-missing' })
    expect(await objectsIn(cluster, 'gone')).toEqual([])
  })

  it('a VM that somebody makes under the target name is left as it is', async () => {
    const { client } = connected
    const { cluster } = world.lab.endpoints
    const id = await start(client, await planFor(connected, ['web-01'], { targetNamespace: 'taken' }))
    await follow(client, id, copying)
    const path = '/apis/kubevirt.io/v1/namespaces/taken/virtualmachines'
    const spec = { runStrategy: 'Halted', template: { spec: { domain: { devices: {} } } } }
    const metadata = { name: 'web-01', namespace: 'taken' }
    const body = { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', metadata, spec }
    expect((await kube(cluster, path, { method: 'POST', body })).status).toBe(201)
    const end = await follow(client, id)
    expect(end.vms[0]?.problem).toMatchObject({ code: 'migration.target-exists' })
    expect((await kube(cluster, `${path}/web-01`)).body['spec']).toMatchObject({ runStrategy: 'Halted' })
    expect(await objectsIn(cluster, 'taken')).toEqual(['vm/web-01'])
  })

  it('a cluster that goes away is the reason that is shown', async () => {
    const { client } = connected
    const id = await start(client, await planFor(connected, ['db-01'], { targetNamespace: 'away' }))
    await follow(client, id, copying)
    await world.lab.close()
    const waiting = await follow(client, id, (view) => view.vms[0]?.waitReason !== '')
    expect(waiting.vms[0]).toMatchObject({ state: 'running', phase: 'CopyDisks' })
    expect(waiting.vms[0]).toMatchObject({
      waitReason: expect.stringMatching(/connection|127\.0\.0\.1/) as string,
    })
  })
})
