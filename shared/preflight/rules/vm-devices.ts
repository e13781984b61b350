/** Devices that the target has no equal of. */
import type { Vm, VmDevice } from '../../inventory/model.ts'
import { govc, govcDevice, govcVm, inGuest, powerCli, powerCliVm } from '../commands.ts'
import { DOCS } from '../docs.ts'
import { eachHit, fact, perDevice } from '../hits.ts'
import { rule, type Hit } from '../rule.ts'

const pciPassthrough = rule({
  id: 'pci-passthrough',
  scope: 'vm',
  category: 'Critical',
  question: 'Has the VM no PCI device of the host?',
  applies: 'both',
  catalogue: ['pci-passthrough-device'],
  docs: DOCS.kubevirtDevices,
  needs: ['vms.devices'],
  review: true,
  remedy: 'Remove the device, and give the VM a host device or a virtual GPU on the target.',
  evaluate: perDevice(
    (device) => device.kind === 'VirtualPCIPassthrough',
    (device, vm) => ofDevice(vm, device, `${device.label} is a PCI device of the host (or a virtual GPU).`),
  ),
})

const scsiPassthrough = rule({
  id: 'scsi-passthrough',
  scope: 'vm',
  category: 'Critical',
  question: 'Has the VM no SCSI device of the host?',
  applies: 'both',
  catalogue: ['scsi-passthrough-device'],
  docs: DOCS.virtualDevice,
  needs: ['vms.devices'],
  review: true,
  remedy: 'Remove the device, or find something on the target that does its work.',
  evaluate: perDevice(
    (device) => device.kind === 'VirtualSCSIPassthrough',
    (device, vm) => ofDevice(vm, device, `${device.label} is a SCSI device of the host.`),
  ),
})

const usb = rule({
  id: 'usb',
  scope: 'vm',
  category: 'Warning',
  question: 'Has the VM no USB device?',
  applies: 'both',
  catalogue: ['scsi-passthrough-device'],
  docs: DOCS.kubevirtDevices,
  needs: ['vms.devices'],
  review: true,
  remedy: 'Plan a host device on the target or a USB server on the network, and remove the device.',
  evaluate: perDevice(
    (device) => device.kind.startsWith('VirtualUSB') && !isController(device),
    (device, vm) => ofDevice(vm, device, `${device.label} is a USB device; it is not carried over.`),
  ),
})

/** A controller alone is in most VMs and does no harm: only what is behind it does. */
const usbController = rule({
  id: 'usb-controller',
  scope: 'vm',
  category: 'Information',
  question: 'Has the VM no USB controller?',
  applies: 'both',
  catalogue: ['usb-controller'],
  docs: DOCS.kubevirtDevices,
  needs: ['vms.devices'],
  remedy: 'Nothing has to be done unless a USB device is used through it.',
  evaluate: perDevice(
    (device) => device.kind.startsWith('VirtualUSB') && isController(device),
    (device, vm) => ofDevice(vm, device, `${device.label} is not carried over.`),
  ),
})

const NOT_CARRIED: ReadonlyMap<string, string> = new Map([
  ['VirtualSerialPort', 'a serial port'],
  ['VirtualParallelPort', 'a parallel port'],
  ['VirtualPrecisionClock', 'a precision clock'],
  ['VirtualNVDIMM', 'a non-volatile memory module'],
  ['VirtualFloppy', 'a floppy drive with a disk in it'],
])

const deviceNotCarried = rule({
  id: 'device-not-carried',
  scope: 'vm',
  category: 'Warning',
  question: 'Has the VM only devices that are carried over?',
  applies: 'both',
  catalogue: ['scsi-passthrough-device'],
  docs: DOCS.virtualDevice,
  needs: ['vms.devices'],
  remedy: 'Check that the guest works without it, and remove it.',
  evaluate: perDevice(isNotCarried, (device, vm) =>
    ofDevice(
      vm,
      device,
      `${device.label} is ${NOT_CARRIED.get(device.kind) ?? 'a device'}; it is not carried over.`,
    ),
  ),
})

function isNotCarried(device: VmDevice): boolean {
  if (!NOT_CARRIED.has(device.kind)) return false
  return device.kind !== 'VirtualFloppy' || (device.connected && device.backing !== '')
}

const cdConnected = rule({
  id: 'cd-connected',
  scope: 'vm',
  category: 'Warning',
  question: 'Are all CD and DVD drives empty?',
  applies: 'both',
  catalogue: ['iso-or-cdrom-mounted'],
  docs: DOCS.sourceVms,
  needs: ['vms.devices.connected', 'vms.toolsInstallerMounted'],
  review: true,
  remedy:
    'Disconnect the drive, also for the next start, and take its line out of /etc/fstab in the guest. Unmount the installer of VMware Tools.',
  evaluate(vm, facts) {
    const hits = eachHit(vm.devices, isLoaded, loaded, vm, facts)
    if (!vm.toolsInstallerMounted) return hits
    return [
      ...hits,
      {
        part: 'tools',
        message: 'The installer of VMware Tools is mounted.',
        evidence: [fact('runtime.toolsInstallerMounted', true)],
        commands: [
          govc(`vm.guest.tools -unmount ${govcVm(vm)}`),
          powerCli(`${powerCliVm(vm)} | Dismount-Tools`),
        ],
      },
    ]
  },
})

function isLoaded(device: VmDevice): boolean {
  if (device.kind !== 'VirtualCdrom') return false
  return device.connected || (device.connectedAtStart === true && device.backing !== '')
}

function loaded(device: VmDevice, vm: Vm): Hit {
  return {
    part: `${device.key}`,
    message: `${device.label} is connected${device.backing === '' ? '' : ` to ${device.backing}`}.`,
    evidence: [
      fact(`config.hardware.device[${device.label}].connectable.connected`, device.connected),
      ...(device.connectedAtStart === undefined
        ? []
        : [
            fact(
              `config.hardware.device[${device.label}].connectable.startConnected`,
              device.connectedAtStart,
            ),
          ]),
      fact(`config.hardware.device[${device.label}].backing`, device.backing || 'none'),
    ],
    commands: [
      govc(`device.cdrom.eject -vm ${govcVm(vm)} -device ${govcDevice(device.kind, device.key)}`),
      govc(`device.disconnect -vm ${govcVm(vm)} ${govcDevice(device.kind, device.key)}`),
      powerCli(
        `${powerCliVm(vm)} | Get-CDDrive | Set-CDDrive -NoMedia -StartConnected:$false -Confirm:$false`,
      ),
      inGuest('grep -n -E "cdrom|/dev/sr|iso9660" /etc/fstab'),
    ],
  }
}

function ofDevice(vm: Vm, device: VmDevice, message: string): Hit {
  return {
    part: `${device.key}`,
    message,
    evidence: [fact(`config.hardware.device[${device.label}]`, describe(device))],
    commands: isController(device)
      ? []
      : [govc(`device.remove -vm ${govcVm(vm)} ${govcDevice(device.kind, device.key)}`)],
  }
}

function isController({ kind }: VmDevice): boolean {
  return kind.endsWith('Controller')
}

function describe({ kind, backing }: VmDevice): string {
  return backing === '' ? kind : `${kind}, ${backing}`
}

export const deviceRules = [
  pciPassthrough,
  scsiPassthrough,
  usb,
  usbController,
  deviceNotCarried,
  cdConnected,
]
