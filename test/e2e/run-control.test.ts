/** What a person decides while a run goes on: questions, new starts, the choice of VMs; and what plans remember. */
import { expect, it } from 'vitest'
import type { MigrationView } from '../../shared/migration/model.ts'
import { objectsIn } from '../fixtures/kube.ts'
import { follow, isCopying, planFor, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { sourceState } from '../fixtures/warm-run.ts'

const world = labSuite('test')
const isDriven = (view: MigrationView) =>
  view.vms.every((vm) => !vm.waitReason.startsWith('Palletjack was restarted'))
const question = (view: MigrationView) => view.vms[0]?.question
const states = (view: MigrationView) => view.vms.map((vm) => [vm.name, vm.state])

/** The guest's Tools are not there for this long. */
async function withoutTools(): Promise<() => Promise<void>> {
  const { vcenter } = world.lab
  const method = 'ShutdownGuest'
  await vcenter.fail({ faults: [{ method, fault: 'ToolsUnavailable', message: 'Tools are not running.' }] })
  return () => vcenter.fail({})
}

it('asks what to do with a guest that cannot be shut down, and powers it off when told so', async () => {
  const { client } = world
  await withoutTools()
  const migrationId = await start(client, await planFor(world, ['web-01'], { targetNamespace: 'asked' }))
  const asking = await follow(client, migrationId, (view) => question(view) !== undefined)
  const [vm] = asking.vms
  expect(vm).toMatchObject({
    state: 'running',
    question: { kind: 'no-tools', answers: ['power-off', 'wait', 'give-up'] },
    waitReason: expect.stringContaining('power it off, wait 5 min longer, or give up') as string,
  })
  const { vmId } = vm!
  expect((await sourceState(world, vmId)).power).toBe('poweredOn')
  expect(await client.migrations.answer({ migrationId, vmId, answer: 'power-off' })).toEqual({
    answered: true,
  })
  await expect(client.migrations.answer({ migrationId, vmId, answer: 'power-off' })).rejects.toMatchObject({
    data: { code: 'migration.no-question' },
  })
  const end = await follow(client, migrationId)
  expect(end.vms[0]).toMatchObject({
    state: 'succeeded',
    measured: { downtimeMs: expect.any(Number) as number },
  })
  expect(end.vms[0]?.question).toBeUndefined()
})

it('asks again after a restart, and gives up when told so: the source runs on', async () => {
  await withoutTools()
  const plan = await planFor(world, ['web-01'], { targetNamespace: 'given-up' })
  const migrationId = await start(world.client, plan)
  const before = await follow(world.client, migrationId, (view) => question(view) !== undefined)
  await world.restart()
  await world.unlock()
  const { client } = world
  const again = await follow(client, migrationId, (view) => question(view) !== undefined)
  expect(question(again)).toEqual(question(before))
  const { vmId } = again.vms[0]!
  await client.migrations.answer({ migrationId, vmId, answer: 'give-up' })
  const end = await follow(client, migrationId)
  expect(states(end)).toEqual([['web-01', 'failed']])
  expect((await sourceState(world, vmId)).power).toBe('poweredOn')
  expect(await objectsIn(world.lab.endpoints.cluster, 'given-up')).toEqual([])
})

it('goes on by itself when the Tools come while it asks', async () => {
  const { client } = world
  const back = await withoutTools()
  const migrationId = await start(client, await planFor(world, ['web-01'], { targetNamespace: 'back' }))
  await follow(client, migrationId, (view) => question(view) !== undefined)
  await back()
  expect(states(await follow(client, migrationId))).toEqual([['web-01', 'succeeded']])
})

it('remembers across a restart that new starts are paused', async () => {
  world.hold('copies')
  const plan = await planFor(world, ['web-01'], { targetNamespace: 'held' })
  const { migrationId } = await world.client.migrations.start({ plan })
  await follow(world.client, migrationId, isCopying)
  expect(await world.client.migrations.pauseStarts({ migrationId, paused: true })).toEqual({ paused: true })
  await follow(world.client, migrationId, (view) => view.startsPaused === true)
  await world.restart()
  await world.unlock()
  const { client } = world
  const again = await follow(client, migrationId, isDriven)
  expect(again.startsPaused).toBe(true)
  await client.migrations.pauseStarts({ migrationId, paused: false })
  await follow(client, migrationId, (view) => view.startsPaused === undefined)
  await client.migrations.cancel({ migrationId })
  await expect(client.migrations.pauseStarts({ migrationId, paused: true })).rejects.toMatchObject({
    data: { code: 'migration.ended' },
  })
})

it('starts the VMs that were chosen, later the others, and none of those that are over', async () => {
  const { client } = world
  const plan = await client.plans.create(
    await planFor(world, ['web-01', 'app-01'], { targetNamespace: 'chosen' }),
  )
  const [web, app] = plan.vms
  const run = async (vmIds?: string[]) => {
    const { migrationId } = await client.migrations.start({ planId: plan.id, vmIds })
    return states(await follow(client, migrationId))
  }
  expect(await run([web!.vmId])).toEqual([['web-01', 'succeeded']])
  await expect(run([web!.vmId])).rejects.toMatchObject({ data: { code: 'migration.none-chosen' } })
  expect(await run([web!.vmId, app!.vmId])).toEqual([['app-01', 'succeeded']])
  await expect(run()).rejects.toMatchObject({ data: { code: 'migration.nothing-left' } })
})

it('puts a plan aside, takes it back, and makes another one like it', async () => {
  const { client } = world
  const goOn = world.hold('copies')
  const { migrationId } = await client.migrations.start({
    plan: await planFor(world, ['web-01'], { targetNamespace: 'aside' }),
  })
  const [plan] = await client.plans.list()
  const id = plan!.id
  await expect(client.plans.archive({ id, archived: true })).rejects.toMatchObject({
    data: { code: 'plan.running' },
  })
  await client.migrations.cancel({ migrationId })
  goOn()
  expect((await client.plans.archive({ id, archived: true })).archivedAt).toBeDefined()
  await expect(client.migrations.start({ planId: id })).rejects.toMatchObject({
    data: { code: 'plan.archived' },
  })
  const twin = await client.plans.duplicate({ id, name: 'wave-1 again' })
  expect(twin).toMatchObject({ name: 'wave-1 again', vms: plan!.vms, options: plan!.options })
  expect([twin.archivedAt, twin.id === id]).toEqual([undefined, false])
  await expect(client.plans.duplicate({ id, name: 'wave-1' })).rejects.toMatchObject({
    data: { code: 'plan.name-taken' },
  })
  expect((await client.plans.archive({ id, archived: false })).archivedAt).toBeUndefined()
})
