/** CPU, memory, firmware, clock and disks of the target VM, field by field from the source. */
import type {
  V1Bootloader,
  V1Clock,
  V1CPU,
  V1Disk,
  V1Features,
  V1Firmware,
  V1TPMDevice,
} from '@kubevirt-ui-ext/kubevirt-api/kubevirt'
import type { Vm } from '../inventory/model.ts'
import { diskSerial } from './disks.ts'

/** Name of the volume and disk of the disk at `index`, in the order of the target. */
export function volumeName(index: number): string {
  return `vol-${index}`
}

export function cpu(vm: Vm): V1CPU {
  const cores = vm.coresPerSocket
  const whole = cores >= 1 && vm.cpuCount % cores === 0
  return {
    sockets: whole ? vm.cpuCount / cores : vm.cpuCount,
    cores: whole ? cores : 1,
    threads: 1,
    // Optional: each node has one of the two at most.
    ...(vm.nestedVirtualization
      ? {
          features: [
            { name: 'vmx', policy: 'optional' },
            { name: 'svm', policy: 'optional' },
          ],
        }
      : {}),
  }
}

/** The BIOS uuid goes along: licences and inventory agents in the guest recognise the machine by it. */
export function firmware(vm: Vm, kubevirtVersion: string | undefined): V1Firmware {
  return {
    bootloader: bootloader(vm),
    ...(vm.uuid === '' ? {} : { uuid: vm.uuid, serial: systemSerial(vm.uuid, kubevirtVersion) }),
  }
}

/**
 * The DMI serial. vSphere shows guests "VMware-42 1c .. ..-.. ..", made from the BIOS uuid; KubeVirt takes it
 * from 1.6 on (OpenShift 4.20, where MTV began to set it), and before that the plain uuid stands in.
 */
function systemSerial(uuid: string, kubevirtVersion: string | undefined): string {
  const bytes = uuid
    .replaceAll('-', '')
    .toLowerCase()
    .match(/[0-9a-f]{2}/g)
  if (bytes?.length !== 16 || !atLeast(kubevirtVersion, 1, 6)) return uuid
  return `VMware-${bytes.slice(0, 8).join(' ')}-${bytes.slice(8).join(' ')}`
}

/** Secure boot needs system management mode, and KubeVirt refuses the VM without it. */
export function features(vm: Vm): V1Features | undefined {
  return secureBoot(vm) ? { smm: { enabled: true } } : undefined
}

/** Said out loud when there is none: a Windows Server 2022 may not boot with KubeVirt's default TPM. */
export function tpm(vm: Vm): V1TPMDevice {
  return vm.tpm ? { persistent: true } : { enabled: false }
}

export function clock(timeZone: string): V1Clock {
  return timeZone === '' ? { utc: {} } : { timezone: timeZone }
}

export function disks(vm: Vm, bus: 'virtio' | 'sata'): V1Disk[] {
  return vm.disks.map((disk, index) => ({
    name: volumeName(index),
    disk: { bus },
    serial: diskSerial(vm.id, disk),
    ...(index === 0 ? { bootOrder: 1 } : {}),
    // Two machines write to a shared disk: the host must not cache either side.
    ...(disk.shared ? { shareable: true, cache: 'none' } : {}),
  }))
}

function bootloader(vm: Vm): V1Bootloader {
  return vm.firmware === 'efi' ? { efi: { secureBoot: secureBoot(vm) } } : { bios: {} }
}

function secureBoot(vm: Vm): boolean {
  return vm.firmware === 'efi' && vm.secureBoot
}

function atLeast(version: string | undefined, major: number, minor: number): boolean {
  const match = /^v?(\d+)\.(\d+)\./.exec(version ?? '')
  if (match === null) return false
  const [foundMajor = 0, foundMinor = 0] = match.slice(1).map(Number)
  return foundMajor > major || (foundMajor === major && foundMinor >= minor)
}
