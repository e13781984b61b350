import type { EstateVm } from '../../estate/model.ts'
import type { Vim, VimObject } from '../vim/value.ts'
import type { EstateIndex } from './estate-index.ts'
import { shownName } from './entity.ts'
import { virtualDevices } from './vm-devices.ts'
import { ENCRYPTION_KEY } from './vm-disks.ts'

/** The property `config` now, or with the disks of a snapshot; unset while vSphere cannot read the VM's files. */
export function configInfo(index: EstateIndex, vm: EstateVm, snapshotId?: string): Vim {
  if (vm.connectionState === 'inaccessible' || vm.connectionState === 'invalid') return undefined
  return {
    ...identity(vm),
    files: files(vm),
    tools: { toolsVersion: 12389, afterPowerOn: true, afterResume: true, beforeGuestStandby: true },
    flags: {
      enableLogging: true,
      diskUuidEnabled: true,
      faultToleranceType: vm.faultTolerance ? 'checkpointing' : 'unset',
      vbsEnabled: false,
    },
    defaultPowerOps: {
      powerOffType: 'soft',
      suspendType: 'hard',
      resetType: 'soft',
      standbyAction: 'checkpoint',
    },
    hardware: {
      numCPU: vm.cpuCount,
      numCoresPerSocket: vm.coresPerSocket,
      autoCoresPerSocket: vm.autoCoresPerSocket,
      memoryMB: vm.memoryMiB,
      virtualICH7MPresent: false,
      virtualSMCPresent: false,
      device: virtualDevices(index, vm, snapshotId),
      motherboardLayout: 'i440bxHostBridge',
      simultaneousThreads: 1,
    },
    cpuAllocation: allocation(),
    memoryAllocation: allocation(),
    latencySensitivity: { level: 'normal' },
    memoryHotAddEnabled: vm.memoryHotAdd,
    cpuHotAddEnabled: vm.cpuHotAdd,
    cpuHotRemoveEnabled: vm.cpuHotRemove,
    cpuAffinity: vm.cpuAffinity.length > 0 ? { affinitySet: vm.cpuAffinity } : undefined,
    extraConfig: Object.entries(vm.extraConfig).map(([key, value]) => ({ key, value })),
    bootOptions: {
      bootDelay: 0,
      enterBIOSSetup: false,
      efiSecureBootEnabled: vm.secureBoot,
      bootRetryEnabled: false,
      bootRetryDelay: 10000,
      networkBootProtocol: 'ipv4',
    },
    ftInfo: faultTolerance(vm),
    repConfig: replication(vm),
    vAppConfig: appConfig(vm),
    managedBy: managedBy(vm),
    changeTrackingEnabled: vm.changeTracking,
    firmware: vm.firmware,
    maxMksConnections: 40,
    guestAutoLockEnabled: true,
    memoryReservationLockedToMax: vm.devices.some((device) => device.kind === 'pciPassthrough'),
    nestedHVEnabled: vm.nestedVirtualization,
    vPMCEnabled: false,
    keyId: vm.encrypted ? ENCRYPTION_KEY : undefined,
  }
}

function identity(vm: EstateVm): VimObject {
  return {
    changeVersion: new Date(vm.bootedAt).toISOString(),
    modified: new Date(0),
    name: shownName(vm.name),
    guestFullName: vm.guest.fullName,
    version: vm.hardwareVersion,
    uuid: vm.uuid,
    createDate: new Date(vm.bootedAt - 30 * 86_400_000),
    instanceUuid: vm.instanceUuid,
    template: vm.isTemplate,
    guestId: vm.guest.id,
    annotation: vm.annotation,
  }
}

function files(vm: EstateVm): VimObject {
  const folder = vm.configFile.slice(0, vm.configFile.lastIndexOf('/') + 1)
  return {
    vmPathName: vm.configFile,
    snapshotDirectory: folder,
    suspendDirectory: folder,
    logDirectory: folder,
  }
}

function allocation(): VimObject {
  return {
    reservation: 0,
    expandableReservation: false,
    limit: -1,
    shares: { shares: 2000, level: 'normal' },
  }
}

/** Set for a VM that was deployed from an OVF with properties. */
function appConfig(vm: EstateVm): Vim {
  const entries = Object.entries(vm.ovfProperties)
  if (entries.length === 0) return undefined
  return {
    property: entries.map(([id, value], key) => ({ key, id, type: 'string', userConfigurable: true, value })),
    ovfEnvironmentTransport: ['com.vmware.guestInfo'],
    installBootRequired: false,
  }
}

function replication(vm: EstateVm): Vim {
  if (!vm.replicated) return undefined
  return {
    generation: 7,
    vmReplicationId: `GID-${vm.instanceUuid}`,
    destination: '10.90.0.20',
    port: 31031,
    rpo: 60,
    quiesceGuestEnabled: false,
    paused: false,
    oppUpdatesEnabled: false,
  }
}

export function managedBy(vm: EstateVm): Vim {
  return vm.managedBy === undefined ? undefined : { extensionKey: vm.managedBy, type: 'appliance' }
}

/** Set while fault tolerance is on; the base type says role and members. */
export function faultTolerance(vm: EstateVm): Vim {
  return vm.faultTolerance
    ? {
        $type: 'FaultTolerancePrimaryConfigInfo',
        role: 1,
        instanceUuids: [vm.instanceUuid],
        configPaths: [vm.configFile],
        secondaries: [],
      }
    : undefined
}
