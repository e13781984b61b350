/** Virtual hardware: disks, network cards and what else is plugged in. */
import type { VmDevice, VmDisk, VmNic } from '../model.ts'
import { withoutSnapshotSuffix } from './names.ts'
import { isNetworkCard } from './networks.ts'
import { at, flag, number, text, typeName, type RawValue } from './raw.ts'

export interface Hardware {
  readonly disks: readonly VmDisk[]
  readonly nics: readonly VmNic[]
  readonly devices: readonly VmDevice[]
}

type Bus = VmDisk['bus']
type NetworkOf = (backing: RawValue | undefined) => string | undefined

/** vSphere allows 32 snapshots in a chain; this only keeps a damaged answer from hanging us. */
const MAX_CHAIN = 256

/** Sorts `config.hardware.device` into what the model keeps. */
export function hardware(devices: readonly RawValue[], networkOf: NetworkOf): Hardware {
  const controllers = new Map<number, RawValue>()
  for (const device of devices) if (isController(device)) controllers.set(number(device, 'key', -1), device)
  const disks: VmDisk[] = []
  const nics: VmNic[] = []
  const others: VmDevice[] = []
  for (const device of devices) {
    if (typeName(device) === 'VirtualDisk') disks.push(disk(device, controllers))
    else if (isNetworkCard(device)) nics.push(nic(device, networkOf))
    else if (!isController(device)) others.push(otherDevice(device))
  }
  return { disks, nics, devices: others }
}

/** USB controllers stay among the devices: a USB device can be behind one, and a target has none. */
function isController(device: RawValue): boolean {
  const type = typeName(device)
  if (type === 'VirtualUSBController' || type === 'VirtualUSBXHCIController') return false
  return text(device, 'busNumber') !== undefined || type.endsWith('Controller')
}

function disk(device: RawValue, controllers: ReadonlyMap<number, RawValue>): VmDisk {
  const backing = at(device, 'backing')
  const base = baseBacking(backing)
  const controllerKey = number(device, 'controllerKey', -1)
  const controller = controllers.get(controllerKey)
  const bytes = number(device, 'capacityInBytes', -1)
  return {
    key: number(device, 'key', -1),
    label: text(device, 'deviceInfo.label') ?? '',
    file: withoutSnapshotSuffix(text(base, 'fileName') ?? ''),
    currentFile: text(backing, 'fileName') ?? '',
    // capacityInKB is the older field; a server before 5.5 has only that.
    capacityBytes: bytes >= 0 ? bytes : number(device, 'capacityInKB', 0) * 1024,
    datastoreId: text(base, 'datastore.value') ?? '',
    bus: busOf(typeName(controller)),
    controllerKey,
    unitNumber: number(device, 'unitNumber', -1),
    mode: text(backing, 'diskMode') ?? '',
    shared: text(backing, 'sharing') === 'sharingMultiWriter' || isSharedBus(controller),
    rdm: rdmOf(backing),
    uuid: text(base, 'uuid') ?? text(backing, 'uuid') ?? '',
  }
}

/** The backing at the end of a chain of snapshots: the delta of each snapshot has its parent inside. */
function baseBacking(backing: RawValue | undefined): RawValue | undefined {
  let current = backing
  for (let depth = 0; depth < MAX_CHAIN; depth++) {
    const parent = at(current, 'parent')
    if (text(parent, 'fileName') === undefined) break
    current = parent
  }
  return current
}

function busOf(controllerType: string): Bus {
  if (controllerType === 'VirtualIDEController') return 'ide'
  if (controllerType === 'VirtualNVMEController') return 'nvme'
  if (controllerType === 'VirtualAHCIController' || controllerType === 'VirtualSATAController') return 'sata'
  if (/^(?:ParaVirtualSCSI|VirtualLsiLogic|VirtualBusLogic|VirtualSCSI)/.test(controllerType)) return 'scsi'
  return 'unknown'
}

function isSharedBus(controller: RawValue | undefined): boolean {
  const sharing = text(controller, 'sharedBus')
  return sharing === 'virtualSharing' || sharing === 'physicalSharing'
}

function rdmOf(backing: RawValue | undefined): VmDisk['rdm'] {
  const type = typeName(backing)
  // RawDiskVer2 is a whole physical disk, never virtualised.
  if (type.startsWith('VirtualDiskRawDiskVer')) return 'physical'
  if (!type.startsWith('VirtualDiskRawDiskMapping')) return 'none'
  return text(backing, 'compatibilityMode') === 'physicalMode' ? 'physical' : 'virtual'
}

function nic(device: RawValue, networkOf: NetworkOf): VmNic {
  const networkId = networkOf(at(device, 'backing'))
  return {
    key: number(device, 'key', -1),
    label: text(device, 'deviceInfo.label') ?? '',
    mac: (text(device, 'macAddress') ?? '').toLowerCase().replaceAll('-', ':'),
    ...(networkId !== undefined && { networkId }),
    connectedAtStart: flag(device, 'connectable.startConnected'),
    model: typeName(device),
  }
}

function otherDevice(device: RawValue): VmDevice {
  const connectable = at(device, 'connectable')
  const backing = at(device, 'backing')
  const named = ['fileName', 'deviceName', 'serviceURI', 'pipeName', 'network.value']
  return {
    key: number(device, 'key', -1),
    kind: typeName(device),
    label: text(device, 'deviceInfo.label') ?? '',
    // A device that cannot be disconnected has no connectable: it is always there.
    connected: connectable === undefined || flag(connectable, 'connected'),
    backing:
      named.map((path) => text(backing, path)).find((value) => value !== undefined && value !== '') ?? '',
  }
}
