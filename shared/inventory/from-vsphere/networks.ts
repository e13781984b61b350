/** Networks, and how a network card's backing names one. */
import type { Network } from '../model.ts'
import { decodeName } from './names.ts'
import { list, number, reference, text, typeName, type RawValue } from './raw.ts'
import type { StoredObject } from './store.ts'

export interface Networks {
  readonly networks: readonly Network[]
  /** Id of the network behind a card's backing; undefined when there is none or it is out of sight. */
  readonly networkOf: (backing: RawValue | undefined) => string | undefined
}

const KINDS: Readonly<Record<string, Network['kind']>> = {
  Network: 'standard',
  DistributedVirtualPortgroup: 'distributed',
  OpaqueNetwork: 'opaque',
}
export const NETWORK_TYPES: readonly string[] = Object.keys(KINDS)
/** vSphere's own mark on the port groups that only physical uplinks use; no VM can be on one. */
const UPLINK_TAG = 'SYSTEM/DVS.UPLINKPG'

/** `vlanOf` answers for a standard port group by the ids of its hosts and its name. */
export function createNetworks(
  objects: Iterable<StoredObject>,
  vlanOf: (hostIds: readonly string[], name: string) => number | undefined,
): Networks {
  const networks: Network[] = []
  const byPortgroupKey = new Map<string, string>()
  const byOpaqueId = new Map<string, string>()
  for (const { ref, properties } of objects) {
    const kind = KINDS[ref.type]
    if (kind === undefined || isUplink(properties['tag'])) continue
    const stored = typeof properties['name'] === 'string' ? properties['name'] : ref.value
    const hosts = list(properties['host']).flatMap((host) => reference(host)?.value ?? [])
    const vlan =
      kind === 'standard'
        ? vlanOf(hosts, decodeName(stored))
        : portgroupVlan(properties['config.defaultPortConfig'])
    networks.push({ id: ref.value, name: decodeName(stored), kind, ...(vlan !== undefined && { vlan }) })
    if (typeof properties['key'] === 'string') byPortgroupKey.set(properties['key'], ref.value)
    const opaqueId = text(properties['summary'], 'opaqueNetworkId')
    if (opaqueId !== undefined) byOpaqueId.set(opaqueId, ref.value)
  }
  const known = new Set(networks.map((network) => network.id))
  return {
    networks,
    networkOf: (backing) => {
      const portgroupKey = text(backing, 'port.portgroupKey')
      if (portgroupKey !== undefined) return byPortgroupKey.get(portgroupKey)
      const opaqueId = text(backing, 'opaqueNetworkId')
      if (opaqueId !== undefined) return byOpaqueId.get(opaqueId)
      const direct = text(backing, 'network.value')
      return direct !== undefined && known.has(direct) ? direct : undefined
    },
  }
}

/** VLAN of each standard port group by host: what `vlanOf` is made of. */
export function standardVlans(
  objects: Iterable<StoredObject>,
): (hostIds: readonly string[], name: string) => number | undefined {
  const byHost = new Map<string, Map<string, number>>()
  for (const { ref, properties } of objects) {
    if (ref.type !== 'HostSystem') continue
    const groups = list(properties['config.network.portgroup']).map((group): [string, number] => [
      text(group, 'spec.name') ?? '',
      number(group, 'spec.vlanId', 0),
    ])
    byHost.set(ref.value, new Map(groups))
  }
  return (hostIds, name) => {
    const vlans = new Set(hostIds.flatMap((id) => byHost.get(id)?.get(name) ?? []))
    const [only] = vlans
    // Hosts that disagree tell nothing that a person could rely on.
    return vlans.size === 1 && only !== 0 ? only : undefined
  }
}

function isUplink(tags: RawValue | undefined): boolean {
  return list(tags).some((tag) => text(tag, 'key') === UPLINK_TAG)
}

/** Only a plain VLAN id is one VLAN: a trunk carries many, and a private VLAN's id means nothing outside. */
function portgroupVlan(config: RawValue | undefined): number | undefined {
  if (text(config, 'vlan.vlanId') === undefined) return undefined
  const id = number(config, 'vlan.vlanId', 0)
  return id > 0 && Number.isInteger(id) ? id : undefined
}

/** True for the class of a card that has a MAC address, whatever its name. */
export function isNetworkCard(device: RawValue | undefined): boolean {
  return (
    text(device, 'macAddress') !== undefined ||
    /^Virtual(?:E1000e?|PCNet32|Vmxnet|SriovEthernet)/.test(typeName(device))
  )
}
