/** What the end of a run could not take back is said, and taken back once that can be done; what may run never is. */
import { expect, it } from 'vitest'
import type { MigrationView } from '../../shared/migration/model.ts'
import { objectsIn } from '../fixtures/kube.ts'
import { changePhase } from '../fixtures/changed-phases.ts'
import { follow, isCopying, planFor, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { runWarm, sourceState } from '../fixtures/warm-run.ts'

const world = labSuite('test', 12)

async function viewOf(migrationId: string): Promise<MigrationView> {
  for await (const view of await world.client.migrations.watch({ migrationId })) return view
  throw new Error('the run is not known')
}

it('powers a source on once vCenter is back that could not be powered on at the cancel', async () => {
  const { client, lab } = world
  world.hold('copies')
  const migrationId = await start(client, await planFor(world, ['web-01'], { targetNamespace: 'away' }))
  await follow(client, migrationId, isCopying)
  await lab.vcenter.fail({ down: true })
  await client.migrations.cancel({ migrationId })
  const [vm] = (await viewOf(migrationId)).vms
  expect(vm).toMatchObject({
    state: 'canceled',
    left: { meaning: expect.stringContaining('may still be powered off') as string },
  })
  expect(await objectsIn(lab.endpoints.cluster, 'away')).toEqual([])
  await lab.vcenter.fail({})
  await expect.poll(async () => (await viewOf(migrationId)).vms[0]?.left, { timeout: 60_000 }).toBeUndefined()
  expect((await sourceState(world, vm!.vmId)).power).toBe('poweredOn')
})

it('removes a snapshot after a restart that could not be removed at the cancel, or when it is asked to', async () => {
  const { lab } = world
  const held = world.hold('copies')
  const plan = await planFor(world, ['web-01', 'app-01'], { targetNamespace: 'later', type: 'warm' })
  const migrationId = await start(world.client, plan)
  await follow(world.client, migrationId, isCopying)
  await lab.vcenter.fail({ down: true })
  await world.client.migrations.cancel({ migrationId })
  held()
  await world.stop()
  await lab.vcenter.fail({})
  await world.restart()
  const before = await viewOf(migrationId)
  expect(before.vms.map(({ left }) => left?.meaning)).toEqual([
    expect.stringContaining('A snapshot of') as string,
    expect.stringContaining('A snapshot of') as string,
  ])
  await world.unlock()
  await expect
    .poll(async () => (await viewOf(migrationId)).vms.map(({ left }) => left), { timeout: 60_000 })
    .toEqual([undefined, undefined])
  for (const { vmId } of before.vms)
    expect(await sourceState(world, vmId)).toEqual({ power: 'poweredOn', snapshots: [] })
})

it('leaves a VM out of a cancel that is complete on the target, though its last snapshot is still there', async () => {
  const canceled: number[] = []
  changePhase('WaitForFinalSnapshotRemoval', (original) => async (context) => {
    const { migrationId } = context.manifests
    if (canceled.length === 0) canceled.push((await world.client.migrations.cancel({ migrationId })).canceled)
    return original(context)
  })
  const view = await runWarm(world, ['web-01'], { deltas: 0, change: { targetNamespace: 'complete' } })
  expect([canceled, view.state]).toEqual([[0], 'succeeded'])
  expect(await sourceState(world, view.vms[0]!.vmId)).toEqual({ power: 'poweredOff', snapshots: [] })
})
