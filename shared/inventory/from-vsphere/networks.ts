/** Networks, and how a network card's backing names one. */
import type { DistributedSwitch, Network } from '../model.ts'
import { decodeName } from './names.ts'
import type { Places } from './places.ts'
import {
  at,
  integer,
  leaf,
  list,
  number,
  reference,
  referenceIds,
  text,
  typeName,
  type RawValue,
} from './raw.ts'
import type { Properties, StoredObject } from './store.ts'

/** Id of the network behind a card's backing; undefined when there is none or it is out of sight. */
export type NetworkOf = (backing: RawValue | undefined) => string | undefined

export interface Networks {
  readonly networks: readonly Network[]
  readonly networkOf: NetworkOf
}

const KINDS: Readonly<Record<string, Network['kind']>> = {
  Network: 'standard',
  DistributedVirtualPortgroup: 'distributed',
  OpaqueNetwork: 'opaque',
}
export const NETWORK_TYPES: readonly string[] = Object.keys(KINDS)
/** vSphere's own mark on the port groups that only physical uplinks use; no VM can be on one. */
const UPLINK_TAG = 'SYSTEM/DVS.UPLINKPG'
/** The VLAN id with which a standard port group hands all VLANs to the guest. */
const ALL_VLANS = 4095
/** More ranges than a switch has VLANs are no answer of a switch. */
const MAX_RANGES = 4096

/** VLAN id of a standard port group by the ids of its hosts and its name. */
export type VlanOf = (hostIds: readonly string[], name: string) => number | undefined

export function createNetworks(
  objects: Iterable<StoredObject>,
  vlanOf: VlanOf,
  places: Pick<Places, 'parentOf'>,
): Networks {
  const networks: Network[] = []
  const byPortgroupKey = new Map<string, string>()
  const byOpaqueId = new Map<string, string>()
  for (const { ref, properties } of objects) {
    const kind = KINDS[ref.type]
    if (kind === undefined || isUplink(properties['tag'])) continue
    networks.push(networkFrom(ref.value, kind, properties, vlanOf, places))
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

function networkFrom(
  id: string,
  kind: Network['kind'],
  properties: Properties,
  vlanOf: VlanOf,
  places: Pick<Places, 'parentOf'>,
): Network {
  const name = decodeName(leaf(properties['name']) ?? id)
  const parentId = places.parentOf(properties)
  const config = properties['config.defaultPortConfig']
  const standard = kind === 'standard' ? vlanOf(referenceIds(properties['host']), name) : undefined
  const vlan = kind === 'standard' ? standard : portgroupVlan(config)
  const switchId = reference(properties['config.distributedVirtualSwitch'])?.value
  return {
    id,
    name,
    ...(parentId !== undefined && { parentId }),
    kind,
    ...(vlan !== undefined && vlan !== ALL_VLANS && { vlan }),
    vlanTrunk: standard === ALL_VLANS ? '0-4094' : trunkOf(config),
    ...(switchId !== undefined && { switchId }),
    ...securityPolicy(config),
  }
}

/** VLAN of each standard port group by host: what `vlanOf` is made of. */
export function standardVlans(objects: Iterable<StoredObject>): VlanOf {
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
    return vlans.size === 1 && only !== undefined && isVlan(only) ? only : undefined
  }
}

/** A virtual switch of the vCenter; its class is the declared one's subtype, so `config` comes whole. */
export function distributedSwitch({ ref, properties }: StoredObject): DistributedSwitch {
  const config = properties['config']
  return {
    id: ref.value,
    name: decodeName(leaf(properties['name']) ?? ref.value),
    mtu: integer(config, 'maxMtu', 0),
    hostIds: list(at(config, 'host')).flatMap((member) => reference(at(member, 'config.host'))?.value ?? []),
  }
}

function isUplink(tags: RawValue | undefined): boolean {
  return list(tags).some((tag) => text(tag, 'key') === UPLINK_TAG)
}

function isVlan(id: number): boolean {
  return Number.isInteger(id) && id > 0 && id <= ALL_VLANS
}

/** Only a plain VLAN id is one VLAN: a trunk carries many, and a private VLAN's id means nothing outside. */
function portgroupVlan(config: RawValue | undefined): number | undefined {
  const id = number(config, 'vlan.vlanId', 0)
  return isVlan(id) ? id : undefined
}

/** "100,200-299" of a trunk; empty for a port group that is none. */
function trunkOf(config: RawValue | undefined): string {
  const ranges = at(config, 'vlan.vlanId')
  if (typeof ranges === 'string') return ''
  return list(ranges)
    .slice(0, MAX_RANGES)
    .flatMap((range) => {
      const start = text(range, 'start')
      const end = text(range, 'end') ?? start
      return start === undefined ? [] : start === end ? start : `${start}-${end ?? ''}`
    })
    .join(',')
}

/** From 6.7 on a port group may tell its policy in a second place; the older one is always there. */
function securityPolicy(
  config: RawValue | undefined,
): Pick<Network, 'promiscuous' | 'forgedTransmits' | 'macChanges'> {
  const told = (name: string) =>
    yesOrNo(text(config, `securityPolicy.${name}.value`) ?? text(config, `macManagementPolicy.${name}`))
  const promiscuous = told('allowPromiscuous')
  const forgedTransmits = told('forgedTransmits')
  const macChanges = told('macChanges')
  return {
    ...(promiscuous !== undefined && { promiscuous }),
    ...(forgedTransmits !== undefined && { forgedTransmits }),
    ...(macChanges !== undefined && { macChanges }),
  }
}

function yesOrNo(value: string | undefined): boolean | undefined {
  return value === undefined || value === '' ? undefined : value === 'true' || value === '1'
}

/** True for the class of a card that has a MAC address, whatever its name. */
export function isNetworkCard(device: RawValue | undefined): boolean {
  return (
    text(device, 'macAddress') !== undefined ||
    /^Virtual(?:E1000e?|PCNet32|Vmxnet|SriovEthernet)/.test(typeName(device))
  )
}
