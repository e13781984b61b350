/** A plan, a VM and a disk for the tests of the builders. */
import type { Vm, VmDisk } from '../../inventory/model.ts'
import type { PlanContext } from '../manifest.ts'

export const context: PlanContext = {
  planId: '5b0a8b6e-0001-4c4c-9e55-a1b2c3d4e5f6',
  planName: 'wave-1',
  migrationId: 'm-1',
  targetNamespace: 'team-a',
  vddkImage: 'registry.example/vddk:8.0.3',
  sourceUrl: 'https://vcenter.example/sdk',
  thumbprint: 'AA:BB',
  cdiVersion: 'v1.66.0',
}

export function disk(over: Partial<VmDisk> = {}): VmDisk {
  return {
    key: 2000,
    label: 'Hard disk 1',
    file: '[ds1] web/web.vmdk',
    capacityBytes: 10 * 1024 ** 3,
    datastoreId: 'datastore-1',
    bus: 'scsi',
    controllerKey: 1000,
    unitNumber: 0,
    mode: 'persistent',
    shared: false,
    rdm: 'none',
    uuid: '6000C298-5b8a-1234-5678-9abcdef01234',
    ...over,
  }
}

export function vm(over: Partial<Vm> = {}): Vm {
  return {
    id: 'vm-101',
    name: 'web-01',
    path: 'DC1',
    folderId: 'group-v1',
    powerState: 'poweredOff',
    connectionState: 'connected',
    isTemplate: false,
    uuid: '421c0a3b-0000-1111-2222-333344445555',
    instanceUuid: '501c0a3b-0000-1111-2222-333344445555',
    firmware: 'bios',
    secureBoot: false,
    tpm: false,
    guestId: 'rhel9_64Guest',
    guestName: '',
    guestHostName: '',
    tools: 'running',
    ipAddresses: [],
    cpuCount: 2,
    coresPerSocket: 1,
    memoryMiB: 2048,
    nestedVirtualization: false,
    changeTracking: false,
    cpuHotAdd: false,
    memoryHotAdd: false,
    faultTolerance: false,
    snapshotCount: 0,
    consolidationNeeded: false,
    hardwareVersion: 'vmx-19',
    disks: [disk()],
    nics: [],
    devices: [],
    ...over,
  }
}
