/** Warm migrations on the lab, whose guests write all the time. */
import { describe, expect, it } from 'vitest'
import { objectsIn } from '../fixtures/kube.ts'
import { follow, planFor, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import type { MigrationView } from '../../shared/migration/model.ts'

const world = labSuite('file')
const VMS = ['web-01', 'app-01', 'db-01']

/** Three rounds of deltas, asked for as soon as a VM is idle; then the cutover. */
async function drive(migrationId: string, deltas: number): Promise<MigrationView> {
  const asked = new Map<string, number>()
  let cutover = false
  return follow(world.client, migrationId, (view) => {
    const idle = view.vms.filter((vm) => vm.phase === 'CopyingPaused')
    for (const vm of idle) {
      const done = vm.precopies?.length ?? 0
      if (done > deltas || asked.get(vm.vmId) === done) continue
      asked.set(vm.vmId, done)
      void world.client.migrations.copyNow({ migrationId, vmIds: [vm.vmId] })
    }
    const ready = view.vms.every((vm) => (vm.precopies?.length ?? 0) > deltas && vm.phase === 'CopyingPaused')
    if (ready && !cutover) {
      cutover = true
      void world.client.migrations.setCutover({ migrationId, at: new Date().toISOString() })
    }
    return false
  })
}

describe('warm migration on the lab', () => {
  it('ends with every disk as its guest left it, after three rounds of deltas', async () => {
    for (const name of VMS) world.lab.startWriting(name)
    const plan = await planFor(world, VMS, { targetNamespace: 'warm', type: 'warm' })
    const migrationId = await start(world.client, plan)
    const end = await drive(migrationId, 3)
    expect(end.vms.map((vm) => [vm.name, vm.state, vm.problem])).toEqual(
      VMS.map((name) => [name, 'succeeded', undefined]),
    )
    for (const vm of end.vms) {
      expect(vm.precopies).toHaveLength(5)
      for (const disk of vm.disks)
        expect(await world.lab.targetSha256('warm', disk.claim)).toBe(await world.lab.sourceSha256(disk.file))
    }
    const left = (await objectsIn(world.lab.endpoints.cluster, 'warm')).map((name) => name.split('/')[0])
    expect(left.filter((kind) => kind === 'dv' || kind === 'secret')).toEqual([])
  })
})
