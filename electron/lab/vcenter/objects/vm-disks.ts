import { changeId } from '../../estate/change-tracking.ts'
import type { DiskLayer } from '../../estate/disk-image.ts'
import type { DiskBus, EstateDisk, EstateVm } from '../../estate/model.ts'
import type { VimObject } from '../vim/value.ts'
import type { EstateIndex } from './estate-index.ts'
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

/** Disks of a VM as they are now, or as one of its snapshots froze them. */
export function virtualDisks(index: EstateIndex, vm: EstateVm, snapshotId?: string): VimObject[] {
  return vm.disks.map((disk) => ({
    $type: 'VirtualDisk',
    key: disk.key,
    deviceInfo: { label: disk.label, summary: `${grouped(disk.capacityBytes / 1024)} KB` },
    backing: newestBacking(index, vm, disk, snapshotId),
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

/** The file that the disk is written to, with what is below it. Only this one has a change id. */
function newestBacking(index: EstateIndex, vm: EstateVm, disk: EstateDisk, snapshotId?: string): VimObject {
  const image = index.estate.image(disk.file)
  // A disk that takes no part in snapshots is in each of them as it is now.
  const frozen = image?.layer(snapshotId) === undefined ? undefined : snapshotId
  const layer = image?.layer(frozen) ?? { file: disk.file, parent: undefined }
  return { ...diskBacking(vm, disk, layer), changeId: image && changeId(image, frozen) }
}

function diskBacking(vm: EstateVm, disk: EstateDisk, layer: Pick<DiskLayer, 'file' | 'parent'>): VimObject {
  const common = {
    fileName: layer.file,
    datastore: datastoreRef(disk.datastoreId),
    diskMode: disk.mode,
    uuid: disk.uuid,
    parent: layer.parent && diskBacking(vm, disk, layer.parent),
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
