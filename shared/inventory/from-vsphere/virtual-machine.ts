import type { Vm } from '../model.ts'
import { hardware } from './devices.ts'
import { decodeName } from './names.ts'
import type { Networks } from './networks.ts'
import type { Places } from './places.ts'
import { at, flag, list, number, reference, text, type RawValue } from './raw.ts'
import type { StoredObject } from './store.ts'

/**
 * One VM. A VM whose files cannot be reached has no `config`: it stays in the list, with its connection
 * state telling why it has no hardware.
 */
export function projectVm(
  { ref, properties }: StoredObject,
  places: Pick<Places, 'folderOf' | 'pathOf'>,
  networkOf: Networks['networkOf'],
): Vm {
  const get = (path: string) => {
    const value = properties[path]
    // An empty text is what Tools report before they know: it must not hide the configured value.
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const isTrue = (path: string) => get(path) === 'true' || get(path) === '1'
  const count = (path: string, otherwise: number) => number({ $type: '', n: get(path) ?? '' }, 'n', otherwise)
  const parts = hardware(list(properties['config.hardware.device']), networkOf)
  const parentId = (reference(properties['parent']) ?? reference(properties['parentVApp']))?.value ?? ''
  const host = reference(properties['runtime.host'])
  const boot = properties['config.bootOptions']
  return {
    id: ref.value,
    name: decodeName(get('name') ?? ref.value),
    path: places.pathOf(parentId),
    folderId: places.folderOf(parentId),
    ...(host && { hostId: host.value }),
    powerState: oneOf(get('runtime.powerState'), ['poweredOn', 'suspended'] as const, 'poweredOff'),
    connectionState: oneOf(get('runtime.connectionState'), CONNECTION_STATES, 'disconnected'),
    isTemplate: isTrue('config.template'),
    uuid: get('config.uuid') ?? '',
    instanceUuid: get('config.instanceUuid') ?? '',
    firmware: get('config.firmware') === 'efi' ? 'efi' : 'bios',
    secureBoot: flag(boot, 'efiSecureBootEnabled'),
    tpm: isTrue('summary.config.tpmPresent') || parts.devices.some((device) => device.kind === 'VirtualTPM'),
    // What Tools report is what runs; the configured value is what somebody once chose.
    guestId: get('guest.guestId') ?? get('config.guestId') ?? '',
    guestName: get('guest.guestFullName') ?? get('config.guestFullName') ?? '',
    guestHostName: get('guest.hostName') ?? '',
    tools: toolsState(get('guest.toolsRunningStatus'), get('guest.toolsVersionStatus2')),
    ipAddresses: ipAddresses(get('guest.ipAddress'), properties['guest.net']),
    cpuCount: count('config.hardware.numCPU', 0),
    coresPerSocket: Math.max(1, count('config.hardware.numCoresPerSocket', 1)),
    memoryMiB: count('config.hardware.memoryMB', 0),
    nestedVirtualization: isTrue('config.nestedHVEnabled'),
    changeTracking: isTrue('config.changeTrackingEnabled'),
    cpuHotAdd: isTrue('config.cpuHotAddEnabled'),
    memoryHotAdd: isTrue('config.memoryHotAddEnabled'),
    faultTolerance: properties['config.ftInfo'] !== undefined,
    snapshotCount: countSnapshots(properties['snapshot']),
    consolidationNeeded: isTrue('runtime.consolidationNeeded'),
    hardwareVersion: get('config.version') ?? '',
    disks: [...parts.disks],
    nics: [...parts.nics],
    devices: [...parts.devices],
  }
}

const CONNECTION_STATES = ['connected', 'disconnected', 'orphaned', 'inaccessible', 'invalid'] as const

function oneOf<T extends string, D extends string>(
  value: string | undefined,
  allowed: readonly T[],
  otherwise: D,
): T | D {
  return allowed.find((item) => item === value) ?? otherwise
}

/** guest.toolsRunningStatus, with guest.toolsVersionStatus2 telling "never installed" from "not running". */
function toolsState(running: string | undefined, version: string | undefined): Vm['tools'] {
  if (running === 'guestToolsRunning' || running === 'guestToolsExecutingScripts') return 'running'
  if (version === 'guestToolsNotInstalled') return 'notInstalled'
  return running === 'guestToolsNotRunning' ? 'notRunning' : 'unknown'
}

/** The primary address first. IPv6 link-local addresses are left out: they reach nothing from outside. */
function ipAddresses(primary: string | undefined, net: RawValue | undefined): string[] {
  const all = list(net).flatMap((card) =>
    list(at(card, 'ipConfig.ipAddress')).flatMap((address) => text(address, 'ipAddress') ?? []),
  )
  const found = new Set(primary === undefined || primary === '' ? all : [primary, ...all])
  return [...found].filter((address) => !/^fe[89ab]/i.test(address))
}

function countSnapshots(snapshot: RawValue | undefined): number {
  const open = [...list(at(snapshot, 'rootSnapshotList'))]
  let count = 0
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    count++
    open.push(...list(at(node, 'childSnapshotList')))
  }
  return count
}
