/** Nothing that can be asked of a Palletjack drives a plan whose lease another one has. */
import { expect, it } from 'vitest'
import { kube, objectsIn } from '../fixtures/kube.ts'
import { follow, planFor, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { allIn, runWarm, sourceState, unequalDisks } from '../fixtures/warm-run.ts'

const world = labSuite('test')
const pathOf = (namespace: string) => `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`
const by = (code: string) => ({ data: { code } })

/** What stands in the lease of a Palletjack on another computer. */
const foreign = () => ({
  holderIdentity: 'host-b/1/5eat-5tart',
  leaseDurationSeconds: 60,
  acquireTime: '2026-01-01T02:10:00.000000Z',
  renewTime: new Date().toISOString().replace('Z', '000Z'),
  leaseTransitions: 1,
})

it('of a run that goes on: each call is refused, until the run is taken over and ends well', async () => {
  const { client, lab } = world
  const { cluster } = lab.endpoints
  const idle = await runWarm(world, ['web-01'], {
    ...{ deltas: 1, change: { targetNamespace: 'watched' } },
    until: ({ vms }) => vms[0]?.phase === 'CopyingPaused',
  })
  const migrationId = idle.id
  const vmId = idle.vms[0]!.vmId
  const before = await objectsIn(cluster, 'watched')
  const path = `${pathOf('watched')}/palletjack-${idle.planId}`
  const type = 'application/merge-patch+json'
  await kube(cluster, path, { method: 'PATCH', type, body: { spec: foreign() } })
  // A cancel looks at the lease before it does anything.
  await expect(client.migrations.cancel({ migrationId })).rejects.toMatchObject(by('migration.lease-lost'))
  const one = { migrationId, vmIds: [vmId] }
  for (const call of [
    () => client.migrations.cancel(one),
    () => client.migrations.setCutover({ ...one, at: new Date().toISOString() }),
    () => client.migrations.copyNow(one),
    () => client.migrations.answer({ migrationId, vmId, answer: 'power-off' }),
    () => client.migrations.pauseStarts({ migrationId, paused: true }),
  ])
    await expect(call()).rejects.toMatchObject(by('migration.lease-lost'))
  await expect(client.migrations.start({ planId: idle.planId })).rejects.toMatchObject(
    by('migration.already-running'),
  )
  await expect(client.plans.archive({ id: idle.planId, archived: true })).rejects.toBeDefined()
  expect(await objectsIn(cluster, 'watched')).toEqual(before)
  expect((await sourceState(world, vmId)).power).toBe('poweredOn')

  expect(await client.migrations.takeOver({ migrationId })).toEqual({ taken: true })
  await client.migrations.setCutover({ ...one, at: new Date().toISOString() })
  const end = await follow(client, migrationId)
  expect(end.state).toBe('succeeded')
  expect(await unequalDisks(world, 'watched', end.vms[0]!)).toEqual([])
  expect((await allIn(world, 'watched')).filter((name) => name.startsWith('lease/'))).toEqual([])
})

it('of a plan with kept disks: none is discarded or converted, and no start touches them, until it is free', async () => {
  const { client, lab } = world
  const { cluster } = lab.endpoints
  lab.pods.fail({
    conversion: { how: 'crash', message: 'virt-v2v: error: no root device found', times: 1 },
  })
  const plan = await planFor(world, ['web-01'], { targetNamespace: 'kept' })
  const failed = await follow(client, await start(client, plan))
  expect(failed.vms[0]).toMatchObject({ state: 'failed', canRetryConversion: true })
  const before = await allIn(world, 'kept')
  const name = `palletjack-${failed.planId}`
  await kube(cluster, pathOf('kept'), {
    method: 'POST',
    body: {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace: 'kept' },
      spec: foreign(),
    },
  })
  const migrationId = failed.id
  const another = await planFor(world, ['web-01'], { targetNamespace: 'kept', name: 'another' })
  for (const call of [
    () => client.migrations.discard({ migrationId }),
    () => client.migrations.retryConversion({ migrationId }),
    () => client.migrations.start({ planId: failed.planId }),
    () => client.migrations.start({ plan: another }),
    () => client.plans.remove({ id: failed.planId }),
  ])
    await expect(call()).rejects.toMatchObject(by('migration.leased'))
  expect(await allIn(world, 'kept')).toEqual([...before, `lease/${name}`])
  expect((await sourceState(world, failed.vms[0]!.vmId)).power).toBe('poweredOff')

  await kube(cluster, `${pathOf('kept')}/${name}`, { method: 'DELETE' })
  expect(await client.migrations.discard({ migrationId })).toEqual({ discarded: 1 })
  expect(await allIn(world, 'kept')).toEqual([])
  expect((await sourceState(world, failed.vms[0]!.vmId)).power).toBe('poweredOn')
})
