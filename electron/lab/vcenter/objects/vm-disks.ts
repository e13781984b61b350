import type { DiskBus, EstateDisk, EstateVm } from '../../estate/model.ts'
import { snapshotPath } from '../../estate/snapshots.ts'
import type { VimObject } from '../vim/value.ts'
import { datastoreRef } from './refs.ts'

const CONTROLLERS: Record<DiskBus, { type: string; base: number; label: string; summary: string }> = {
  ide: { type: 'VirtualIDEController', base: 200, label: 'IDE', summary: 'IDE' },
  scsi: {
    type: 'ParaVirtualSCSIController',
    base: 1000,
    label: 'SCSI controller',
    summary: 'VMware paravirtual SCSI',
  },
  sata: { type: 'VirtualAHCIController', base: 15000, label: 'SATA controller', summary: 'AHCI' },
  nvme: { type: 'VirtualNVMEController', base: 31000, label: 'NVME controller', summary: 'NVME controller' },
}

/** Controllers of a VM's disks. The two IDE channels are on every VM's board. */
export function diskControllers(vm: EstateVm): VimObject[] {
  const keys = new Map<number, DiskBus>([
    [200, 'ide'],
    [201, 'ide'],
  ])
  for (const disk of vm.disks) keys.set(disk.controllerKey, disk.bus)
  // The CD-ROM sits on SATA.
  if (vm.devices.some((device) => device.kind === 'cdrom')) keys.set(15000, 'sata')
  return [...keys].map(([key, bus]) => {
    const { type, base, label, summary } = CONTROLLERS[bus]
    const onIt = vm.disks.filter((disk) => disk.controllerKey === key).map((disk) => disk.key)
    return {
      $type: type,
      key,
      deviceInfo: { label: `${label} ${key - base}`, summary },
      ...(bus === 'ide' ? {} : { controllerKey: 100, unitNumber: 3 + key - base }),
      busNumber: key - base,
      device: onIt.length > 0 ? onIt : undefined,
      ...(bus === 'scsi' ? { hotAddRemove: true, sharedBus: vm.sharedBus, scsiCtlrUnitNumber: 7 } : {}),
    }
  })
}

/** How many snapshots lie between a VM's base disks and what it writes to now. */
export function chainDepth(vm: EstateVm): number {
  return snapshotPath(vm.snapshots, vm.currentSnapshotId).length
}

/** Disks of a VM as they are with `depth` snapshots below them. */
export function virtualDisks(vm: EstateVm, depth: number): VimObject[] {
  return vm.disks.map((disk) => ({
    $type: 'VirtualDisk',
    key: disk.key,
    deviceInfo: { label: disk.label, summary: `${grouped(disk.capacityBytes / 1024)} KB` },
    backing: diskBacking(vm, disk, inSnapshots(disk) ? depth : 0),
    controllerKey: disk.controllerKey,
    unitNumber: disk.unitNumber,
    capacityInKB: disk.capacityBytes / 1024,
    capacityInBytes: disk.capacityBytes,
    shares: { shares: 1000, level: 'normal' },
    storageIOAllocation: { limit: -1, shares: { shares: 1000, level: 'normal' }, reservation: 0 },
    diskObjectId: `${vm.id.replace('vm-', '')}-${disk.key}`,
    nativeUnmanagedLinkedClone: false,
  }))
}

/** A whole number with commas between thousands. */
function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}

/** Independent disks and physical RDMs take no part in snapshots. */
function inSnapshots(disk: EstateDisk): boolean {
  return disk.mode === 'persistent' && disk.rdm !== 'physical'
}

function diskBacking(vm: EstateVm, disk: EstateDisk, depth: number): VimObject {
  const common = {
    fileName: deltaFile(disk.file, depth),
    datastore: datastoreRef(disk.datastoreId),
    diskMode: disk.mode,
    uuid: disk.uuid,
    parent: depth > 0 ? diskBacking(vm, disk, depth - 1) : undefined,
    sharing: disk.sharing,
  }
  if (disk.rdm === 'none') {
    return {
      ...common,
      $type: 'VirtualDiskFlatVer2BackingInfo',
      split: false,
      writeThrough: false,
      thinProvisioned: disk.thin,
      eagerlyScrub: disk.thin ? undefined : true,
      contentId: disk.uuid.replaceAll('-', ''),
      digestEnabled: false,
      keyId: vm.encrypted ? ENCRYPTION_KEY : undefined,
    }
  }
  return {
    ...common,
    $type: 'VirtualDiskRawDiskMappingVer1BackingInfo',
    lunUuid: `0200${disk.uuid.replaceAll('-', '').toLowerCase()}`,
    deviceName: `vml.0200${disk.uuid.replaceAll('-', '').toLowerCase()}`,
    compatibilityMode: `${disk.rdm}Mode`,
  }
}

export const ENCRYPTION_KEY: VimObject = {
  keyId: 'lab-key-1',
  providerId: { id: 'lab-native-provider' },
}

/** "[ds] dir/x.vmdk" with `depth` deltas on it: "[ds] dir/x-000002.vmdk". */
function deltaFile(file: string, depth: number): string {
  return depth === 0 ? file : file.replace(/\.vmdk$/, `-${String(depth).padStart(6, '0')}.vmdk`)
}
