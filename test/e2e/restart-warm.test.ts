/** VMs of an ended warm run are started again, without a touch to those that arrived. */
import { expect, it } from 'vitest'
import type { MigrationView } from '../../shared/migration/model.ts'
import { planFor, follow, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { sourceState, unequalDisks } from '../fixtures/warm-run.ts'

const world = labSuite('test')
const states = (view: MigrationView) => view.vms.map((vm) => [vm.name, vm.state])
const now = () => new Date().toISOString()
const isReady = (view: MigrationView) => view.vms.every((vm) => vm.phase === 'CopyingPaused')

it('starts only the VM that was canceled, and says how long a cutover would take', async () => {
  const { client, lab } = world
  for (const name of ['web-01', 'app-01']) lab.startWriting(name)
  const plan = await planFor(world, ['web-01', 'app-01'], { targetNamespace: 'rest', type: 'warm' })
  const migrationId = await start(client, plan)
  const ready = await follow(client, migrationId, isReady)
  const [web, app] = ready.vms
  expect(ready.downtime).toMatchObject({
    quality: 'rough',
    basis: expect.stringContaining('the longest of 2 VMs: no delta was copied yet') as string,
  })
  expect(ready.downtime!.lowMs).toBeLessThan(ready.downtime!.highMs)
  expect(web!.downtime).toBeDefined()
  await client.migrations.setCutover({ migrationId, vmIds: [web!.vmId], at: now() })
  await client.migrations.cancel({ migrationId, vmIds: [app!.vmId] })
  const first = await follow(client, migrationId)
  expect(states(first)).toEqual([
    ['web-01', 'succeeded'],
    ['app-01', 'canceled'],
  ])
  expect(first.downtime).toBeUndefined()
  expect(first.vms[0]).toMatchObject({
    forecast: { quality: 'rough' },
    measured: { shutdownMs: expect.any(Number) as number, downtimeMs: expect.any(Number) as number },
  })
  expect(await sourceState(world, app!.vmId)).toEqual({ power: 'poweredOn', snapshots: [] })

  const again = await client.migrations.start({ planId: first.planId })
  const second = await follow(client, again.migrationId, isReady)
  expect(second.vms.map(({ name }) => name)).toEqual(['app-01'])
  // What the first run took is known to the second one.
  expect(second.vms[0]?.downtime?.basis).toContain('conversions took')
  await client.migrations.setCutover({ migrationId: again.migrationId, at: now() })
  const end = await follow(client, again.migrationId)
  expect(states(end)).toEqual([['app-01', 'succeeded']])
  expect(await unequalDisks(world, 'rest', end.vms[0]!)).toEqual([])
  expect(await unequalDisks(world, 'rest', first.vms[0]!)).toEqual([])
})

it('powers a source on again whose copied disks were kept, before it copies it anew', async () => {
  const { client, lab } = world
  lab.pods.fail({ conversion: { how: 'crash', message: 'virt-v2v: error: broken', times: 1 } })
  const plan = await planFor(world, ['web-01'], { targetNamespace: 'anew', type: 'warm' })
  const migrationId = await start(client, plan)
  await follow(client, migrationId, isReady)
  await client.migrations.setCutover({ migrationId, at: now() })
  const failed = await follow(client, migrationId)
  expect(failed.vms[0]).toMatchObject({ state: 'failed', canRetryConversion: true })
  const { vmId } = failed.vms[0]!
  expect((await sourceState(world, vmId)).power).toBe('poweredOff')
  const again = await client.migrations.start({ planId: failed.planId })
  await follow(client, again.migrationId, isReady)
  expect((await sourceState(world, vmId)).power).toBe('poweredOn')
  await client.migrations.setCutover({ migrationId: again.migrationId, at: now() })
  expect(states(await follow(client, again.migrationId))).toEqual([['web-01', 'succeeded']])
})
