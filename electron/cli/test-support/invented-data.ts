/** Invented VMs, a cluster and views of a run. */
import type { Inventory, Vm } from '../../../shared/inventory/model.ts'
import type { MigrationView, VmState } from '../../../shared/migration/model.ts'
import type { Target } from '../../../shared/target/model.ts'

const MIB = 1024 * 1024
const started = '2026-01-31T10:00:00.000Z'
const ended = '2026-01-31T10:01:12.000Z'

export function inventedVm(id: string, name: string, change: Partial<Vm> = {}): Vm {
  return {
    id,
    name,
    path: 'DC1/Production',
    folderId: 'group-v1',
    hostId: 'host-1',
    powerState: 'poweredOn',
    connectionState: 'connected',
    isTemplate: false,
    uuid: `420${id}`,
    instanceUuid: `520${id}`,
    firmware: 'bios',
    secureBoot: false,
    tpm: false,
    guestId: 'rhel9_64Guest',
    guestName: 'RHEL 9',
    guestHostName: name,
    tools: 'running',
    ipAddresses: ['192.0.2.10'],
    cpuCount: 2,
    coresPerSocket: 1,
    memoryMiB: 2048,
    nestedVirtualization: false,
    changeTracking: true,
    cpuHotAdd: false,
    memoryHotAdd: false,
    faultTolerance: false,
    snapshotCount: 0,
    consolidationNeeded: false,
    hardwareVersion: 'vmx-19',
    disks: [
      {
        key: 2000,
        label: 'Hard disk 1',
        file: `[fast] ${name}/${name}.vmdk`,
        capacityBytes: 64 * MIB,
        datastoreId: 'datastore-1',
        bus: 'scsi',
        controllerKey: 1000,
        unitNumber: 0,
        mode: 'persistent',
        shared: false,
        rdm: 'none',
        uuid: '',
      },
    ],
    nics: [
      {
        key: 4000,
        label: 'Network adapter 1',
        mac: '00:50:56:00:00:01',
        networkId: 'network-1',
        connectedAtStart: true,
        model: 'VirtualVmxnet3',
      },
    ],
    devices: [],
    ...change,
  }
}

export function inventoryOf(vms: readonly Vm[]): Inventory {
  return {
    about: {
      name: 'VMware vCenter Server',
      version: '8.0.3',
      build: '1',
      apiVersion: '8.0.3.0',
      apiType: 'VirtualCenter',
      instanceUuid: 'invented',
    },
    takenAt: started,
    folders: [],
    clusters: [],
    hosts: [],
    datastores: [
      {
        id: 'datastore-1',
        name: 'fast',
        type: 'VMFS',
        capacityBytes: 1,
        freeBytes: 1,
        accessible: true,
      },
    ],
    networks: [{ id: 'network-1', name: 'VM Network', kind: 'standard' }],
    vms: [...vms],
  }
}

export const inventedTarget: Target = {
  version: 'v1.33.0',
  platform: 'openshift',
  platformVersion: '4.20.1',
  kubevirtVersion: 'v1.7.0',
  cdiVersion: 'v1.66.0',
  nodes: { total: 3, schedulable: 3, withKvm: 3 },
  namespaces: ['default'],
  storageClasses: [
    {
      name: 'block',
      provisioner: 'example.com/block',
      bindingMode: 'Immediate',
      isDefault: true,
      isVirtDefault: true,
      claimPropertySets: [{ volumeMode: 'Block', accessModes: ['ReadWriteMany'] }],
    },
  ],
  attachments: [{ namespace: 'default', name: 'vlan-110', type: 'bridge', vlan: 110 }],
  vddkImage: 'registry.example.com/vddk:8.0.3',
  vddkImageSource: 'HyperConverged',
  virtualMachines: [],
}

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
          disks: [
            {
              key: 2000,
              label: 'Hard disk 1',
              file: `[fast] ${vm.name}/${vm.name}.vmdk`,
              bytesCopied: 64 * MIB * share,
              bytesTotal: 64 * MIB,
              state: share === 1 ? ('completed' as const) : ('running' as const),
              reason: '',
              claim: `${vm.name}-disk-0`,
            },
          ],
        },
      ],
    })),
  }
}
