import type { EstateVm } from '../../estate/model.ts'
import type { Vim, VimObject } from '../vim/value.ts'
import { shownName } from './entity.ts'
import { datastoreIds } from './estate-index.ts'
import { datastoreRef, hostRef, vmRef } from './refs.ts'
import { faultTolerance, managedBy } from './vm-config.ts'
import { guestAddress, toolsFacts, toolsRunning } from './vm-guest.ts'

const MIB = 1024 * 1024

/** The property `runtime`. */
export function runtimeInfo(vm: EstateVm): VimObject {
  const on = vm.powerState === 'poweredOn'
  return {
    host: hostRef(vm.hostId),
    connectionState: vm.connectionState,
    powerState: vm.powerState,
    faultToleranceState: vm.faultTolerance ? 'running' : 'notConfigured',
    dasVmProtection: on ? { dasProtected: true } : undefined,
    toolsInstallerMounted: false,
    suspendTime: vm.powerState === 'suspended' ? new Date(vm.bootedAt + 3_600_000) : undefined,
    bootTime: on ? new Date(vm.bootedAt) : undefined,
    suspendInterval: 0,
    maxCpuUsage: on ? vm.cpuCount * 2600 : undefined,
    maxMemoryUsage: on ? vm.memoryMiB : undefined,
    numMksConnections: 0,
    recordReplayState: 'inactive',
    cleanPowerOff: on ? undefined : vm.cleanPowerOff,
    onlineStandby: false,
    consolidationNeeded: vm.consolidationNeeded,
    cryptoState: vm.encrypted ? 'safe' : undefined,
  }
}

/** Bytes that a VM's disks take: thin disks about two thirds. */
function committedBytes(vm: EstateVm, datastoreId?: string): number {
  return vm.disks
    .filter((disk) => datastoreId === undefined || disk.datastoreId === datastoreId)
    .reduce(
      (sum, disk) => sum + (disk.thin ? Math.floor((disk.capacityBytes * 2) / 3) : disk.capacityBytes),
      0,
    )
}

/** The property `storage`. */
export function storageInfo(vm: EstateVm): VimObject {
  return {
    perDatastoreUsage: datastoreIds(vm).map((id) => ({
      datastore: datastoreRef(id),
      committed: committedBytes(vm, id),
      uncommitted: provisionedBytes(vm, id) - committedBytes(vm, id),
      unshared: committedBytes(vm, id),
    })),
    timestamp: new Date(vm.bootedAt),
  }
}

function provisionedBytes(vm: EstateVm, datastoreId?: string): number {
  return vm.disks
    .filter((disk) => datastoreId === undefined || disk.datastoreId === datastoreId)
    .reduce((sum, disk) => sum + disk.capacityBytes, 0)
}

/** The property `summary`. `now` in ms since the epoch, for the uptime. */
export function vmSummary(vm: EstateVm, now: number): VimObject {
  const committed = committedBytes(vm)
  return {
    vm: vmRef(vm.id),
    runtime: runtimeInfo(vm),
    guest: {
      ...(toolsRunning(vm) ? { guestId: vm.guest.id, guestFullName: vm.guest.fullName } : {}),
      ...toolsFacts(vm),
      hostName: toolsRunning(vm) ? vm.guest.hostName : undefined,
      ipAddress: guestAddress(vm),
      hwVersion: vm.hardwareVersion,
    },
    config: configSummary(vm),
    storage: {
      committed,
      uncommitted: provisionedBytes(vm) - committed,
      unshared: committed,
      timestamp: new Date(vm.bootedAt),
    },
    quickStats: quickStats(vm, now),
    overallStatus: 'green',
  }
}

/** Of an inaccessible VM only what stands in vCenter's own database is known. */
function configSummary(vm: EstateVm): VimObject {
  const name = { name: shownName(vm.name), template: vm.isTemplate, vmPathName: vm.configFile }
  if (vm.connectionState === 'inaccessible' || vm.connectionState === 'invalid') return name
  return {
    ...name,
    memorySizeMB: vm.memoryMiB,
    cpuReservation: 0,
    memoryReservation: 0,
    numCpu: vm.cpuCount,
    numEthernetCards: vm.nics.length,
    numVirtualDisks: vm.disks.length,
    uuid: vm.uuid,
    instanceUuid: vm.instanceUuid,
    guestId: vm.guest.id,
    guestFullName: vm.guest.fullName,
    annotation: vm.annotation,
    installBootRequired: false,
    ftInfo: faultTolerance(vm),
    managedBy: managedBy(vm),
    tpmPresent: vm.devices.some((device) => device.kind === 'tpm'),
    numVmiopBackings: 0,
    hwVersion: vm.hardwareVersion,
  }
}

function quickStats(vm: EstateVm, now: number): VimObject {
  const on = vm.powerState === 'poweredOn'
  return {
    overallCpuUsage: on ? 120 * vm.cpuCount : 0,
    overallCpuDemand: on ? 130 * vm.cpuCount : 0,
    guestMemoryUsage: on ? Math.floor(vm.memoryMiB / 5) : 0,
    hostMemoryUsage: on ? Math.floor(vm.memoryMiB / 2) : 0,
    guestHeartbeatStatus: heartbeat(vm),
    grantedMemory: on ? vm.memoryMiB : 0,
    swappedMemory: 0,
    balloonedMemory: 0,
    consumedOverheadMemory: on ? 64 : 0,
    compressedMemory: 0,
    // Whole minutes: a watcher should hear of changes, not of the clock.
    uptimeSeconds: on ? Math.floor((now - vm.bootedAt) / 60_000) * 60 : undefined,
  }
}

export function heartbeat(vm: EstateVm): Vim {
  return toolsRunning(vm) ? 'green' : 'gray'
}

/** The property `layoutEx`: the files of the base disks and the VM's own. */
export function fileLayout(vm: EstateVm): VimObject {
  const file = (key: number, name: string, type: string, size: number): VimObject => ({
    key,
    name,
    type,
    size,
    uniqueSize: size,
    accessible: vm.connectionState === 'connected',
  })
  const disks = vm.disks.flatMap((disk, i) => [
    file(2 + 2 * i, disk.file, 'diskDescriptor', 1024),
    file(3 + 2 * i, disk.file.replace(/\.vmdk$/, '-flat.vmdk'), 'diskExtent', disk.capacityBytes),
  ])
  return {
    file: [
      file(0, vm.configFile, 'config', 4096),
      file(1, vm.configFile.replace(/x$/, 'sd'), 'snapshotList', 512),
      ...disks,
    ],
    disk: vm.disks.map((disk, i) => ({ key: disk.key, chain: [{ fileKey: [2 + 2 * i, 3 + 2 * i] }] })),
    timestamp: new Date(vm.bootedAt),
  }
}

/** Bytes of memory in a MiB count, for sums over a host. */
export function memoryBytes(vms: readonly EstateVm[]): number {
  return vms.reduce((sum, vm) => sum + (vm.powerState === 'poweredOn' ? vm.memoryMiB * MIB : 0), 0)
}
