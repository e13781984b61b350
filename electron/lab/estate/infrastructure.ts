import type { Draw } from './draw.ts'
import { createRulesets, createServices } from './host-services.ts'
import type { EstateCluster, EstateDatacenter, EstateFolder, EstateHost, EstateRule } from './model.ts'

export const ROOT_FOLDER_ID = 'group-d1'

export const DATACENTER: EstateDatacenter = {
  id: 'datacenter-3',
  name: 'Lab-DC',
  vmFolderId: 'group-v4',
  hostFolderId: 'group-h5',
  datastoreFolderId: 'group-s6',
  networkFolderId: 'group-n7',
}

/** The estate's one datastore cluster. */
export const ARCHIVE_POD_ID = 'group-p8'

/** VM folders by the short name that VM descriptions use. */
export const VM_FOLDERS = {
  production: 'group-v20',
  web: 'group-v21',
  databases: 'group-v22',
  legacy: 'group-v23',
  research: 'group-v24',
  templates: 'group-v25',
} as const

export type VmFolderName = keyof typeof VM_FOLDERS

export function createFolders(): EstateFolder[] {
  const { id, vmFolderId, hostFolderId, datastoreFolderId, networkFolderId } = DATACENTER
  const vm = (folderId: string, name: string, parentId: string): EstateFolder => ({
    id: folderId,
    name,
    parentId,
    kind: 'vm',
  })
  return [
    { id: ROOT_FOLDER_ID, name: 'Datacenters', parentId: undefined, kind: 'root' },
    vm(vmFolderId, 'vm', id),
    { id: hostFolderId, name: 'host', parentId: id, kind: 'host' },
    { id: datastoreFolderId, name: 'datastore', parentId: id, kind: 'datastore' },
    { id: networkFolderId, name: 'network', parentId: id, kind: 'network' },
    { id: ARCHIVE_POD_ID, name: 'archive-pod', parentId: datastoreFolderId, kind: 'pod' },
    vm(VM_FOLDERS.production, 'Production', vmFolderId),
    vm(VM_FOLDERS.web, 'Web', VM_FOLDERS.production),
    vm(VM_FOLDERS.databases, 'Databases', VM_FOLDERS.production),
    vm(VM_FOLDERS.legacy, 'Legacy', vmFolderId),
    vm(VM_FOLDERS.research, 'R/D', vmFolderId),
    vm(VM_FOLDERS.templates, 'Templates', vmFolderId),
  ]
}

export function createClusters(rules: readonly EstateRule[]): EstateCluster[] {
  const shared = { folderId: DATACENTER.hostFolderId, haEnabled: true, drsEnabled: true }
  return [
    {
      ...shared,
      id: 'domain-c8',
      name: 'Cluster-A',
      resourcePoolId: 'resgroup-9',
      drsBehavior: 'fullyAutomated',
      dpmEnabled: false,
      rules,
    },
    {
      ...shared,
      id: 'domain-c10',
      name: 'Cluster-B',
      resourcePoolId: 'resgroup-11',
      drsBehavior: 'partiallyAutomated',
      dpmEnabled: true,
      rules: [],
    },
  ]
}

const RELEASES = {
  current: { version: '8.0.2', build: '22380479' },
  previous: { version: '7.0.3', build: '21930508' },
  early: { version: '7.0.1', build: '17551050' },
  old: { version: '6.7.0', build: '17700523' },
} as const

/**
 * The hosts, the first half in Cluster-A. The last one runs 6.7; the one before it is in maintenance, so an
 * estate of three or more hosts shows both, and the first host is always a healthy one. An estate of three or more
 * also has one in lockdown mode, one of six or more a second host whose hostd reads a file (7.0 Update 1).
 */
export function createHosts(draw: Draw, count: number): EstateHost[] {
  return Array.from({ length: count }, (_, i) => {
    const number = String(i + 1).padStart(2, '0')
    const isOld = count >= 2 && i === count - 1
    const isEarly = count >= 6 && i === 4
    const recent = i % 2 === 0 ? RELEASES.current : RELEASES.previous
    const release = isOld ? RELEASES.old : isEarly ? RELEASES.early : recent
    return {
      ...release,
      id: `host-${101 + i}`,
      name: `esx-${number}.lab.example`,
      clusterId: i < Math.ceil(count / 2) ? 'domain-c8' : 'domain-c10',
      vendor: 'Dell Inc.',
      model: isOld ? 'PowerEdge R630' : 'PowerEdge R750',
      uuid: draw.uuid(`host ${number}`, '4c4c4544'),
      address: `10.20.0.${11 + i}`,
      migrationAddress: `10.21.0.${11 + i}`,
      cpuPackages: 2,
      cpuCores: isOld ? 24 : 64,
      cpuMhz: 2600,
      memoryBytes: (isOld ? 256 : 1024) * 1024 ** 3,
      sslThumbprint: fingerprint(draw.bytes(`certificate ${number}`, 20)),
      connectionState: 'connected',
      inMaintenance: count >= 3 && i === count - 2,
      lockdownMode: i === 1 && count >= 3 ? 'lockdownNormal' : 'lockdownDisabled',
      timeZone: 'UTC',
      services: createServices(),
      rulesets: createRulesets(),
    }
  })
}

function fingerprint(bytes: Buffer): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':')
}
