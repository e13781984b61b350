/** Processors, memory, firmware and devices of a VM. */
import { bytes, flag, list, number, text, type Field } from '../../query/field.ts'
import type { Vm } from '../model.ts'
import type { Row } from './estate.ts'
import { distinct, withoutPrefix } from './words.ts'

const MIB = 1024 * 1024
const PASSTHROUGH = new Set(['VirtualPCIPassthrough', 'VirtualSCSIPassthrough'])
const USB = new Set(['VirtualUSB', 'VirtualUSBPassthrough'])

export const VM_COMPUTE_FIELDS: readonly Field<Row<Vm>>[] = [
  number('cpu', 'CPUs', 'Virtual processors.', ({ it }) => it.cpuCount, { also: ['cpus', 'vcpu', 'vcpus'] }),
  number('cores-per-socket', 'Cores per socket', 'Cores of each socket.', ({ it }) => it.coresPerSocket),
  number('sockets', 'Sockets', 'Virtual sockets.', ({ it }) =>
    it.coresPerSocket > 0 ? Math.ceil(it.cpuCount / it.coresPerSocket) : null,
  ),
  flag(
    'auto-cores',
    'Automatic cores',
    'vSphere chooses the cores per socket itself.',
    ({ it }) => it.autoCoresPerSocket,
  ),
  bytes(
    'memory',
    'Memory',
    'Memory in bytes, so that units work: memory >= 8GiB.',
    ({ it }) => it.memoryMiB * MIB,
    {
      also: ['ram', 'mem'],
    },
  ),
  flag('cpu-hot-add', 'CPU hot-add', 'Processors can be added while it runs.', ({ it }) => it.cpuHotAdd),
  flag(
    'cpu-hot-remove',
    'CPU hot-remove',
    'Processors can be removed while it runs.',
    ({ it }) => it.cpuHotRemove,
  ),
  flag('memory-hot-add', 'Memory hot-add', 'Memory can be added while it runs.', ({ it }) => it.memoryHotAdd),
  flag(
    'nested',
    'Nested virtualization',
    'It can run virtual machines itself.',
    ({ it }) => it.nestedVirtualization,
  ),
  list('cpu-affinity', 'CPU affinity', 'Processors it is bound to.', ({ it }) => it.cpuAffinity.map(String)),
  list('numa-affinity', 'NUMA affinity', 'NUMA nodes it is bound to.', ({ it }) => [...it.numaNodeAffinity]),
  text('firmware', 'Firmware', 'BIOS or EFI.', ({ it }) => it.firmware, {
    values: ['bios', 'efi'],
    also: ['uefi'],
  }),
  flag('secure-boot', 'Secure boot', 'Secure boot is on.', ({ it }) => it.secureBoot),
  flag('tpm', 'TPM', 'It has a virtual TPM.', ({ it }) => it.tpm, { also: ['vtpm'] }),
  flag(
    'encrypted',
    'Encrypted',
    'Its configuration or one of its disks is encrypted.',
    ({ it }) => it.encrypted || it.disks.some((disk) => disk.encrypted),
    { also: ['encryption'] },
  ),
  number('hardware', 'Hardware version', 'Version of the virtual hardware: 19 for vmx-19.', ({ it }) => {
    const [digits] = /\d+/.exec(it.hardwareVersion) ?? []
    return digits === undefined ? null : Number(digits)
  }),
  flag('fault-tolerance', 'Fault tolerance', 'Fault Tolerance is on.', ({ it }) => it.faultTolerance, {
    also: ['ft'],
  }),
  list('device', 'Devices', 'Kinds of its other devices: cdrom, usb, pcipassthrough, ...', ({ it }) =>
    distinct(it.devices.map((device) => withoutPrefix('Virtual', device.kind))),
  ),
  flag('passthrough', 'Passthrough', 'It has a PCI or SCSI passthrough device.', ({ it }) =>
    it.devices.some((device) => PASSTHROUGH.has(device.kind)),
  ),
  flag('usb', 'USB device', 'It has a USB device.', ({ it }) =>
    it.devices.some((device) => USB.has(device.kind)),
  ),
  flag('iso', 'ISO connected', 'An ISO image is connected to a CD-ROM drive.', ({ it }) =>
    it.devices.some(
      (device) =>
        device.kind === 'VirtualCdrom' && device.connected && device.backing.toLowerCase().includes('.iso'),
    ),
  ),
]
