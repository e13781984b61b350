import type { EstateCluster, EstateFolder } from '../../estate/model.ts'
import { Ref, type VimObject } from '../vim/value.ts'
import { entityProperties, type Properties } from './entity.ts'
import type { EstateIndex } from './estate-index.ts'
import {
  clusterRef,
  datacenterRef,
  datastoreRef,
  folderRef,
  networkRef,
  placeRef,
  switchRef,
  vmRef,
} from './refs.ts'

const CHILD_TYPES: Readonly<Record<EstateFolder['kind'], readonly string[]>> = {
  root: ['Folder', 'Datacenter'],
  vm: ['Folder', 'VirtualMachine', 'VirtualApp'],
  host: ['Folder', 'ComputeResource'],
  network: ['Folder', 'Network', 'DistributedVirtualSwitch'],
  datastore: ['Folder', 'Datastore', 'StoragePod'],
  pod: ['Datastore', 'StoragePod'],
}

export function folderProperties(index: EstateIndex, folder: EstateFolder): Properties {
  const { estate } = index
  const parent =
    folder.parentId === undefined
      ? undefined
      : folder.parentId === estate.datacenter.id
        ? datacenterRef(folder.parentId)
        : folderRef(folder.parentId)
  return entityProperties(folder.name, parent, {
    ...(folder.kind === 'pod' ? { summary: () => podSummary(index, folder) } : {}),
    childType: () => CHILD_TYPES[folder.kind],
    childEntity: () => [
      ...estate.folders.filter((child) => child.parentId === folder.id).map(placeRef),
      ...members(index, folder),
    ],
  })
}

function podSummary({ estate }: EstateIndex, pod: EstateFolder): VimObject {
  const inside = estate.datastores.filter((ds) => ds.folderId === pod.id)
  return {
    name: pod.name,
    capacity: inside.reduce((sum, ds) => sum + ds.capacityBytes, 0),
    freeSpace: inside.reduce((sum, ds) => sum + ds.freeBytes, 0),
  }
}

function members({ estate }: EstateIndex, folder: EstateFolder): Ref[] {
  switch (folder.kind) {
    case 'root':
      return [datacenterRef(estate.datacenter.id)]
    case 'vm':
      return estate.vms.filter((vm) => vm.folderId === folder.id).map((vm) => vmRef(vm.id))
    case 'host':
      return estate.clusters.map((cluster) => clusterRef(cluster.id))
    case 'network':
      return [...estate.switches.map((dvs) => switchRef(dvs.id)), ...estate.networks.map(networkRef)]
    case 'datastore':
    case 'pod':
      return estate.datastores.filter((ds) => ds.folderId === folder.id).map((ds) => datastoreRef(ds.id))
  }
}

export function datacenterProperties({ estate }: EstateIndex): Properties {
  const { datacenter } = estate
  const root = estate.folders.find((folder) => folder.kind === 'root')
  return entityProperties(datacenter.name, root === undefined ? undefined : folderRef(root.id), {
    vmFolder: () => folderRef(datacenter.vmFolderId),
    hostFolder: () => folderRef(datacenter.hostFolderId),
    datastoreFolder: () => folderRef(datacenter.datastoreFolderId),
    networkFolder: () => folderRef(datacenter.networkFolderId),
    datastore: () => estate.datastores.map((ds) => datastoreRef(ds.id)),
    network: () => estate.networks.map(networkRef),
    configuration: () => ({}),
  })
}

export function poolProperties(index: EstateIndex, cluster: EstateCluster): Properties {
  const unlimited = (): VimObject => ({
    reservation: 0,
    expandableReservation: true,
    limit: -1,
    shares: { shares: 4000, level: 'normal' },
  })
  const config = (): VimObject => ({ cpuAllocation: unlimited(), memoryAllocation: unlimited() })
  const usage = (): VimObject => ({
    reservationUsed: 0,
    reservationUsedForVm: 0,
    unreservedForPool: 0,
    unreservedForVm: 0,
    overallUsage: 0,
    maxUsage: 1_000_000,
  })
  const runtime = (): VimObject => ({ memory: usage(), cpu: usage(), overallStatus: 'green' })
  return entityProperties('Resources', clusterRef(cluster.id), {
    summary: () => ({
      $type: 'ResourcePoolSummary',
      name: 'Resources',
      config: config(),
      runtime: runtime(),
    }),
    runtime,
    owner: () => clusterRef(cluster.id),
    resourcePool: () => [],
    vm: () =>
      index
        .vmsInCluster(cluster.id)
        .filter((vm) => !vm.isTemplate)
        .map((vm) => vmRef(vm.id)),
    config,
    childConfiguration: () => [],
  })
}
