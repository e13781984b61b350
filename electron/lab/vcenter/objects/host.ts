import type { EstateHost } from '../../estate/model.ts'
import { Ref, type VimObject } from '../vim/value.ts'
import { entityProperties, type Properties } from './entity.ts'
import type { EstateIndex } from './estate-index.ts'
import { hostNetwork, nicManagerInfo } from './host-network.ts'
import { firewallInfo, serviceInfo } from './host-services.ts'
import { clusterRef, datastoreRef, hostRef, networkRef, vmRef } from './refs.ts'
import { memoryBytes } from './vm-summary.ts'

const VCENTER_ADDRESS = '10.20.0.10'
const BOOTED = new Date(Date.UTC(2025, 10, 3, 4, 30))

export function hostProperties(
  index: EstateIndex,
  host: EstateHost,
  recentTasks: (hostId: string) => readonly Ref[],
): Properties {
  const { estate } = index
  const datastores = estate.datastores.filter((ds) => ds.hostIds.includes(host.id))
  const networks = estate.networks.filter((network) => network.hostIds.includes(host.id))
  return entityProperties(host.name, clusterRef(host.clusterId), {
    overallStatus: () => (host.inMaintenance ? 'yellow' : 'green'),
    runtime: () => runtime(host),
    summary: () => summary(index, host),
    hardware: () => hardware(host),
    capability: () => ({ maxSupportedVMs: 1024, vsanSupported: true, nfsSupported: true, ftSupported: true }),
    config: () => config(index, host),
    configManager: () => configManager(host),
    vm: () => index.vmsOnHost(host.id).map((vm) => vmRef(vm.id)),
    datastore: () => datastores.map((ds) => datastoreRef(ds.id)),
    network: () => networks.map(networkRef),
    recentTask: () => recentTasks(host.id),
  })
}

/** Product of an ESXi host, as `config.product`, in its summary, and as the host itself tells it. */
export function product(host: EstateHost): VimObject {
  return {
    name: 'VMware ESXi',
    fullName: `VMware ESXi ${host.version} build-${host.build}`,
    vendor: 'VMware, Inc.',
    version: host.version,
    build: host.build,
    localeVersion: 'INTL',
    localeBuild: '000',
    osType: 'vmnix-x86',
    productLineId: 'embeddedEsx',
    apiType: 'HostAgent',
    apiVersion: `${host.version}.0`,
    licenseProductName: 'VMware ESX Server',
    licenseProductVersion: `${host.version.split('.')[0] ?? ''}.0`,
  }
}

function runtime(host: EstateHost): VimObject {
  return {
    connectionState: host.connectionState,
    powerState: 'poweredOn',
    standbyMode: 'none',
    inMaintenanceMode: host.inMaintenance,
    inQuarantineMode: false,
    bootTime: BOOTED,
    hostMaxVirtualDiskCapacity: 68_169_720_922_112,
    cryptoState: 'incapable',
  }
}

function summary(index: EstateIndex, host: EstateHost): VimObject {
  const vms = index.vmsOnHost(host.id)
  return {
    host: hostRef(host.id),
    hardware: {
      vendor: host.vendor,
      model: host.model,
      uuid: host.uuid,
      memorySize: host.memoryBytes,
      cpuModel: 'Intel(R) Xeon(R) Gold 6348 CPU @ 2.60GHz',
      cpuMhz: host.cpuMhz,
      numCpuPkgs: host.cpuPackages,
      numCpuCores: host.cpuCores,
      numCpuThreads: host.cpuCores * 2,
      numNics: 4,
      numHBAs: 2,
    },
    runtime: runtime(host),
    config: {
      name: host.name,
      port: 443,
      sslThumbprint: host.sslThumbprint,
      product: product(host),
      vmotionEnabled: true,
      faultToleranceEnabled: true,
    },
    quickStats: {
      overallCpuUsage: 240 * vms.filter((vm) => vm.powerState === 'poweredOn').length,
      overallMemoryUsage: Math.floor(memoryBytes(vms) / 2 / 1024 ** 2),
      uptime: 6_000_000,
    },
    overallStatus: host.inMaintenance ? 'yellow' : 'green',
    rebootRequired: false,
    managementServerIp: VCENTER_ADDRESS,
    maxEVCModeKey: 'intel-icelake',
  }
}

function hardware(host: EstateHost): VimObject {
  return {
    systemInfo: { vendor: host.vendor, model: host.model, uuid: host.uuid },
    cpuInfo: {
      numCpuPackages: host.cpuPackages,
      numCpuCores: host.cpuCores,
      numCpuThreads: host.cpuCores * 2,
      hz: host.cpuMhz * 1_000_000,
    },
    memorySize: host.memoryBytes,
  }
}

function config(index: EstateIndex, host: EstateHost): VimObject {
  return {
    host: hostRef(host.id),
    product: product(host),
    network: hostNetwork(index, host),
    virtualNicManagerInfo: nicManagerInfo(host),
    service: serviceInfo(host),
    firewall: firewallInfo(host),
    dateTimeInfo: {
      timeZone: { key: host.timeZone, name: host.timeZone, description: host.timeZone, gmtOffset: 0 },
      systemClockProtocol: 'ntp',
      enabled: true,
    },
    option: [],
    adminDisabled: host.lockdownMode !== 'lockdownDisabled',
    lockdownMode: host.lockdownMode,
  }
}

/** Managers of a host are named after it: "serviceSystem-101". */
function configManager(host: EstateHost): VimObject {
  const manager = (type: string, name: string): Ref =>
    new Ref(type, `${name}-${host.id.replace('host-', '')}`)
  return {
    datastoreSystem: manager('HostDatastoreSystem', 'datastoreSystem'),
    storageSystem: manager('HostStorageSystem', 'storageSystem'),
    networkSystem: manager('HostNetworkSystem', 'networkSystem'),
    virtualNicManager: manager('HostVirtualNicManager', 'virtualNicManager'),
    serviceSystem: manager('HostServiceSystem', 'serviceSystem'),
    firewallSystem: manager('HostFirewallSystem', 'firewallSystem'),
    advancedOption: manager('OptionManager', 'EsxHostAdvSettings'),
    dateTimeSystem: manager('HostDateTimeSystem', 'dateTimeSystem'),
    hostAccessManager: manager('HostAccessManager', 'hostAccessManager'),
  }
}
