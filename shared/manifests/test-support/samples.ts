/** A plan, a VM and a disk for the tests of the builders. */
import { aDisk, aVm } from '../../../test/fixtures/inventory.ts'
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

export function disk(change: Partial<VmDisk> = {}): VmDisk {
  return aDisk({
    file: '[ds1] web/web.vmdk',
    capacityBytes: 10 * 1024 ** 3,
    uuid: '6000C298-5b8a-1234-5678-9abcdef01234',
    ...change,
  })
}

export function vm(change: Partial<Vm> = {}): Vm {
  return aVm({
    id: 'vm-101',
    powerState: 'poweredOff',
    uuid: '421c0a3b-0000-1111-2222-333344445555',
    instanceUuid: '501c0a3b-0000-1111-2222-333344445555',
    changeTracking: false,
    disks: [disk()],
    nics: [],
    ...change,
  })
}
