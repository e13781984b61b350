/** Which servers a network probe looks at, and on which ports. */
import type { Host, Inventory } from '../inventory/model.ts'
import { fail, ok, type Result } from '../problem.ts'
import { parseVsphereAddress } from '../provider/address.ts'
import { notTried, pendingLook } from './look-words.ts'
import type { ProbePath, ProbedServer } from './model.ts'

interface WirePort {
  readonly port: number
  /** Where it goes to another address than the server's host. */
  readonly address?: string
}

export interface ServerToProbe {
  readonly id: string
  readonly name: string
  readonly role: ProbedServer['role']
  readonly host: string
  readonly ports: readonly WirePort[]
  /** False for what is no host name or address: it is shown, not looked at. */
  readonly valid: boolean
}

const HTTPS = 443
/** NFC, which the disks are read through. */
const NFC = 902
/** By host id: the vmkernel adapter that its copies are read through. */
export type MigrationDevices = ReadonlyMap<string, string>

/** Kept to what may stand in a host name or address, so that nothing else reaches a shell or a resolver. */
const HOST = /^[A-Za-z0-9_:](?:[A-Za-z0-9_.:-]{0,251}[A-Za-z0-9_.:])?$/

/**
 * vCenter on the port of its address, and each host under the name that vCenter gives to VDDK, on 443 and 902.
 * Port 902 is tried where the host has its NFC traffic: at the address of the adapter that is tagged for it
 * (vSphereBackupNFC), if there is one. A host whose copies are read over a migration network of their own is tried at
 * that address too, on both ports. A source that is an ESXi host itself is one server.
 * @param devices by host id, the adapter of the chosen migration network
 */
export function serversToProbe(
  url: string,
  inventory: Pick<Inventory, 'about' | 'hosts'>,
  hostIds?: readonly string[],
  devices: MigrationDevices = new Map(),
): Result<readonly ServerToProbe[]> {
  const known = new Set(inventory.hosts.map((host) => host.id))
  const unknown = hostIds?.filter((id) => !known.has(id)) ?? []
  if (unknown.length > 0) return fail(unknownHosts(unknown))
  const hosts = inventory.hosts.filter((host) => hostIds?.includes(host.id) ?? true)
  const address = parseVsphereAddress(url)
  const servers = hosts.map((one) => esxiServer(one, devices))
  if (!address.ok) return hosts.length === 0 ? address : ok(servers)
  const { host, port } = address.value
  if (inventory.about.apiType === 'HostAgent') {
    const [only] = inventory.hosts
    const name = only?.name ?? host
    const ports = [{ port }, ...(only === undefined ? [{ port: NFC }] : ownPorts(only, devices))]
    return ok([{ id: only?.id ?? 'vcenter', name, role: 'esxi', host, ports, valid: true }])
  }
  const vcenter = { id: 'vcenter', name: 'vCenter', role: 'vcenter', host, ports: [{ port }] } as const
  return ok([{ ...vcenter, valid: true }, ...servers])
}

function esxiServer(host: Host, devices: MigrationDevices): ServerToProbe {
  const { id, name } = host
  const ports = [{ port: HTTPS }, ...ownPorts(host, devices)]
  return { id, name, role: 'esxi', host: name, ports, valid: HOST.test(name) }
}

function nfcPort(host: Host): WirePort {
  const tagged = host.kernelNics.find((nic) => nic.services.includes('vSphereBackupNFC') && HOST.test(nic.ip))
  return tagged === undefined ? { port: NFC } : { port: NFC, address: tagged.ip }
}

/** From what is noted of hosts. */
export function migrationDevices(
  hosts: readonly { readonly hostId: string; readonly network?: { readonly device: string } }[],
): MigrationDevices {
  return new Map(hosts.flatMap(({ hostId, network }) => (network ? [[hostId, network.device]] : [])))
}

/** Where disks are read: as vCenter sends readers there, and where they are read directly. */
function ownPorts(host: Host, devices: MigrationDevices): WirePort[] {
  const tagged = nfcPort(host)
  const device = devices.get(host.id)
  const address = host.kernelNics.find((nic) => nic.device === device)?.ip
  if (address === undefined || !HOST.test(address)) return [tagged]
  const direct = tagged.address === address ? [HTTPS] : [HTTPS, NFC]
  return [tagged, ...direct.map((port) => ({ port, address }))]
}

/** One line per server that can be looked at, as the script reads it. */
export function serverLines(servers: readonly ServerToProbe[]): string {
  return looked(servers)
    .map(({ host, ports }) => [host, ...ports.map(portWord)].join(' '))
    .join('\n')
}

/** The servers that can be looked at; results come in this order. */
export function looked(servers: readonly ServerToProbe[]): readonly ServerToProbe[] {
  return servers.filter((server) => server.valid)
}

function portWord({ port, address }: WirePort): string {
  return address === undefined ? String(port) : `${port}@${address}`
}

/** A server as it is shown before anything is known. */
export function pendingServer(server: ServerToProbe): ProbedServer {
  const look = server.valid ? pendingLook : notTried('Not tried: this is neither a name nor an address.')
  const path: ProbePath = {
    dns: look,
    ports: server.ports.map(({ port, address }) => ({
      port,
      ...(address !== undefined && { address }),
      look,
    })),
  }
  const { id, name, role, host } = server
  return { id, name, role, host, cluster: path, computer: path }
}

function unknownHosts(ids: readonly string[]) {
  return {
    code: 'probe.host-unknown',
    message: `The inventory has no host ${ids.slice(0, 5).join(', ')}.`,
    meaning: 'Nothing was tested.',
    remedy: 'Refresh the inventory and choose the hosts again.',
  }
}
