/** Disks that are read from their host, and a process that ends meanwhile: the next one knows no passwords. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../../electron/journal/sqlite-journal.ts'
import type { MigrationView } from '../../shared/migration/model.ts'
import { follow, isCopying, planFor, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { chooseNetwork, hostOf } from '../fixtures/migration-network.ts'

const world = labSuite('test')

async function beginDirect() {
  const goOn = world.hold('copies')
  const host = await hostOf(world, 'db-01')
  expect(await chooseNetwork(world, host)).toMatchObject({ state: 'ready' })
  const id = await start(world.client, await planFor(world, ['db-01'], { targetNamespace: 'direct' }))
  const view = await follow(world.client, id, isCopying)
  expect(view.vms[0]?.diskWay).toContain(`directly from ${host.name}`)
  return { host, id, way: view.vms[0]!.diskWay, goOn }
}

async function expectDone(id: string, way: string): Promise<void> {
  const end = await follow(world.client, id)
  expect(end.vms.map((vm) => [vm.state, vm.problem, vm.diskWay])).toEqual([['succeeded', undefined, way]])
  for (const disk of end.vms[0]!.disks)
    expect(await world.lab.targetSha256('direct', disk.claim)).toBe(await world.lab.sourceSha256(disk.file))
}

describe('a direct copy after a restart', () => {
  it('goes on without the password of the host, which the cluster was given', async () => {
    const { id, way, goOn } = await beginDirect()
    await world.restart()
    await world.unlock()
    goOn()
    await expectDone(id, way)
  })

  it('waits for the password where not all disks were prepared, and goes on the same way with it', async () => {
    const { host, id, way, goOn } = await beginDirect()
    await world.stop()
    const journal = openJournal(join(world.home, 'state'))
    const [record] = journal.vmRecords(id)
    journal.putVmRecord(id, { ...record!, phase: 'CreateDataVolumes' })
    journal.close()
    await world.restart()
    await world.unlock()
    const waiting = (view: MigrationView) =>
      view.vms[0]?.waitReason.startsWith('waits for the direct connection') === true
    const view = await follow(world.client, id, waiting)
    expect(view.vms[0]?.waitReason).toContain('Give the password of root')
    expect(await chooseNetwork(world, host)).toMatchObject({ state: 'ready' })
    goOn()
    await expectDone(id, way)
  })
})
