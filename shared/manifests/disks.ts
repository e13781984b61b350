/** Order, size and serial of the disks on the target side. */
import type { Vm, VmDisk } from '../inventory/model.ts'
import { sha256Hex } from './sha256.ts'

const mebibyte = 1024 * 1024
const serialLength = 20
const busOrder: readonly VmDisk['bus'][] = ['sata', 'ide', 'scsi', 'nvme', 'unknown']

/**
 * The disks of a VM in the order that numbers them on the target: SATA, IDE, SCSI, NVMe, then by controller,
 * unit and device key. The first one is the boot disk.
 */
export function orderedDisks(vm: Pick<Vm, 'disks'>): VmDisk[] {
  return [...vm.disks].sort(
    (a, b) =>
      busOrder.indexOf(a.bus) - busOrder.indexOf(b.bus) ||
      a.controllerKey - b.controllerKey ||
      a.unitNumber - b.unitNumber ||
      a.key - b.key,
  )
}

/** Capacity in bytes, rounded up to a whole MiB: storage drivers refuse or silently cut odd sizes. */
export function claimBytes(capacityBytes: number): number {
  return Math.ceil(capacityBytes / mebibyte) * mebibyte
}

/**
 * Serial that the guest sees: the vSphere disk uuid cut to 20 characters (what a virtio disk can show), or
 * 20 hex digits of a hash where vSphere has none.
 */
export function diskSerial(vmId: string, disk: VmDisk): string {
  const serial = disk.uuid.replace(/[^A-Za-z0-9_.+-]/g, '').slice(0, serialLength)
  return serial === '' ? sha256Hex(`${vmId}:${disk.key}`).slice(0, serialLength) : serial
}
