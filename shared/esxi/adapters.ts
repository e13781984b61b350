/** The vmkernel adapters of a host as ways for disk copies. */
import type { Host, Inventory } from '../inventory/model.ts'
import type { Adapter } from './model.ts'
import { subnetOf } from './subnet.ts'

type KernelNic = Host['kernelNics'][number]
type HostSwitch = Host['switches'][number]
/** Tells which distributed switch a port group is of; without it only a host's single one is found. */
export type Networks = Pick<Inventory, 'networks' | 'switches'>

/** Red Hat asks for both of a migration network. */
const FAST_MBPS = 10_000
const JUMBO_BYTES = 9_000

/** Those with an address, by their number. */
export function adaptersOf(host: Host, networks: Networks = { networks: [], switches: [] }): Adapter[] {
  return host.kernelNics
    .filter(({ ip }) => ip !== '')
    .map((nic) => adapterOf(host, nic, networks))
    .sort((a, b) => a.device.localeCompare(b.device, 'en', { numeric: true }))
}

function adapterOf(host: Host, nic: KernelNic, networks: Networks): Adapter {
  const switches = switchesOf(host, nic, networks)
  const linkMbps = onlyOne(switches.map((one) => fastest(host, one)))
  const mtu = onlyOne(switches.map((one) => one.mtu))
  const network = networks.networks.find(({ id }) => id === nic.portgroup)
  return {
    device: nic.device,
    ip: nic.ip,
    subnet: subnetOf(nic.ip, nic.subnetMask) ?? '',
    mtu: nic.mtu,
    ...(linkMbps !== undefined && linkMbps > 0 && { linkMbps }),
    portgroup: network?.name ?? nic.portgroup,
    services: [...nic.services],
    warnings: [...speedWarnings(nic.device, linkMbps), ...frameWarnings(nic, mtu)],
  }
}

/**
 * The switches that the adapter may be on. A distributed port group tells its switch; of a standard one vSphere's
 * inventory only has the name, so with several standard switches it may be any of them.
 */
function switchesOf(host: Host, nic: KernelNic, { networks, switches }: Networks): readonly HostSwitch[] {
  const network = networks.find(({ id, kind }) => id === nic.portgroup && kind === 'distributed')
  const name = switches.find(({ id }) => id === network?.switchId)?.name
  const isDistributed = network !== undefined || /^dvportgroup-\d+$/.test(nic.portgroup)
  const ofKind = host.switches.filter(({ kind }) => kind === (isDistributed ? 'distributed' : 'standard'))
  return name === undefined ? ofKind : ofKind.filter((one) => one.name === name)
}

/** Mbit/s of its fastest card whose link is up; 0 where none is. */
function fastest({ physicalNics }: Host, { uplinks }: HostSwitch): number {
  const speeds = physicalNics
    .filter(({ device }) => uplinks.includes(device))
    .map(({ linkMbps }) => linkMbps ?? 0)
  return Math.max(0, ...speeds)
}

/** What all agree on; undefined where they do not, or there is none. */
function onlyOne(values: readonly number[]): number | undefined {
  return new Set(values).size === 1 ? values[0] : undefined
}

function speedWarnings(device: string, linkMbps: number | undefined): string[] {
  if (linkMbps === undefined) return [`How fast the network cards behind ${device} are is not known.`]
  if (linkMbps === 0) return [`No network card behind ${device} has a link.`]
  if (linkMbps >= FAST_MBPS) return []
  return [`${device} has ${linkWords(linkMbps)} behind it; a network for disk copies should have 10 Gbit/s.`]
}

function frameWarnings({ device, mtu }: KernelNic, switchMtu: number | undefined): string[] {
  if (mtu === 0) return [`The MTU of ${device} is not known.`]
  if (switchMtu !== undefined && switchMtu > 0 && switchMtu < mtu)
    return [`${device} has an MTU of ${mtu}, and its switch one of ${switchMtu}: larger frames are lost.`]
  if (mtu >= JUMBO_BYTES) return []
  return [`${device} has an MTU of ${mtu}; a network for disk copies should have jumbo frames of 9000.`]
}

/** "25 Gbit/s", "2.5 Gbit/s", "100 Mbit/s". */
export function linkWords(mbps: number): string {
  return mbps < 1_000 ? `${mbps} Mbit/s` : `${Number((mbps / 1_000).toFixed(1))} Gbit/s`
}

/** One adapter that all chosen hosts have. */
export interface CommonAdapter {
  readonly device: string
  /** Each subnet and port group that it is in on one of them. */
  readonly subnets: readonly string[]
  readonly portgroups: readonly string[]
  /** The smallest, in bytes. */
  readonly mtu: number
  /** The slowest, Mbit/s; undefined where one is not known. */
  readonly linkMbps: number | undefined
  /** What it carries on all of them. */
  readonly services: readonly string[]
  readonly warnings: readonly string[]
}

/**
 * The adapters that every one of the hosts has, by device: what a choice for many hosts can offer. What speaks
 * against one on any host is said once.
 */
export function commonAdapters(hosts: readonly { readonly adapters: readonly Adapter[] }[]): CommonAdapter[] {
  const [first, ...others] = hosts
  if (!first) return []
  return first.adapters.flatMap((adapter) => {
    const all = [adapter]
    for (const host of others) {
      const same = host.adapters.find(({ device }) => device === adapter.device)
      if (!same) return []
      all.push(same)
    }
    return [combined(adapter.device, all)]
  })
}

function combined(device: string, all: readonly Adapter[]): CommonAdapter {
  const subnets = distinct(all.map(({ subnet }) => subnet))
  const speeds = all.map(({ linkMbps }) => linkMbps ?? 0)
  const slowest = Math.min(...speeds)
  const differ =
    subnets.length > 1 ? [`${device} is not in the same subnet everywhere: ${subnets.join(', ')}.`] : []
  return {
    device,
    subnets,
    portgroups: distinct(all.map(({ portgroup }) => portgroup)),
    mtu: Math.min(...all.map(({ mtu }) => mtu)),
    linkMbps: slowest === 0 ? undefined : slowest,
    services: (all[0]?.services ?? []).filter((service) =>
      all.every((one) => one.services.includes(service)),
    ),
    warnings: distinct([...differ, ...all.flatMap(({ warnings }) => warnings)]),
  }
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text !== '')
}
