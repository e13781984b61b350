/** Invented VMs that are to be moved, for waves and copy times. */
import { aCluster, aDisk, anInventory, aVm } from '../../../test/fixtures/inventory.ts'
import type { ClusterRule, Vm } from '../../inventory/model.ts'
import { createFacts } from '../engine.ts'
import type { Verdict } from '../model.ts'

export const GIB = 2 ** 30

/** The facts on these VMs, in a cluster with these rules. */
export function estateOf(vms: readonly Vm[], rules: readonly ClusterRule[] = []) {
  return createFacts(anInventory({ vms: [...vms], clusters: [aCluster({ rules: [...rules] })] }))
}

/** A VM with one disk of 10 GiB of its own. */
export function machine(id: number, change: Partial<Vm> = {}): Vm {
  const name = `vm-${id}`
  return aVm({
    id: name,
    name,
    usedBytes: 0,
    disks: [aDisk({ file: `[gold] ${name}/${name}.vmdk`, capacityBytes: 10 * GIB })],
    ...change,
  })
}

/** What is said of a VM by its id. */
export function verdict(id: string, cold: Verdict['cold'], warm: Verdict['warm'] = cold): Verdict {
  const object = { kind: 'vm', id, name: id } as const
  return { object, cold, warm, critical: 0, warnings: 0, information: 0, unknown: 0 }
}
