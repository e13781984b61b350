/** ESXi hosts: what they are, and how they are connected. */
import type { Host } from '../model.ts'
import { decodeName } from './names.ts'
import type { Places } from './places.ts'
import { at, flag, integer, leaf, list, number, referenceIds, reference, text, type RawValue } from './raw.ts'
import type { Properties, StoredObject } from './store.ts'

export interface HostSurroundings {
  readonly places: Pick<Places, 'parentOf'>
  /** Networks of the inventory: port groups of uplinks are not among them. */
  readonly networkIds: ReadonlySet<string>
  /** SHA-1 of the server's certificate where the host is asked directly, else undefined. */
  readonly ownThumbprint: string | undefined
}

export function projectHost(
  { ref, properties }: StoredObject,
  { places, networkIds, ownThumbprint }: HostSurroundings,
): Host {
  const parent = reference(properties['parent'])
  const inCluster = parent?.type === 'ClusterComputeResource'
  const parentId = inCluster ? undefined : places.parentOf(properties)
  const state = leaf(properties['runtime.connectionState'])
  const hardware = properties['summary.hardware']
  return {
    id: ref.value,
    name: decodeName(leaf(properties['name']) ?? ref.value),
    ...(inCluster && { clusterId: parent.value }),
    ...(parentId !== undefined && { parentId }),
    version: text(properties['summary.config.product'], 'version') ?? '',
    build: text(properties['summary.config.product'], 'build') ?? '',
    // Unknown (no right to see it) must not look like a host that is there.
    connectionState: state === 'connected' || state === 'notResponding' ? state : 'disconnected',
    inMaintenance: leaf(properties['runtime.inMaintenanceMode']) === 'true',
    overallStatus: leaf(properties['overallStatus']) ?? 'gray',
    lockdownMode: leaf(properties['config.lockdownMode']) ?? '',
    thumbprint: leaf(properties['summary.config.sslThumbprint'])?.toUpperCase() ?? ownThumbprint ?? '',
    timeZone: leaf(properties['config.dateTimeInfo.timeZone.name']) ?? '',
    cpuModel: text(hardware, 'cpuModel') ?? '',
    cpuCores: integer(hardware, 'numCpuCores', 0),
    cpuThreads: integer(hardware, 'numCpuThreads', 0),
    memoryBytes: number(hardware, 'memorySize', 0),
    vendor: text(hardware, 'vendor') ?? '',
    hardwareModel: text(hardware, 'model') ?? '',
    physicalNics: physicalNics(properties),
    switches: switches(properties),
    kernelNics: kernelNics(properties),
    services: list(at(properties['config.service'], 'service')).map((service) => ({
      key: text(service, 'key') ?? '',
      label: text(service, 'label') ?? '',
      running: flag(service, 'running'),
      policy: text(service, 'policy') ?? '',
    })),
    datastoreIds: referenceIds(properties['datastore']),
    networkIds: referenceIds(properties['network']).filter((id) => networkIds.has(id)),
  }
}

function physicalNics(properties: Properties): Host['physicalNics'] {
  return list(properties['config.network.pnic']).map((nic) => {
    const linkMbps = integer(nic, 'linkSpeed.speedMb', -1)
    return { device: text(nic, 'device') ?? '', ...(linkMbps >= 0 && { linkMbps }) }
  })
}

/** Switches name their physical cards by a key; people know them by their device. */
function switches(properties: Properties): Host['switches'] {
  const devices = byKey(properties['config.network.pnic'])
  const uplinks = (item: RawValue) =>
    list(at(item, 'pnic')).flatMap((key) => (typeof key === 'string' ? (devices.get(key) ?? []) : []))
  const standard = list(properties['config.network.vswitch']).map((item) => ({
    name: text(item, 'name') ?? '',
    kind: 'standard' as const,
    mtu: integer(item, 'mtu', 0),
    uplinks: uplinks(item),
  }))
  const distributed = list(properties['config.network.proxySwitch']).map((item) => ({
    name: text(item, 'dvsName') ?? '',
    kind: 'distributed' as const,
    mtu: integer(item, 'mtu', 0),
    uplinks: uplinks(item),
  }))
  return [...standard, ...distributed]
}

function kernelNics(properties: Properties): Host['kernelNics'] {
  const services = servicesByDevice(properties['config.virtualNicManagerInfo.netConfig'])
  return list(properties['config.network.vnic']).map((nic) => {
    const device = text(nic, 'device') ?? ''
    const named = [text(nic, 'spec.distributedVirtualPort.portgroupKey'), text(nic, 'portgroup')]
    return {
      device,
      ip: text(nic, 'spec.ip.ipAddress') ?? '',
      subnetMask: text(nic, 'spec.ip.subnetMask') ?? '',
      mtu: integer(nic, 'spec.mtu', 0),
      // A card on a distributed switch has an empty name of a port group.
      portgroup:
        [...named, text(nic, 'spec.portgroup')].find((name) => name !== undefined && name !== '') ?? '',
      services: services.get(device) ?? [],
    }
  })
}

/** Each kind of traffic lists all cards that could carry it, and the keys of those that do. */
function servicesByDevice(config: RawValue | undefined): ReadonlyMap<string, string[]> {
  const result = new Map<string, string[]>()
  for (const item of list(config)) {
    const service = text(item, 'nicType') ?? ''
    const devices = byKey(at(item, 'candidateVnic'))
    for (const key of list(at(item, 'selectedVnic'))) {
      const device = typeof key === 'string' ? devices.get(key) : undefined
      if (device !== undefined) result.set(device, [...(result.get(device) ?? []), service])
    }
  }
  return result
}

function byKey(items: RawValue | undefined): ReadonlyMap<string, string> {
  return new Map(list(items).map((item) => [text(item, 'key') ?? '', text(item, 'device') ?? '']))
}
