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
    toolsInstallerMounted: vm.toolsInstallerMounted,
    suspendTime: vm.powerState === 'suspended' ? new Date(vm.bootedAt + 3_600_000) : undefined,
    bootTime: on ? new Date(vm.bootedAt) : undefined,
    suspendInterval: 0,
    question: question(vm),
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

/** A VM waits with a question only while it runs. */
function question(vm: EstateVm): Vim {
  if (vm.question === undefined || vm.powerState !== 'poweredOn') return undefined
  const answers = ['Yes', 'No'].map((label, key) => ({ key: String(key), label, summary: label }))
  return {
    id: '1',
    text: vm.question,
    choice: { valueIsReadonly: false, choiceInfo: answers, defaultIndex: 1 },
    message: [{ id: 'msg.cdromdisconnect.locked', text: vm.question }],
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
      uncommitted: uncommittedBytes(vm, id),
      unshared: committedBytes(vm, id),
    })),
    timestamp: new Date(vm.bootedAt),
  }
}

/** Bytes that thin disks were promised and do not take yet. */
export function uncommittedBytes(vm: EstateVm, datastoreId?: string): number {
  const provisioned = vm.disks
    .filter((disk) => datastoreId === undefined || disk.datastoreId === datastoreId)
    .reduce((sum, disk) => sum + disk.capacityBytes, 0)
  return provisioned - committedBytes(vm, datastoreId)
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
      uncommitted: uncommittedBytes(vm),
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

/** Bytes of memory in a MiB count, for sums over a host. */
export function memoryBytes(vms: readonly EstateVm[]): number {
  return vms.reduce((sum, vm) => sum + (vm.powerState === 'poweredOn' ? vm.memoryMiB * MIB : 0), 0)
}
