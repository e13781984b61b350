/** Warm migrations on the lab, whose guests write all the time. */
import { describe, expect, it } from 'vitest'
import { labSuite } from '../fixtures/lab-suite.ts'
import { allIn, runWarm, sourceState, unequalDisks } from '../fixtures/warm-run.ts'

const world = labSuite('file', 12, { vms: 40, hosts: 4 })
/** Five VMs with nine disks. */
const VMS = ['web-0025', 'app-0028', 'file-0033', 'file-0034', 'web-0039']
const DELTAS = 3

describe('warm migration on the lab', () => {
  it(
    'ends with every disk as its guest left it, after three rounds of deltas',
    { timeout: 300_000 },
    async () => {
      const change = { targetNamespace: 'warm' }
      const end = await runWarm(world, VMS, { deltas: DELTAS, change })
      expect(end.vms.map((vm) => [vm.name, vm.state, vm.problem])).toEqual(
        VMS.map((name) => [name, 'succeeded', undefined]),
      )
      expect(end.vms.flatMap((vm) => vm.disks)).toHaveLength(9)
      for (const vm of end.vms) {
        // The full copy, the deltas, and the one of the cutover.
        expect(vm.precopies?.map(({ full, bytes }) => [full, bytes > 0])).toEqual([
          [true, true],
          ...Array.from({ length: DELTAS + 1 }, () => [false, true]),
        ])
        expect([vm.name, await unequalDisks(world, 'warm', vm)]).toEqual([vm.name, []])
        expect(await sourceState(world, vm.vmId)).toEqual({ power: 'poweredOff', snapshots: [] })
      }
      const there = await allIn(world, 'warm')
      const claims = end.vms.flatMap((vm) => vm.disks.map(({ claim }) => `pvc/${claim}`))
      // A VM that runs has a launcher.
      expect(there.filter((name) => !name.startsWith('pod/virt-launcher-')).sort()).toEqual(
        [...VMS.map((name) => `vm/${name}`), ...claims].sort(),
      )
    },
  )
})
