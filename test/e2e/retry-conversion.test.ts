/** A conversion that fails keeps the copied disks: it is tried again on them, or they are given up. */
import { expect, it } from 'vitest'
import type { MigrationView } from '../../shared/migration/model.ts'
import { kube, objectsIn } from '../fixtures/kube.ts'
import { follow, planFor, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { runWarm, sourceState, unequalDisks } from '../fixtures/warm-run.ts'

const world = labSuite('test')
const failOnce = () =>
  world.lab.pods.fail({
    conversion: { how: 'crash', message: 'virt-v2v: error: no root device found', times: 1 },
  })
const inNamespace = (name: string) => objectsIn(world.lab.endpoints.cluster, name)
const kindsIn = async (name: string) => (await inNamespace(name)).map((one) => one.split('/')[0])
/** What is neither a virtual machine nor a disk, nor the pod that a virtual machine runs in. */
const helpersIn = async (name: string) =>
  (await inNamespace(name)).filter((one) => !/^(vm|pvc|pod\/virt-launcher-.*)(\/|$)/.test(one))
const states = (view: MigrationView) => view.vms.map((vm) => [vm.name, vm.state])

async function failed(targetNamespace: string): Promise<MigrationView> {
  failOnce()
  const plan = await planFor(world, ['web-01'], { targetNamespace })
  return follow(world.client, await start(world.client, plan))
}

it('goes on at the conversion, on the same claims, and copies nothing again', async () => {
  const { client } = world
  const first = await failed('again')
  const [vm] = first.vms
  expect(vm).toMatchObject({ state: 'failed', canRetryConversion: true, phase: 'ConvertGuest' })
  expect(vm?.problem).toMatchObject({
    code: 'migration.conversion-failed',
    meaning: expect.stringContaining('are kept on the target') as string,
    remedy: expect.stringContaining('try the conversion again without another copy') as string,
  })
  expect(new Set(await kindsIn('again'))).toEqual(new Set(['dv', 'pvc']))
  expect((await sourceState(world, vm!.vmId)).power).toBe('poweredOff')
  const claims = vm!.disks.map((disk) => disk.claim)
  const { migrationId } = await client.migrations.retryConversion({ migrationId: first.id })
  expect(migrationId).not.toBe(first.id)
  const end = await follow(client, migrationId)
  expect(states(end)).toEqual([['web-01', 'succeeded']])
  expect(end.vms[0]?.disks.map((disk) => disk.claim)).toEqual(claims)
  expect(end.vms[0]?.measured?.downtimeMs).toBeGreaterThan(0)
  expect(await helpersIn('again')).toEqual([])
  // What stands on the target stands there because this plan made it: nothing of it is left to start.
  const plan = (await client.plans.list()).find((one) => one.id === first.planId)!
  expect(await client.plans.review({ ...plan, planId: plan.id })).toMatchObject({ vmCount: 0 })
  const events = []
  for await (const event of await client.migrations.events({ migrationId })) events.push(event)
  expect(events.filter(({ type }) => type === 'phase').map(({ phase }) => phase)).toEqual([
    'CreateGuestConversionPod',
    'ConvertGuest',
    'CreateVM',
    'Completed',
  ])
  expect((await follow(client, first.id)).vms[0]?.canRetryConversion).toBeUndefined()
  await expect(client.migrations.retryConversion({ migrationId: first.id })).rejects.toMatchObject({
    data: { code: 'migration.nothing-kept' },
  })
})

it('gives the disks up when told so: they go, and the source runs again', async () => {
  const { client } = world
  const first = await failed('discarded')
  expect(await client.migrations.discard({ migrationId: first.id })).toEqual({ discarded: 1 })
  expect(await inNamespace('discarded')).toEqual([])
  expect((await kube(world.lab.endpoints.cluster, '/api/v1/namespaces/discarded')).status).toBe(404)
  expect((await sourceState(world, first.vms[0]!.vmId)).power).toBe('poweredOn')
  expect((await follow(client, first.id)).vms[0]?.canRetryConversion).toBeUndefined()
  expect(await client.migrations.discard({ migrationId: first.id })).toEqual({ discarded: 0 })
})

it('is refused where a claim is gone, and a new start copies anew', async () => {
  const { client } = world
  const first = await failed('lost')
  const { claim } = first.vms[0]!.disks[0]!
  for (const path of [
    `/apis/cdi.kubevirt.io/v1beta1/namespaces/lost/datavolumes/${claim}`,
    `/api/v1/namespaces/lost/persistentvolumeclaims/${claim}`,
  ])
    await kube(world.lab.endpoints.cluster, path, { method: 'DELETE' })
  await expect
    .poll(async () => (await inNamespace('lost')).includes(`pvc/${claim}`), { timeout: 10_000 })
    .toBe(false)
  await expect(client.migrations.retryConversion({ migrationId: first.id })).rejects.toMatchObject({
    data: { code: 'migration.claim-missing' },
  })
  const { migrationId } = await client.migrations.start({ planId: first.planId })
  expect((await follow(client, first.id)).vms[0]?.canRetryConversion).toBeUndefined()
  const end = await follow(client, migrationId)
  expect(states(end)).toEqual([['web-01', 'succeeded']])
  const made = await kube(
    world.lab.endpoints.cluster,
    `/apis/kubevirt.io/v1/namespaces/lost/virtualmachines/${end.vms[0]!.targetName}`,
  )
  // The source was on before the first run, so its target runs too.
  expect(made.body).toMatchObject({ spec: { runStrategy: 'Always' } })
})

it('goes with the plan: removing it removes what it kept', async () => {
  const { client } = world
  const first = await failed('removed')
  expect(await client.plans.remove({ id: first.planId })).toEqual({ removed: true })
  expect(await inNamespace('removed')).toEqual([])
  expect((await sourceState(world, first.vms[0]!.vmId)).power).toBe('poweredOn')
})

it('of a warm run survives a restart, and stores what was forecast beside what happened', async () => {
  failOnce()
  const first = await runWarm(world, ['web-01'], { deltas: 1, change: { targetNamespace: 'warm' } })
  expect(first.vms[0]).toMatchObject({ state: 'failed', canRetryConversion: true })
  const { vmId, precopies, forecast } = first.vms[0]!
  expect(forecast).toMatchObject({ quality: 'fair', basis: expect.stringContaining('one delta') as string })
  expect(await sourceState(world, vmId)).toEqual({ power: 'poweredOff', snapshots: [] })
  await world.restart()
  await world.unlock()
  const { client } = world
  await expect
    .poll(() => client.migrations.retryConversion({ migrationId: first.id }).catch(() => undefined), {
      timeout: 20_000,
    })
    .toBeDefined()
  const [newest] = await firstOf(await client.migrations.watchAll())
  const end = await follow(client, newest!.id)
  const [vm] = end.vms
  expect(vm).toMatchObject({ state: 'succeeded', precopies, forecast })
  expect(vm?.measured?.downtimeMs).toBeGreaterThan(0)
  expect(await unequalDisks(world, 'warm', vm!)).toEqual([])
  expect(await helpersIn('warm')).toEqual([])
})

async function firstOf<T>(all: AsyncIterable<T>): Promise<T> {
  for await (const one of all) return one
  throw new Error('nothing came')
}
