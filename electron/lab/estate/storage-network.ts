import type { Draw } from './draw.ts'
import { ARCHIVE_POD_ID, DATACENTER } from './infrastructure.ts'
import type { EstateDatastore, EstateHost, EstateNetwork, EstateSwitch } from './model.ts'

/** Datastores by the short name that VM descriptions use. */
export const DATASTORES = {
  gold: { id: 'datastore-31', name: 'vmfs-gold-01' },
  vsan: { id: 'datastore-32', name: 'vsan-blue' },
  silver: { id: 'datastore-33', name: 'nfs-silver-01' },
  archive: { id: 'datastore-34', name: 'nfs-archive' },
} as const

export type DatastoreName = keyof typeof DATASTORES

export const NETWORKS = {
  standard: 'network-41',
  trunk: 'network-42',
  web: 'dvportgroup-52',
  database: 'dvportgroup-53',
  open: 'dvportgroup-54',
  segment: 'network-o61',
} as const

export type NetworkName = keyof typeof NETWORKS

const SWITCH_ID = 'dvs-50'
const TIB = 1024 ** 4

export function createDatastores(draw: Draw, hosts: readonly EstateHost[]): EstateDatastore[] {
  const folderId = DATACENTER.datastoreFolderId
  const hostIds = hosts.map((h) => h.id)
  const common = { folderId, accessible: true, maintenanceMode: 'normal', hostIds } as const
  const uuid = (name: string): string => draw.uuid(`datastore ${name}`)
  return [
    {
      ...common,
      ...DATASTORES.gold,
      type: 'VMFS',
      uuid: uuid('gold'),
      capacityBytes: 8 * TIB,
      freeBytes: 3 * TIB,
    },
    {
      ...common,
      ...DATASTORES.vsan,
      type: 'vsan',
      uuid: uuid('vsan'),
      capacityBytes: 20 * TIB,
      freeBytes: 9 * TIB,
    },
    {
      ...common,
      ...DATASTORES.silver,
      type: 'NFS',
      uuid: uuid('silver'),
      // Little is free: a warm migration's snapshots would have no headroom here.
      capacityBytes: 4 * TIB,
      freeBytes: TIB / 4,
      remote: { host: 'nas-01.lab.example', path: '/export/silver' },
    },
    {
      ...common,
      ...DATASTORES.archive,
      folderId: ARCHIVE_POD_ID,
      type: 'NFS41',
      uuid: uuid('archive'),
      capacityBytes: 2 * TIB,
      freeBytes: TIB,
      accessible: false,
      remote: { host: 'nas-02.lab.example', path: '/export/archive' },
    },
  ]
}

export function createSwitches(draw: Draw, hosts: readonly EstateHost[]): EstateSwitch[] {
  const hex = draw.bytes('switch', 16).toString('hex').match(/../g) ?? []
  // A distributed switch's uuid is written as two groups of eight bytes.
  const uuid = `${hex.slice(0, 8).join(' ')}-${hex.slice(8).join(' ')}`
  return [{ id: SWITCH_ID, name: 'dvs-prod', uuid, maxMtu: 9000, hostIds: hosts.map((h) => h.id) }]
}

export function createNetworks(draw: Draw, hosts: readonly EstateHost[]): EstateNetwork[] {
  const hostIds = hosts.map((h) => h.id)
  const distributed = { kind: 'distributed', switchId: SWITCH_ID, relaxed: false, hostIds } as const
  return [
    { kind: 'standard', id: NETWORKS.standard, name: 'VM Network', vlan: 0, vswitch: 'vSwitch0', hostIds },
    { kind: 'standard', id: NETWORKS.trunk, name: 'legacy-trunk', vlan: 4095, vswitch: 'vSwitch0', hostIds },
    {
      ...distributed,
      id: 'dvportgroup-51',
      name: 'dvs-prod-DVUplinks-50',
      vlan: { kind: 'trunk', start: 0, end: 4094 },
    },
    { ...distributed, id: NETWORKS.web, name: 'dvpg-web-110', vlan: { kind: 'id', id: 110 } },
    { ...distributed, id: NETWORKS.database, name: 'dvpg-db-120', vlan: { kind: 'id', id: 120 } },
    {
      ...distributed,
      id: NETWORKS.open,
      name: 'dvpg-appliance-open',
      vlan: { kind: 'trunk', start: 200, end: 299 },
      relaxed: true,
    },
    {
      kind: 'opaque',
      id: NETWORKS.segment,
      name: 'nsx-segment-app',
      opaqueId: draw.uuid('opaque network'),
      opaqueType: 'nsx.LogicalSwitch',
      hostIds,
    },
  ]
}
