import { describe, expect, it } from 'vitest'
import type { MigrationView } from '../../shared/migration/model.ts'
import { kube, objectsIn } from '../fixtures/kube.ts'
import { follow, planFor, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

// Slow enough that a copy can be caught in the middle.
const world = labSuite('test', 4)

const copying = (view: MigrationView) =>
  view.vms.some((vm) => vm.bytesCopied > 0 && vm.bytesCopied < vm.bytesTotal)

describe('a VM in two runs', () => {
  it('is refused while the first is driven', async () => {
    const id = await start(world.client, await planFor(world, ['db-01'], { targetNamespace: 'first' }))
    await follow(world.client, id, copying)
    const second = await planFor(world, ['db-01'], { name: 'wave-2', targetNamespace: 'second' })
    await expect(start(world.client, second)).rejects.toMatchObject({
      data: { code: 'migration.vm-busy', message: expect.stringContaining('wave-1') as string },
    })
    expect((await kube(world.lab.endpoints.cluster, '/api/v1/namespaces/second')).status).toBe(404)
  })

  it('is taken over from a run that was cut off, and what that left is removed', async () => {
    const { cluster } = world.lab.endpoints
    const plan = await planFor(world, ['db-01'], { targetNamespace: 'first' })
    const first = await start(world.client, plan)
    await follow(world.client, first, copying)
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
    const id = await start(client, await planFor(world, ['db-01'], { targetNamespace: 'gone' }))
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
    const { client } = world
    const { cluster } = world.lab.endpoints
    const id = await start(client, await planFor(world, ['web-01'], { targetNamespace: 'taken' }))
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
    const { client } = world
    const id = await start(client, await planFor(world, ['db-01'], { targetNamespace: 'away' }))
    await follow(client, id, copying)
    await world.lab.close()
    // What it waited for just before may still be shown for a moment.
    const waiting = await follow(client, id, (view) =>
      /connection|127\.0\.0\.1/.test(view.vms[0]?.waitReason ?? ''),
    )
    expect(waiting.vms[0]).toMatchObject({ state: 'running', phase: 'CopyDisks' })
  })
})
