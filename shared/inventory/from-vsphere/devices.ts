/** Virtual hardware: disks, network cards and what else is plugged in. */
import type { VmController, VmDevice, VmDisk, VmNic } from '../model.ts'
import { macOf } from './guest.ts'
import { withoutSnapshotSuffix } from './names.ts'
import { isNetworkCard, type NetworkOf } from './networks.ts'
import type { VmOptions } from './options.ts'
import { at, flag, integer, text, typeName, type RawValue } from './raw.ts'

export interface Hardware {
  readonly disks: readonly VmDisk[]
  readonly nics: readonly VmNic[]
  /** Those that a disk or a drive can be behind; the others of a virtual board are the same in every VM. */
  readonly controllers: readonly VmController[]
  readonly devices: readonly VmDevice[]
}

type Bus = VmDisk['bus']

/** vSphere allows 32 snapshots in a chain; this only keeps a damaged answer from hanging us. */
const MAX_CHAIN = 256

/** Sorts `config.hardware.device` into what the model keeps. */
export function hardware(
  devices: readonly RawValue[],
  networkOf: NetworkOf,
  options: Pick<VmOptions, 'tracked'>,
): Hardware {
  const controllers = new Map<number, RawValue>()
  for (const device of devices) if (isController(device)) controllers.set(integer(device, 'key', -1), device)
  const disks: VmDisk[] = []
  const nics: VmNic[] = []
  const others: VmDevice[] = []
  for (const device of devices) {
    if (typeName(device) === 'VirtualDisk') disks.push(disk(device, controllers, options))
    else if (isNetworkCard(device)) nics.push(nic(device, networkOf))
    else if (!isController(device)) others.push(otherDevice(device))
  }
  return { disks, nics, controllers: [...controllers.values()].flatMap(controllerOf), devices: others }
}

/** USB controllers stay among the devices: a USB device can be behind one, and a target has none. */
function isController(device: RawValue): boolean {
  const type = typeName(device)
  if (type === 'VirtualUSBController' || type === 'VirtualUSBXHCIController') return false
  return text(device, 'busNumber') !== undefined || type.endsWith('Controller')
}

function controllerOf(device: RawValue): VmController[] {
  const kind = typeName(device)
  if (busOf(kind) === 'unknown') return []
  return [
    {
      key: integer(device, 'key', -1),
      kind,
      busNumber: integer(device, 'busNumber', 0),
      sharedBus: text(device, 'sharedBus') ?? '',
    },
  ]
}

function disk(
  device: RawValue,
  controllers: ReadonlyMap<number, RawValue>,
  options: Pick<VmOptions, 'tracked'>,
): VmDisk {
  const backing = at(device, 'backing')
  const { base, length } = chainOf(backing)
  const controllerKey = integer(device, 'controllerKey', -1)
  const controller = controllers.get(controllerKey)
  const bytes = integer(device, 'capacityInBytes', -1)
  const bus = busOf(typeName(controller))
  const unitNumber = integer(device, 'unitNumber', -1)
  const thin = text(base, 'thinProvisioned')
  return {
    key: integer(device, 'key', -1),
    label: text(device, 'deviceInfo.label') ?? '',
    file: withoutSnapshotSuffix(text(base, 'fileName') ?? ''),
    currentFile: text(backing, 'fileName') ?? '',
    // capacityInKB is the older field; a server before 5.5 has only that.
    capacityBytes: bytes >= 0 ? bytes : integer(device, 'capacityInKB', 0) * 1024,
    datastoreId: text(base, 'datastore.value') ?? '',
    bus,
    controllerKey,
    unitNumber,
    mode: text(backing, 'diskMode') ?? '',
    shared: text(backing, 'sharing') === 'sharingMultiWriter' || isSharedBus(controller),
    rdm: rdmOf(base),
    uuid: text(base, 'uuid') ?? text(backing, 'uuid') ?? '',
    backing: typeName(backing),
    ...(thin !== undefined && { thin: flag(base, 'thinProvisioned') }),
    chainLength: length,
    lunUuid: text(base, 'lunUuid') ?? text(backing, 'lunUuid') ?? '',
    encrypted: at(backing, 'keyId') !== undefined || at(base, 'keyId') !== undefined,
    changeTracking: options.tracked.has(`${bus}${integer(controller, 'busNumber', 0)}:${unitNumber}`),
  }
}

/**
 * The backing at the end of a chain of snapshots, and how many files the chain has: the delta of each
 * snapshot has its parent inside.
 */
function chainOf(backing: RawValue | undefined): { base: RawValue | undefined; length: number } {
  let current = backing
  let length = 1
  for (; length < MAX_CHAIN; length++) {
    const parent = at(current, 'parent')
    if (text(parent, 'fileName') === undefined) break
    current = parent
  }
  return { base: current, length }
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
    key: integer(device, 'key', -1),
    label: text(device, 'deviceInfo.label') ?? '',
    mac: macOf(text(device, 'macAddress')),
    ...(networkId !== undefined && { networkId }),
    connectedAtStart: flag(device, 'connectable.startConnected'),
    model: typeName(device),
    addressType: text(device, 'addressType') ?? '',
    connected: flag(device, 'connectable.connected'),
  }
}

function otherDevice(device: RawValue): VmDevice {
  const connectable = at(device, 'connectable')
  const backing = at(device, 'backing')
  const named = ['fileName', 'deviceName', 'serviceURI', 'pipeName', 'network.value']
  return {
    key: integer(device, 'key', -1),
    kind: typeName(device),
    label: text(device, 'deviceInfo.label') ?? '',
    // A device that cannot be disconnected has no connectable: it is always there.
    connected: connectable === undefined || flag(connectable, 'connected'),
    ...(connectable !== undefined && { connectedAtStart: flag(connectable, 'startConnected') }),
    backing:
      named.map((path) => text(backing, path)).find((value) => value !== undefined && value !== '') ?? '',
  }
}
