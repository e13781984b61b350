import type { Vm } from '../model.ts'
import { hardware } from './devices.ts'
import { guestFacts } from './guest.ts'
import { decodeName } from './names.ts'
import type { NetworkOf } from './networks.ts'
import { vmOptions } from './options.ts'
import type { Places } from './places.ts'
import { at, flag, integer, leaf, list, number, reference, referenceIds, text, type RawValue } from './raw.ts'
import { snapshotsOf } from './snapshots.ts'
import type { Properties, StoredObject } from './store.ts'

/** Id of the folder or vApp that a VM is in, as vSphere has it; "" for one that is out of sight. */
export function placeIdOf(properties: Properties): string {
  return (reference(properties['parent']) ?? reference(properties['parentVApp']))?.value ?? ''
}

/**
 * One VM. A VM whose files cannot be reached has no `config`: it stays in the list, with its connection
 * state telling why it has no hardware.
 */
export function projectVm(
  { ref, properties }: StoredObject,
  places: Pick<Places, 'folderOf' | 'pathOf'>,
  networkOf: NetworkOf,
): Vm {
  const placeId = placeIdOf(properties)
  const host = reference(properties['runtime.host'])
  const pool = reference(properties['resourcePool'])
  return {
    id: ref.value,
    name: decodeName(leaf(properties['name']) ?? ref.value),
    path: places.pathOf(placeId),
    folderId: places.folderOf(placeId),
    ...(host && { hostId: host.value }),
    ...(pool && { resourcePoolId: pool.value }),
    datastoreIds: referenceIds(properties['datastore']),
    networkIds: referenceIds(properties['network']),
    ...configFacts(properties),
    ...guestFacts(properties),
    ...runtimeFacts(properties),
    ...hardwareFacts(properties, networkOf),
  }
}

function configFacts(properties: Properties) {
  const get = (path: string) => leaf(properties[path]) ?? ''
  const isTrue = (path: string) => isOn(properties[path])
  const affinity = list(at(properties['config.cpuAffinity'], 'affinitySet'))
  return {
    isTemplate: isTrue('config.template'),
    uuid: get('config.uuid'),
    instanceUuid: get('config.instanceUuid'),
    firmware: get('config.firmware') === 'efi' ? ('efi' as const) : ('bios' as const),
    secureBoot: flag(properties['config.bootOptions'], 'efiSecureBootEnabled'),
    configuredGuestId: get('config.guestId'),
    configuredGuestName: get('config.guestFullName'),
    nestedVirtualization: isTrue('config.nestedHVEnabled'),
    cpuHotAdd: isTrue('config.cpuHotAddEnabled'),
    cpuHotRemove: isTrue('config.cpuHotRemoveEnabled'),
    memoryHotAdd: isTrue('config.memoryHotAddEnabled'),
    cpuAffinity: affinity.flatMap((item) => {
      const cpu = typeof item === 'string' ? Number.parseInt(item, 10) : Number.NaN
      return Number.isSafeInteger(cpu) ? cpu : []
    }),
    // A key of its own, or the state that a server from 6.7 on tells even when the key is out of reach.
    encrypted: properties['config.keyId'] !== undefined || get('runtime.cryptoState') !== '',
    vAppOptions: properties['config.vAppConfig.installBootRequired'] !== undefined,
    managedBy: text(properties['config.managedBy'], 'extensionKey') ?? '',
    replicated: get('config.repConfig.vmReplicationId') !== '',
    hardwareVersion: get('config.version'),
  }
}

function runtimeFacts(properties: Properties) {
  const get = (path: string) => leaf(properties[path])
  const clean = get('runtime.cleanPowerOff')
  const snapshots = snapshotsOf(properties['snapshot'])
  return {
    powerState: oneOf(get('runtime.powerState'), ['poweredOn', 'suspended'] as const, 'poweredOff'),
    connectionState: oneOf(get('runtime.connectionState'), CONNECTION_STATES, 'disconnected'),
    toolsInstallerMounted: isOn(properties['runtime.toolsInstallerMounted']),
    // ftInfo stays while fault tolerance is only switched off for a time.
    faultTolerance:
      properties['config.ftInfo'] !== undefined ||
      (get('runtime.faultToleranceState') ?? 'notConfigured') !== 'notConfigured',
    ...(clean !== undefined && { cleanPowerOff: isOn(clean) }),
    question: text(properties['runtime.question'], 'text') ?? '',
    snapshotCount: snapshots.length,
    snapshots,
    consolidationNeeded: isOn(properties['runtime.consolidationNeeded']),
    usedBytes: count(properties, 'summary.storage.committed', 0),
  }
}

function hardwareFacts(properties: Properties, networkOf: NetworkOf) {
  const options = vmOptions(properties['config.extraConfig'])
  const parts = hardware(list(properties['config.hardware.device']), networkOf, options)
  const tracking = leaf(properties['config.changeTrackingEnabled'])
  return {
    tpm:
      isOn(properties['summary.config.tpmPresent']) ||
      parts.devices.some((device) => device.kind === 'VirtualTPM'),
    cpuCount: whole(properties, 'config.hardware.numCPU', 0),
    coresPerSocket: Math.max(1, whole(properties, 'config.hardware.numCoresPerSocket', 1)),
    autoCoresPerSocket: isOn(properties['config.hardware.autoCoresPerSocket']),
    memoryMiB: whole(properties, 'config.hardware.memoryMB', 0),
    changeTracking: tracking === undefined ? (options.changeTracking ?? false) : isOn(tracking),
    numaNodeAffinity: [...options.numaNodeAffinity],
    diskUuidsShown: options.diskUuidsShown,
    controllers: [...parts.controllers],
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

function isOn(value: RawValue | undefined): boolean {
  return value === 'true' || value === '1'
}

function count(properties: Properties, path: string, otherwise: number): number {
  return number({ $type: '', n: leaf(properties[path]) ?? '' }, 'n', otherwise)
}

function whole(properties: Properties, path: string, otherwise: number): number {
  return integer({ $type: '', n: leaf(properties[path]) ?? '' }, 'n', otherwise)
}
