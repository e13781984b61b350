/** vHost, vNIC, vSwitch and vSC_VMK: ESXi hosts. */
import type { Host } from '../model.ts'
import type { Column, SheetName } from './sheets.ts'
import type { SheetRow } from './table.ts'
import type { Sheets } from './workbook.ts'

const MIB = 2 ** 20

/** What else is known of a host: its cluster, and what its VMs use. */
export interface HostLinks {
  clusterId(row: SheetRow<'Cluster' | 'Datacenter'>): string | undefined
  datastoreIds(host: string): string[]
  networkIds(host: string): string[]
}

export function hostsOf(sheets: Sheets, links: HostLinks): Host[] {
  const nics = byHost(sheets.vNIC.rows)
  const switches = byHost(sheets.vSwitch.rows)
  const kernelNics = byHost(sheets.vSC_VMK.rows)
  const hosts = new Map<string, Host>()
  for (const row of sheets.vHost.rows) {
    const name = row.text('Host')
    if (name === '' || hosts.has(name)) continue
    hosts.set(name, {
      ...namedHost(name, links),
      id: hostId(row),
      ...optional('clusterId', links.clusterId(row)),
      ...versionOf(row.text('ESX Version')),
      inMaintenance: row.flag('in Maintenance Mode') ?? false,
      timeZone: row.text('Time Zone'),
      cpuModel: row.text('CPU Model'),
      cpuCores: Math.round(row.number('# Cores') ?? 0),
      memoryBytes: (row.number('# Memory') ?? 0) * MIB,
      vendor: row.text('Vendor'),
      hardwareModel: row.text('Model'),
      physicalNics: (nics.get(name) ?? []).map(physicalNic),
      switches: (switches.get(name) ?? []).map((one) => ({
        name: one.text('Switch'),
        kind: 'standard',
        mtu: Math.round(one.number('MTU') ?? 0),
        uplinks: [],
      })),
      kernelNics: (kernelNics.get(name) ?? []).map(kernelNic),
    })
  }
  return withHostsOfVms(hosts, sheets, links)
}

/** Without vHost, or where a host was out of sight, what VMs run on is still a host. */
function withHostsOfVms(hosts: Map<string, Host>, sheets: Sheets, links: HostLinks): Host[] {
  for (const row of sheets.vInfo.rows) {
    const name = row.text('Host')
    if (name === '' || hosts.has(name)) continue
    hosts.set(name, { ...namedHost(name, links), ...optional('clusterId', links.clusterId(row)) })
  }
  return [...hosts.values()]
}

export function hostId(row: SheetRow<Column<'vHost'>>): string {
  return row.text('Object ID') || row.text('Host')
}

function namedHost(name: string, links: HostLinks): Host {
  return {
    id: name,
    name,
    version: '',
    build: '',
    connectionState: 'connected',
    inMaintenance: false,
    overallStatus: '',
    lockdownMode: '',
    thumbprint: '',
    timeZone: '',
    cpuModel: '',
    cpuCores: 0,
    cpuThreads: 0,
    memoryBytes: 0,
    vendor: '',
    hardwareModel: '',
    physicalNics: [],
    switches: [],
    kernelNics: [],
    services: [],
    datastoreIds: links.datastoreIds(name),
    networkIds: links.networkIds(name),
  }
}

/** "VMware ESXi 8.0.2 build-22380479". */
function versionOf(text: string): { version: string; build: string } {
  return {
    version: /\d+(?:\.\d+)+/.exec(text)?.[0] ?? '',
    build: /build-?(\d+)/i.exec(text)?.[1] ?? '',
  }
}

function physicalNic(row: SheetRow<Column<'vNIC'>>): Host['physicalNics'][number] {
  const speed = row.number('Speed')
  return {
    device: row.text('Network Device'),
    ...(speed !== undefined && speed > 0 && { linkMbps: Math.round(speed) }),
  }
}

function kernelNic(row: SheetRow<Column<'vSC_VMK'>>): Host['kernelNics'][number] {
  return {
    device: row.text('Device'),
    ip: row.text('IP Address'),
    subnetMask: row.text('Subnet mask'),
    mtu: Math.round(row.number('MTU') ?? 0),
    portgroup: row.text('Port Group'),
    services: [],
  }
}

function byHost<S extends Extract<SheetName, 'vNIC' | 'vSwitch' | 'vSC_VMK'>>(
  rows: readonly SheetRow<Column<S>>[],
): ReadonlyMap<string, SheetRow<Column<S>>[]> {
  return Map.groupBy(rows, (row) => row.text('Host'))
}

function optional<Name extends string>(name: Name, value: string | undefined) {
  return (value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: string }
}
