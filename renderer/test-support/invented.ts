/** Invented data in the shapes of the contract, for tests. No real server looks exactly like it. */
import type { Folder, Inventory, Vm, VmDisk } from '../../shared/inventory/model.ts'
import type { Provider } from '../../shared/provider/model.ts'
import type { Target } from '../../shared/target/model.ts'
import {
  aCluster,
  aDatastore,
  aDisk,
  aHost,
  anInventory,
  aNetwork,
  aNic,
  aStorageClass,
  aTarget,
  aVm,
} from '../../test/fixtures/inventory.ts'

const GIB = 1024 ** 3
const FOLDERS = ['Web', 'Data', 'Batch'] as const

export function inventedProvider(change: Partial<Provider> = {}): Provider {
  return {
    id: 'src',
    kind: 'vsphere',
    name: 'vcenter-01',
    url: 'https://vcenter-01.example.com/sdk',
    username: 'administrator@vsphere.local',
    version: '8.0.3',
    thumbprint: '',
    credential: 'password',
    lab: false,
    status: { state: 'connected', since: '2026-11-23T00:00:00Z' },
    ...change,
  }
}

export function inventedTargetProvider(change: Partial<Provider> = {}): Provider {
  return inventedProvider({
    id: 'dst',
    kind: 'cluster',
    name: 'ocp-prod',
    url: 'https://api.ocp-prod.example.com:6443',
    username: '',
    version: '4.20.3',
    credential: 'token',
    ...change,
  })
}

function inventedDisk(key: number, bytes: number, datastoreId = 'ds-1'): VmDisk {
  return aDisk({
    key,
    label: `Hard disk ${key - 1999}`,
    file: `[gold] vm/vm_${key}.vmdk`,
    capacityBytes: bytes,
    datastoreId,
    unitNumber: key - 2000,
    uuid: '',
  })
}

export function inventedVm(number: number, change: Partial<Vm> = {}): Vm {
  return aVm({
    id: `vm-${number}`,
    name: `app-${String(number).padStart(2, '0')}`,
    path: `DC1/Production/${FOLDERS[number % 3] ?? 'Web'}`,
    folderId: `group-v${(number % 3) + 3}`,
    datastoreIds: number % 3 === 0 ? ['ds-1', 'ds-2'] : ['ds-1'],
    networkIds: [number % 2 ? 'net-2' : 'net-1'],
    hostId: `host-${(number % 3) + 1}`,
    powerState: number % 4 === 3 ? 'poweredOff' : 'poweredOn',
    uuid: `4200${number}`,
    instanceUuid: `5200${number}`,
    firmware: 'efi',
    guestName: number % 2 ? 'Microsoft Windows Server 2022 (64-bit)' : 'Red Hat Enterprise Linux 9 (64-bit)',
    guestHostName: `app-${number}.example.com`,
    ipAddresses: [`10.1.${Math.floor(number / 250)}.${number % 250}`],
    cpuCount: 2 + (number % 4) * 2,
    memoryMiB: 4096 * (1 + (number % 4)),
    hardwareVersion: 'vmx-20',
    disks: [
      inventedDisk(2000, 40 * GIB),
      ...(number % 3 === 0 ? [inventedDisk(2001, 100 * GIB, 'ds-2')] : []),
    ].map((disk) => ({ ...disk, file: `[gold] app-${number}/app_${disk.key}.vmdk` })),
    nics: [aNic({ networkId: number % 2 ? 'net-2' : 'net-1' })],
    ...change,
  })
}

export function inventedInventory(count: number, extra: readonly Vm[] = []): Inventory {
  const host = (number: number) =>
    aHost({
      id: `host-${number}`,
      name: `esx-0${number}`,
      clusterId: 'cl-1',
      version: '8.0.3',
      build: '24022510',
      inMaintenance: number === 3,
    })
  const store = (id: string, name: string, accessible: boolean) =>
    aDatastore({
      id,
      name,
      parentId: 'dc-1',
      capacityBytes: 8192 * GIB,
      freeBytes: 2048 * GIB,
      accessible,
    })
  return anInventory({
    takenAt: '2026-11-23T00:00:00Z',
    folders: inventedFolders(),
    clusters: [aCluster({ id: 'cl-1', name: 'Cluster-A', path: 'DC1/Cluster-A', parentId: 'dc-1' })],
    hosts: [host(1), host(2), host(3)],
    datastores: [store('ds-1', 'gold', true), store('ds-2', 'silver', true), store('ds-3', 'old', false)],
    networks: [
      aNetwork({ id: 'net-1', name: 'dvpg-web-110', kind: 'distributed', vlan: 110, parentId: 'dc-1' }),
      aNetwork({ id: 'net-2', name: 'dvpg-db-120', kind: 'distributed', vlan: 120, parentId: 'dc-1' }),
    ],
    vms: [...extra, ...Array.from({ length: count }, (_, index) => inventedVm(index + 1))],
  })
}

/** One datacenter with folders of VMs; the four that every datacenter has by itself are in no inventory. */
function inventedFolders(): Folder[] {
  const below = (id: string, name: string, parentId: string): Folder => ({ id, name, parentId, kind: 'vm' })
  return [
    { id: 'dc-1', name: 'DC1', kind: 'datacenter' },
    below('group-v2', 'Production', 'dc-1'),
    ...FOLDERS.map((name, index) => below(`group-v${index + 3}`, name, 'group-v2')),
  ]
}

export function inventedTarget(change: Partial<Target> = {}): Target {
  return aTarget({
    version: 'v1.33.4',
    kubevirtVersion: 'v1.6.2',
    cdiVersion: 'v1.63.1',
    nodes: { total: 6, schedulable: 3, withKvm: 3 },
    namespaces: ['default', 'finance', 'openshift-cnv'],
    storageClasses: [
      aStorageClass({ provisioner: 'rbd.csi.ceph.com' }),
      aStorageClass({
        name: 'nfs',
        provisioner: 'nfs.csi.k8s.io',
        bindingMode: 'WaitForFirstConsumer',
        isDefault: true,
        isVirtDefault: false,
        claimPropertySets: [],
      }),
    ],
    attachments: [{ namespace: 'finance', name: 'vlan-110', type: 'bridge', vlan: 110 }],
    vddkImage: 'registry.example.com/vddk:8.0.3',
    vddkImageSource: 'config map v2v-vmware',
    ...change,
  })
}
