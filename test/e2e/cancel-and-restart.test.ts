import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../../electron/journal/sqlite-journal.ts'
import { planOptionsSchema } from '../../shared/plan/model.ts'
import { palletjack } from '../fixtures/cli-process.ts'
import { kube, objectsIn } from '../fixtures/kube.ts'
import { follow, isCopying, planFor, readInventory, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

const world = labSuite('test')

describe('cancel', () => {
  it('in the middle of a copy leaves nothing on the target and the source running', async () => {
    const { client } = world
    world.hold('copies')
    const id = await start(client, await planFor(world, ['db-01'], { targetNamespace: 'gone' }))
    await follow(client, id, isCopying)
    expect(await objectsIn(world.lab.endpoints.cluster, 'gone')).not.toEqual([])
    expect(await client.migrations.cancel({ migrationId: id })).toEqual({ canceled: 1 })
    const end = await follow(client, id)
    expect(end.state).toBe('canceled')
    expect(await objectsIn(world.lab.endpoints.cluster, 'gone')).toEqual([])
    expect((await kube(world.lab.endpoints.cluster, '/api/v1/namespaces/gone')).status).toBe(404)
    const inventory = await readInventory(client, world.sourceId)
    expect(inventory.vms.find((vm) => vm.name === 'db-01')?.powerState).toBe('poweredOn')
  })

  it('of one VM lets the others finish, and the plan can be started again for the rest', async () => {
    const { client } = world
    const goOn = world.hold('copies')
    const plan = await planFor(world, ['web-01', 'db-01'], { targetNamespace: 'partly' })
    const id = await start(client, plan)
    await follow(client, id, isCopying)
    const inventory = await readInventory(client, world.sourceId)
    const db = inventory.vms.find((vm) => vm.name === 'db-01')!
    await client.migrations.cancel({ migrationId: id, vmIds: [db.id] })
    goOn()
    const end = await follow(client, id)
    expect(end.vms.map((vm) => [vm.name, vm.state])).toEqual([
      ['web-01', 'succeeded'],
      ['db-01', 'canceled'],
    ])
    const again = await client.migrations.start({ planId: end.planId })
    const second = await follow(client, again.migrationId)
    expect(second.vms.map((vm) => [vm.name, vm.state])).toEqual([['db-01', 'succeeded']])
  })

  it('of one VM that was under way when the process ended goes on with the next one', async () => {
    const { lab } = world
    const goOn = world.hold('copies')
    const id = await start(
      world.client,
      await planFor(world, ['web-01', 'db-01'], { targetNamespace: 'cut' }),
    )
    const view = await follow(world.client, id, isCopying)
    const db = view.vms.find((vm) => vm.name === 'db-01')!
    // Nothing can be removed yet.
    lab.cluster.fail({ refuse: { status: 500, methods: ['DELETE'] } })
    void world.client.migrations.cancel({ migrationId: id, vmIds: [db.vmId] }).catch(() => undefined)
    await follow(world.client, id, (now) =>
      now.vms.some((vm) => vm.vmId === db.vmId && vm.waitReason.startsWith('removes')),
    )
    await world.restart()
    lab.cluster.fail({})
    await world.unlock()
    goOn()
    const end = await follow(world.client, id)
    expect(end.vms.map((vm) => [vm.name, vm.state, vm.problem])).toEqual([
      ['web-01', 'succeeded', undefined],
      ['db-01', 'canceled', undefined],
    ])
    const inventory = await readInventory(world.client, world.sourceId)
    expect(inventory.vms.find((vm) => vm.name === 'db-01')?.powerState).toBe('poweredOn')
    expect((await objectsIn(lab.endpoints.cluster, 'cut')).filter((name) => name.includes('db-01'))).toEqual(
      [],
    )
  })
})

describe('failure', () => {
  it('of the conversion is told with its reason, and what was copied is removed where the plan says so', async () => {
    const { client } = world
    const { cluster } = world.lab.endpoints
    world.hold('conversions')
    const options = planOptionsSchema.parse({ keepDisksOnConversionFailure: false })
    const plan = await planFor(world, ['web-01'], { targetNamespace: 'broken', options })
    const id = await start(client, plan)
    const view = await follow(client, id, (one) => one.vms[0]?.phase === 'ConvertGuest')
    expect(view.vms[0]?.phase).toBe('ConvertGuest')
    const pod = (await objectsIn(cluster, 'broken')).find(
      (name) => name.startsWith('pod/') && name.includes('convert'),
    )!
    const path = `/api/v1/namespaces/broken/pods/${pod.slice(4)}`
    // A kubelet that only begins would take the word back that it failed.
    await expect
      .poll(async () => (await kube(cluster, path)).body['status'])
      .toMatchObject({ phase: 'Running', containerStatuses: [{ ready: true }] })
    const terminated = { exitCode: 1, message: 'virt-v2v: error: no root device found' }
    const status = { phase: 'Failed', containerStatuses: [{ name: 'virt-v2v', state: { terminated } }] }
    await kube(cluster, `${path}/status`, {
      method: 'PATCH',
      type: 'application/merge-patch+json',
      body: { status },
    })
    const end = await follow(client, id)
    expect(end.state).toBe('failed')
    expect(end.vms[0]?.problem).toMatchObject({ code: 'migration.conversion-failed' })
    expect(end.vms[0]?.problem?.message).toContain('no root device found')
    expect(await objectsIn(cluster, 'broken')).toEqual([])
    const inventory = await readInventory(client, world.sourceId)
    expect(inventory.vms.find((vm) => vm.name === 'web-01')?.powerState).toBe('poweredOn')
  })
})

describe('restart', () => {
  /** All that the journal holds of a run, while no process has it open. */
  function atRest(id: string) {
    const journal = openJournal(join(world.home, 'state'))
    const held = [journal.migration(id), journal.vmRecords(id), journal.events(id, 0, 1000)]
    journal.close()
    return held
  }

  /** As the run of a process that is gone: the one that this test runs in is not. */
  function leaveBehind(id: string) {
    const journal = openJournal(join(world.home, 'state'))
    const { pid } = spawnSync(process.execPath, ['--version'])
    journal.putMigration({ ...journal.migration(id)!, ownerPid: pid })
    journal.close()
    return atRest(id)
  }

  it('goes on where the journal stands once both ends are connected again', async () => {
    const goOn = world.hold('copies')
    const plan = await planFor(world, ['db-01'], { targetNamespace: 'again' })
    const id = await start(world.client, plan)
    await follow(world.client, id, isCopying)
    await world.restart()
    const shown = await follow(world.client, id, () => true)
    expect(shown.vms[0]?.waitReason).toContain('restarted')
    await world.unlock()
    goOn()
    const end = await follow(world.client, id)
    expect(end.vms.map((vm) => [vm.state, vm.problem])).toEqual([['succeeded', undefined]])
    for (const disk of end.vms[0]!.disks)
      expect(await world.lab.targetSha256('again', disk.claim)).toBe(await world.lab.sourceSha256(disk.file))
  })

  it('is not the business of a command that ends soon, even with both ends connected', async () => {
    const { client, lab, home } = world
    const goOn = world.hold('copies')
    const { kubeconfig: text, kubeconfigFile } = lab.endpoints.cluster
    const target = await client.providers.addCluster({ name: 'file', access: { kind: 'kubeconfig', text } })
    const plan = await planFor({ ...world, targetId: target.id }, ['db-01'], { targetNamespace: 'left' })
    const id = await start(client, plan)
    await follow(client, id, isCopying)
    await world.stop()
    const before = leaveBehind(id)
    const ends = [
      '--provider',
      'vc',
      '--password-fd',
      '3',
      '--target',
      'file',
      '--kubeconfig',
      kubeconfigFile,
    ]
    const command = palletjack(
      ['probe', 'network', ...ends, '--namespace', 'default', '--home', join(home, 'state')],
      { password: lab.endpoints.vcenter.password },
    )
    await command.ended
    expect(command.out()).toContain('From the cluster')
    expect(atRest(id)).toEqual(before)
    await world.restart()
    const { vcenter } = lab.endpoints
    await world.client.providers.reconnect({ id: world.sourceId, secret: vcenter.password })
    await world.client.providers.reconnect({ id: target.id, secret: text })
    goOn()
    expect((await follow(world.client, id)).state).toBe('succeeded')
  })

  it('long after a conversion began finds its pod before it calls it gone', async () => {
    const goOn = world.hold('conversions')
    const plan = await planFor(world, ['web-01'], { targetNamespace: 'late' })
    const id = await start(world.client, plan)
    await follow(world.client, id, (view) => view.vms[0]?.phase === 'ConvertGuest')
    await world.stop()
    const journal = openJournal(join(world.home, 'state'))
    const [record] = journal.vmRecords(id)
    expect(record?.phase).toBe('ConvertGuest')
    journal.putVmRecord(id, { ...record!, phaseStartedAt: new Date(Date.now() - 3_600_000).toISOString() })
    journal.close()
    await world.restart()
    await world.unlock()
    goOn()
    const end = await follow(world.client, id)
    expect(end.vms.map((vm) => [vm.state, vm.problem])).toEqual([['succeeded', undefined]])
  })

  it('says that a conversion pod was removed meanwhile, and leaves the copied disks only', async () => {
    world.hold('conversions')
    const plan = await planFor(world, ['web-01'], { targetNamespace: 'swept' })
    const id = await start(world.client, plan)
    await follow(world.client, id, (view) => view.vms[0]?.phase === 'ConvertGuest')
    await world.stop()
    const { cluster } = world.lab.endpoints
    const pod = (await objectsIn(cluster, 'swept')).find((name) => name.includes('-convert-'))!
    await kube(cluster, `/api/v1/namespaces/swept/pods/${pod.slice(4)}`, { method: 'DELETE' })
    await world.restart()
    await world.unlock()
    const end = await follow(world.client, id)
    expect(end.vms[0]?.problem).toMatchObject({ code: 'migration.conversion-pod-missing' })
    expect(end.vms[0]?.canRetryConversion).toBe(true)
    const kinds = (await objectsIn(cluster, 'swept')).map((name) => name.split('/')[0])
    expect(new Set(kinds)).toEqual(new Set(['dv', 'pvc']))
  })
})
