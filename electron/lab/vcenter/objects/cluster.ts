import type { EstateCluster, EstateRule } from '../../estate/model.ts'
import type { VimObject } from '../vim/value.ts'
import { entityProperties, type Properties } from './entity.ts'
import type { EstateIndex } from './estate-index.ts'
import { clusterRef, datastoreRef, folderRef, hostRef, networkRef, poolRef, vmRef } from './refs.ts'

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
    defaultVmBehavior: cluster.drsBehavior,
    vmotionRate: 3,
  }
  const rule = cluster.rules.map(ruleSpec)
  const isCluster = clusterRef(cluster.id).type === 'ClusterComputeResource'
  const clusterConfiguration: VimObject = {
    $type: 'ClusterConfigInfoEx',
    dasConfig: das,
    dasVmConfig: [],
    drsConfig: drs,
    drsVmConfig: [],
    rule,
    dpmConfigInfo: { enabled: cluster.dpmEnabled, defaultDpmBehavior: 'automated', hostPowerActionRate: 3 },
    group: cluster.rules.flatMap(ruleGroups),
  }
  return entityProperties(cluster.name, folderRef(cluster.folderId), {
    resourcePool: () => poolRef(cluster.resourcePoolId),
    host: () => hosts.map((host) => hostRef(host.id)),
    datastore: () => estate.datastores.map((ds) => datastoreRef(ds.id)),
    network: () => estate.networks.map(networkRef),
    summary: () => ({
      ...(isCluster
        ? { $type: 'ClusterComputeResourceSummary', currentFailoverLevel: 1, numVmotions: 0 }
        : {}),
      totalCpu: mhz,
      totalMemory: memory,
      numCpuCores: cores,
      numCpuThreads: cores * 2,
      effectiveCpu: mhz,
      effectiveMemory: Math.floor(memory / 1024 ** 2),
      numHosts: hosts.length,
      numEffectiveHosts: hosts.filter((host) => !host.inMaintenance).length,
      overallStatus: 'green',
    }),
    configuration: () => ({ dasConfig: das, dasVmConfig: [], drsConfig: drs, drsVmConfig: [], rule }),
    configurationEx: () => ({
      vmSwapPlacement: 'vmDirectory',
      ...(isCluster ? clusterConfiguration : {}),
    }),
  })
}

function ruleSpec(rule: EstateRule, i: number): VimObject {
  const common: VimObject = {
    key: i + 1,
    status: 'green',
    enabled: true,
    name: rule.name,
    mandatory: rule.mandatory,
    userCreated: true,
    inCompliance: true,
  }
  switch (rule.kind) {
    case 'affinity':
      return { ...common, $type: 'ClusterAffinityRuleSpec', vm: rule.vmIds.map(vmRef) }
    case 'antiAffinity':
      return { ...common, $type: 'ClusterAntiAffinityRuleSpec', vm: rule.vmIds.map(vmRef) }
    case 'vmsToHosts':
      return {
        ...common,
        $type: 'ClusterVmHostRuleInfo',
        vmGroupName: `${rule.name}-vms`,
        affineHostGroupName: `${rule.name}-hosts`,
      }
  }
}

/** A rule that ties VMs to hosts names both by a group. */
function ruleGroups(rule: EstateRule): VimObject[] {
  if (rule.kind !== 'vmsToHosts') return []
  const group = (name: string): VimObject => ({ name: `${rule.name}-${name}`, userCreated: true })
  return [
    { ...group('vms'), $type: 'ClusterVmGroup', vm: rule.vmIds.map(vmRef) },
    { ...group('hosts'), $type: 'ClusterHostGroup', host: rule.hostIds.map(hostRef) },
  ]
}
