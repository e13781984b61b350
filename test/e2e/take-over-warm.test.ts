/** A warm run is taken over from another computer in the middle, by a journal that is older than what was done since. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createBackend } from '../../electron/backend.ts'
import type { MigrationView } from '../../shared/migration/model.ts'
import { follow, type Connected } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { allIn, runWarm, sourceState, unequalDisks } from '../fixtures/warm-run.ts'

const NAMESPACE = 'handed-over'
const world = labSuite('test')
const isIdle = ({ vms }: MigrationView) => vms[0]?.phase === 'CopyingPaused'
const rounds = ({ vms }: MigrationView) => vms[0]?.precopies?.length ?? 0

/** The state directory as it is now, on another computer. */
function another() {
  const { sourceId, targetId, lab, home } = world
  const copy = join(home, 'host-b')
  cpSync(join(home, 'state'), copy, { recursive: true })
  return async () => {
    const backend = await createBackend({
      home: copy,
      shell: 'test',
      computer: 'host-b',
      reach: (_, address, port) => lab.reach(address, port),
    })
    onTestFinished(() => backend.close())
    const { vcenter, cluster } = lab.endpoints
    await backend.client.providers.reconnect({ id: sourceId, secret: vcenter.password })
    await backend.client.providers.reconnect({ id: targetId, secret: cluster.token })
    return backend.client
  }
}

async function handedOver(meanwhile: (migrationId: string) => Promise<void>) {
  const idle = await runWarm(world, ['web-01'], {
    ...{ deltas: 9, change: { targetNamespace: NAMESPACE } },
    until: (view) => isIdle(view) && rounds(view) === 1,
  })
  const migrationId = idle.id
  const open = another()
  await meanwhile(migrationId)
  const b = await open()
  await follow(b, migrationId, ({ drivenBy }) => drivenBy?.state === 'other')
  expect(await b.migrations.takeOver({ migrationId })).toEqual({ taken: true })
  return { b, migrationId }
}

/** The end, where every byte is there and nothing of ours is left beside it. */
async function endsWell(b: Connected['client'], migrationId: string): Promise<void> {
  await b.migrations.setCutover({ migrationId, at: new Date().toISOString() })
  const end = await follow(b, migrationId)
  const [vm] = end.vms
  expect([vm?.state, vm?.problem]).toEqual(['succeeded', undefined])
  expect(await unequalDisks(world, NAMESPACE, vm!)).toEqual([])
  expect(await sourceState(world, vm!.vmId)).toEqual({ power: 'poweredOff', snapshots: [] })
  const left = (await allIn(world, NAMESPACE)).filter((name) => /^(lease|secret)\//.test(name))
  expect(left).toEqual([])
}

it('between two deltas that the older journal does not know of: no byte is lost', async () => {
  const { client } = world
  const { b, migrationId } = await handedOver(async (id) => {
    for (const round of [2, 3]) {
      await client.migrations.copyNow({ migrationId: id })
      await follow(client, id, (view) => isIdle(view) && rounds(view) === round)
    }
  })
  await follow(b, migrationId, isIdle)
  await b.migrations.copyNow({ migrationId })
  await follow(b, migrationId, (view) => isIdle(view) && rounds(view) > 1)
  await endsWell(b, migrationId)
})

it.each([
  ['a delta', 'CopyDisks'],
  ['the cutover', 'Finalize'],
] as const)('in the middle of %s that goes on in the cluster: no byte is lost', async (_, phase) => {
  const { client } = world
  const goOn: (() => void)[] = []
  const { b, migrationId } = await handedOver(async (id) => {
    goOn.push(world.hold('copies'))
    if (phase === 'CopyDisks') await client.migrations.copyNow({ migrationId: id })
    else await client.migrations.setCutover({ migrationId: id, at: new Date().toISOString() })
    await follow(client, id, ({ vms }) => vms[0]?.phase === phase)
  })
  goOn[0]?.()
  await follow(b, migrationId, isIdle)
  await endsWell(b, migrationId)
})
