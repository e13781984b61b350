import type { EstateCluster, EstateFolder, EstateRule } from '../../estate/model.ts'
import { Ref, type VimObject } from '../vim/value.ts'
import { entityProperties, type Properties } from './entity.ts'
import type { EstateIndex } from './estate-index.ts'
import {
  clusterRef,
  datacenterRef,
  datastoreRef,
  folderRef,
  hostRef,
  networkRef,
  poolRef,
  switchRef,
  vmRef,
} from './refs.ts'

const CHILD_TYPES: Readonly<Record<EstateFolder['kind'], readonly string[]>> = {
  root: ['Folder', 'Datacenter'],
  vm: ['Folder', 'VirtualMachine', 'VirtualApp'],
  host: ['Folder', 'ComputeResource'],
  network: ['Folder', 'Network', 'DistributedVirtualSwitch'],
  datastore: ['Folder', 'Datastore', 'StoragePod'],
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
    childType: () => CHILD_TYPES[folder.kind],
    childEntity: () => [
      ...estate.folders.filter((child) => child.parentId === folder.id).map((child) => folderRef(child.id)),
      ...members(index, folder),
    ],
  })
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
      return estate.datastores.map((ds) => datastoreRef(ds.id))
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

export function clusterProperties(index: EstateIndex, cluster: EstateCluster): Properties {
  const { estate } = index
  const hosts = estate.hosts.filter((host) => host.clusterId === cluster.id)
  const cores = hosts.reduce((sum, host) => sum + host.cpuCores, 0)
  const mhz = hosts.reduce((sum, host) => sum + host.cpuCores * host.cpuMhz, 0)
  const memory = hosts.reduce((sum, host) => sum + host.memoryBytes, 0)
  const das = { enabled: cluster.haEnabled, vmMonitoring: 'vmMonitoringDisabled', hostMonitoring: 'enabled' }
  const drs = {
    enabled: cluster.drsEnabled,
    enableVmBehaviorOverrides: true,
    defaultVmBehavior: 'fullyAutomated',
    vmotionRate: 3,
  }
  const rule = cluster.rules.map(ruleSpec)
  return entityProperties(cluster.name, folderRef(cluster.folderId), {
    resourcePool: () => poolRef(cluster.resourcePoolId),
    host: () => hosts.map((host) => hostRef(host.id)),
    datastore: () => estate.datastores.map((ds) => datastoreRef(ds.id)),
    network: () => estate.networks.map(networkRef),
    summary: () => ({
      $type: 'ClusterComputeResourceSummary',
      totalCpu: mhz,
      totalMemory: memory,
      numCpuCores: cores,
      numCpuThreads: cores * 2,
      effectiveCpu: mhz,
      effectiveMemory: Math.floor(memory / 1024 ** 2),
      numHosts: hosts.length,
      numEffectiveHosts: hosts.filter((host) => !host.inMaintenance).length,
      overallStatus: 'green',
      currentFailoverLevel: 1,
      numVmotions: 0,
    }),
    configuration: () => ({ dasConfig: das, dasVmConfig: [], drsConfig: drs, drsVmConfig: [], rule }),
    configurationEx: () => ({
      $type: 'ClusterConfigInfoEx',
      vmSwapPlacement: 'vmDirectory',
      dasConfig: das,
      dasVmConfig: [],
      drsConfig: drs,
      drsVmConfig: [],
      rule,
      dpmConfigInfo: { enabled: cluster.dpmEnabled, defaultDpmBehavior: 'automated', hostPowerActionRate: 3 },
      group: [],
    }),
  })
}

function ruleSpec(rule: EstateRule, i: number): VimObject {
  return {
    $type: rule.kind === 'affinity' ? 'ClusterAffinityRuleSpec' : 'ClusterAntiAffinityRuleSpec',
    key: i + 1,
    status: 'green',
    enabled: true,
    name: rule.name,
    mandatory: false,
    userCreated: true,
    inCompliance: true,
    vm: rule.vmIds.map(vmRef),
  }
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
