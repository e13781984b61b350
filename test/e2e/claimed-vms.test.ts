import { describe, expect, it } from 'vitest'
import { kube, objectsIn } from '../fixtures/kube.ts'
import { follow, isCopying, planFor, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

const world = labSuite('test')

describe('a VM in two runs', () => {
  it('is refused while the first is driven', async () => {
    world.hold('copies')
    const id = await start(world.client, await planFor(world, ['db-01'], { targetNamespace: 'first' }))
    await follow(world.client, id, isCopying)
    const second = await planFor(world, ['db-01'], { name: 'wave-2', targetNamespace: 'second' })
    await expect(start(world.client, second)).rejects.toMatchObject({
      data: { code: 'migration.vm-busy', message: expect.stringContaining('wave-1') as string },
    })
    expect((await kube(world.lab.endpoints.cluster, '/api/v1/namespaces/second')).status).toBe(404)
  })

  it('is taken over from a run that was cut off, and what that left is removed', async () => {
    const { cluster } = world.lab.endpoints
    const goOn = world.hold('copies')
    const plan = await planFor(world, ['db-01'], { targetNamespace: 'first' })
    const first = await start(world.client, plan)
    await follow(world.client, first, isCopying)
    await world.stop()
    expect((await objectsIn(cluster, 'first')).some((name) => name.startsWith('secret/'))).toBe(true)

    await world.restartAnew()
    const { client } = world
    const again = await planFor(world, ['db-01'], { name: 'wave-2', targetNamespace: 'second' })
    const second = await start(client, again)
    expect(await objectsIn(cluster, 'first')).toEqual([])
    expect(await follow(client, first)).toMatchObject({
      state: 'failed',
      vms: [{ problem: { code: 'migration.superseded' } }],
    })
    goOn()
    // The first run shut it down; that debt goes over to the second.
    expect((await follow(client, second)).state).toBe('succeeded')
    const { body } = await kube(cluster, '/apis/kubevirt.io/v1/namespaces/second/virtualmachines/db-01')
    expect(body['spec']).toMatchObject({ runStrategy: 'Always' })
  })
})

describe('while the disks are copied', () => {
  it('a DataVolume that somebody deletes ends the run with that reason, and nothing is left', async () => {
    const { client } = world
    const { cluster } = world.lab.endpoints
    world.hold('copies')
    const id = await start(client, await planFor(world, ['db-01'], { targetNamespace: 'gone' }))
    await follow(client, id, isCopying)
    const [volume = ''] = (await objectsIn(cluster, 'gone')).filter((name) => name.startsWith('dv/'))
    await kube(cluster, `/apis/cdi.kubevirt.io/v1beta1/namespaces/gone/datavolumes/${volume.slice(3)}`, {
      method: 'DELETE',
    })
    const end = await follow(client, id)
    expect(end.vms[0]?.problem).toMatchObject({ code: 'migration.volume-missing' })
    expect(await objectsIn(cluster, 'gone')).toEqual([])
  })

  it('a VM that somebody makes under the target name is left as it is', async () => {
    const { client } = world
    const { cluster } = world.lab.endpoints
    const goOn = world.hold('copies')
    const id = await start(client, await planFor(world, ['web-01'], { targetNamespace: 'taken' }))
    await follow(client, id, isCopying)
    const path = '/apis/kubevirt.io/v1/namespaces/taken/virtualmachines'
    const spec = { runStrategy: 'Halted', template: { spec: { domain: { devices: {} } } } }
    const metadata = { name: 'web-01', namespace: 'taken' }
    const body = { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', metadata, spec }
    expect((await kube(cluster, path, { method: 'POST', body })).status).toBe(201)
    goOn()
    const end = await follow(client, id)
    expect(end.vms[0]?.problem).toMatchObject({ code: 'migration.target-exists' })
    expect((await kube(cluster, `${path}/web-01`)).body['spec']).toMatchObject({ runStrategy: 'Halted' })
    // What was copied is kept for another try; without one, only that goes.
    expect(end.vms[0]?.canRetryConversion).toBe(true)
    await client.migrations.discard({ migrationId: id })
    expect(await objectsIn(cluster, 'taken')).toEqual(['vm/web-01'])
  })

  it('a cluster that goes away is the reason that is shown', async () => {
    const { client } = world
    world.hold('copies')
    const id = await start(client, await planFor(world, ['db-01'], { targetNamespace: 'away' }))
    await follow(client, id, isCopying)
    await world.lab.close()
    // What it waited for just before may still be shown for a moment.
    const waiting = await follow(client, id, (view) =>
      /connection|127\.0\.0\.1/.test(view.vms[0]?.waitReason ?? ''),
    )
    expect(waiting.vms[0]).toMatchObject({ state: 'running', phase: 'CopyDisks' })
  })
})
