import type { Draw } from './draw.ts'
import type { GuestName } from './guests.ts'
import type { VmFolderName } from './infrastructure.ts'
import type { DatastoreName, NetworkName } from './storage-network.ts'
import type { VmSpec } from './vm-builder.ts'

const ROLES: readonly {
  role: string
  folder: VmFolderName
  network: NetworkName
  guests: readonly GuestName[]
}[] = [
  { role: 'web', folder: 'web', network: 'web', guests: ['rhel9', 'rhel8', 'ubuntu'] },
  { role: 'app', folder: 'production', network: 'web', guests: ['windows2022', 'rhel9', 'rhel8'] },
  { role: 'db', folder: 'databases', network: 'database', guests: ['rhel8', 'windows2019'] },
  { role: 'build', folder: 'research', network: 'standard', guests: ['ubuntu', 'debian12', 'rhel9'] },
  { role: 'file', folder: 'legacy', network: 'standard', guests: ['windows2019', 'sles15', 'rhel7'] },
]

/** One in eight generated VMs has one of these; the others are clean. */
const TRAITS: readonly Partial<VmSpec>[] = [
  { power: 'poweredOff' },
  { changeTracking: false },
  { tools: 'notRunning' },
  { snapshots: [{ name: 'nightly', description: 'Left by a backup' }] },
  { cpuHotAdd: true, memoryHotAdd: true },
  { hardwareVersion: 10 },
  { nestedVirtualization: true },
  { freeShare: 0.02 },
]

const DATASTORES: readonly DatastoreName[] = ['gold', 'vsan', 'silver']

/** Ordinary VM number `index` of a large estate: "web-0031" and the like, some with one flaw. `diskMib`: all its disks have this size. */
export function generatedSpec(draw: Draw, index: number, diskMib?: number): VmSpec {
  const pick = <T>(label: string, items: readonly T[]): T =>
    items[draw.int(`${label} ${index}`, items.length)] as T
  const { role, folder, network, guests } = pick('role', ROLES)
  const datastore = pick('datastore', DATASTORES)
  const diskCount = 1 + (draw.int(`disks ${index}`, 4) === 0 ? 1 : 0)
  const trait = draw.int(`flaw ${index}`, 8) === 0 ? pick('trait', TRAITS) : {}
  return {
    name: `${role}-${String(index + 1).padStart(4, '0')}`,
    folder,
    guest: pick('guest', guests),
    host: draw.int(`host ${index}`, 4) === 0 ? 'old' : 'healthy',
    cpuCount: pick('cpus', [1, 2, 4, 8]),
    memoryMiB: pick('memory', [2048, 4096, 8192, 16384]),
    disks: Array.from({ length: diskCount }, (_, i) => ({
      mib: diskMib ?? pick(`size ${i}`, [16, 32, 48]),
      datastore,
    })),
    nics: [{ network }],
    ...trait,
  }
}
