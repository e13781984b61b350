/** Invented VMs, a cluster and views of a run. */
import type { Inventory, Vm } from '../../../shared/inventory/model.ts'
import type { MigrationView, VmState } from '../../../shared/migration/model.ts'
import type { Target } from '../../../shared/target/model.ts'
import { aDisk, aHost, anInventory, aStorageClass, aTarget, aVm } from '../../../test/fixtures/inventory.ts'

const MIB = 1024 * 1024
const started = '2026-01-31T10:00:00.000Z'
const ended = '2026-01-31T10:01:12.000Z'

const diskFile = (name: string) => `[gold] ${name}/${name}.vmdk`

export function inventedVm(id: string, name: string, change: Partial<Vm> = {}): Vm {
  return aVm({
    id,
    name,
    path: 'DC1/Production',
    uuid: `420${id}`,
    instanceUuid: `520${id}`,
    guestName: 'RHEL 9',
    guestHostName: name,
    disks: [aDisk({ file: diskFile(name), uuid: '' })],
    ...change,
  })
}

export function inventoryOf(vms: readonly Vm[]): Inventory {
  return anInventory({
    takenAt: started,
    folders: [],
    clusters: [],
    hosts: [aHost({ name: 'esx-01' })],
    vms: [...vms],
  })
}

export const inventedTarget: Target = aTarget({
  storageClasses: [aStorageClass({ name: 'block' })],
  attachments: [{ namespace: 'default', name: 'vlan-110', type: 'bridge', vlan: 110 }],
})

/** A run with one disk per VM, `share` of it copied. */
export function inventedView(vms: readonly Vm[], state: 'running' | VmState, share = 1): MigrationView {
  const vmState: VmState = state === 'waiting' ? 'waiting' : state
  const over = state === 'succeeded' || state === 'failed' || state === 'canceled'
  const total = vms.length * 64 * MIB
  return {
    id: 'run-1',
    planId: 'plan-1',
    planName: 'wave-1',
    type: 'cold',
    state: over ? state : 'running',
    vmCount: vms.length,
    bytesCopied: total * share,
    bytesTotal: total,
    startedAt: started,
    ...(over ? { endedAt: ended } : {}),
    estimate: { bytesPerSecond: 24 * MIB, quality: 'fair', basis: 'the last minute' },
    targetNamespace: 'demo',
    hosts: [],
    vms: vms.map((vm) => ({
      vmId: vm.id,
      name: vm.name,
      targetName: vm.name,
      hostName: 'esx-01',
      diskWay: 'through vCenter',
      phase: over ? ('Completed' as const) : ('CopyDisks' as const),
      state: vmState,
      waitReason: '',
      bytesCopied: 64 * MIB * share,
      bytesTotal: 64 * MIB,
      startedAt: started,
      steps: [
        {
          name: 'DiskTransfer' as const,
          description: 'Copy the disks',
          state: over ? ('completed' as const) : ('running' as const),
        },
      ],
      disks: [
        {
          key: 2000,
          label: 'Hard disk 1',
          file: diskFile(vm.name),
          bytesCopied: 64 * MIB * share,
          bytesTotal: 64 * MIB,
          state: share === 1 ? ('completed' as const) : ('running' as const),
          reason: '',
          claim: `${vm.name}-disk-0`,
        },
      ],
    })),
  }
}
