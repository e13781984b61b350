import type { Draw } from './draw.ts'
import { GUESTS, type GuestName } from './guests.ts'
import { VM_FOLDERS, type VmFolderName } from './infrastructure.ts'
import type {
  DiskBus,
  EstateDevice,
  EstateDisk,
  EstateHost,
  EstateIp,
  EstateNic,
  EstateVm,
  PowerState,
  ToolsState,
} from './model.ts'
import { createSnapshots, type SnapshotSpec } from './snapshots.ts'
import { DATASTORES, NETWORKS, type DatastoreName, type NetworkName } from './storage-network.ts'

const MIB = 1024 * 1024

interface DiskSpec {
  readonly mib: number
  readonly datastore?: DatastoreName
  readonly bus?: DiskBus
  readonly mode?: EstateDisk['mode']
  readonly rdm?: EstateDisk['rdm']
  readonly sharing?: EstateDisk['sharing']
  /** For a disk that two VMs share: the file of both. */
  readonly file?: string
}

interface NicSpec {
  readonly network: NetworkName
  readonly model?: EstateNic['model']
  readonly connectedAtStart?: boolean
  /** Number of IPv4 addresses; 1 by default. */
  readonly ips?: number
}

/** The board of a VM that nothing is said of. */
const BOARD = {
  firmware: 'bios',
  secureBoot: false,
  encrypted: false,
  cpuCount: 2,
  coresPerSocket: 1,
  memoryMiB: 4096,
  cpuHotAdd: false,
  memoryHotAdd: false,
  cpuHotRemove: false,
  autoCoresPerSocket: false,
  replicated: false,
  toolsInstallerMounted: false,
  question: undefined,
  nestedVirtualization: false,
  faultTolerance: false,
  sharedBus: 'noSharing',
  managedBy: undefined,
  ovfProperties: {},
  cpuAffinity: [],
  isTemplate: false,
  annotation: '',
  luks: undefined,
  changeTracking: true,
  connectionState: 'connected',
  consolidationNeeded: false,
  cleanPowerOff: true,
} as const satisfies Partial<EstateVm>

/** One VM in short: what is not said is clean. */
export interface VmSpec extends Partial<Pick<EstateVm, keyof typeof BOARD>> {
  readonly name: string
  readonly folder: VmFolderName
  readonly host?: 'healthy' | 'maintenance' | 'old'
  readonly guest: GuestName
  readonly hostName?: string
  readonly disks: readonly DiskSpec[]
  readonly nics: readonly NicSpec[]
  readonly devices?: readonly EstateDevice[]
  /** 19 where nothing is said. */
  readonly hardwareVersion?: number
  readonly power?: PowerState
  readonly tools?: ToolsState
  readonly snapshots?: readonly SnapshotSpec[]
  readonly extraConfig?: Readonly<Record<string, string>>
  /** Another VM's name, for clones that kept its BIOS uuid. */
  readonly uuidOf?: string
  /** Free share of each file system, 0 to 1. */
  readonly freeShare?: number
}

export interface VmContext {
  readonly draw: Draw
  readonly hosts: readonly EstateHost[]
  /** ms since the epoch at which the estate's past lies. */
  readonly epoch: number
}

const CONTROLLERS: Record<DiskBus, { readonly key: number; readonly perController: number }> = {
  ide: { key: 200, perController: 2 },
  scsi: { key: 1000, perController: 15 },
  sata: { key: 15000, perController: 30 },
  nvme: { key: 31000, perController: 15 },
}

/**
 * File systems as guests report them are this many times as large as the disks, which are tiny so that they copy
 * fast: a guest with free space then has as much as a conversion needs, and one that is full has not.
 */
const GUEST_SCALE = 64

/** Files of a VM lie in a folder of its name; the characters a datastore cannot hold become '_'. */
function datastoreFolder(vmName: string): string {
  return vmName.replace(/[/\\%]/g, '_')
}

/** The VM that `spec` describes, as number `index` of the estate (from 0). */
export function buildVm(context: VmContext, spec: VmSpec, index: number): EstateVm {
  const { draw } = context
  const host = pickHost(context.hosts, spec.host ?? 'healthy', index)
  const id = `vm-${1001 + index}`
  const folder = datastoreFolder(spec.name)
  const home = DATASTORES[spec.disks[0]?.datastore ?? 'gold'].name
  const guest = GUESTS[spec.guest]
  const disks = buildDisks(draw, spec, folder)
  const powerState = spec.isTemplate === true ? 'poweredOff' : (spec.power ?? 'poweredOn')
  const { changeTracking, ...rest } = board(spec)
  const tracked = changeTracking && disks.every((d) => d.mode === 'persistent' && d.rdm !== 'physical')
  const snapshots = createSnapshots(id, spec.snapshots ?? [], context.epoch)
  return {
    id,
    name: spec.name,
    folderId: VM_FOLDERS[spec.folder],
    hostId: host.id,
    clusterId: host.clusterId,
    uuid: draw.uuid(`bios ${spec.uuidOf ?? spec.name}`, '42'),
    instanceUuid: draw.uuid(`instance ${spec.name}`, '50'),
    configFile: `[${home}] ${folder}/${folder}.vmx`,
    ...rest,
    hardwareVersion: `vmx-${String(spec.hardwareVersion ?? 19).padStart(2, '0')}`,
    extraConfig: {
      'disk.EnableUUID': 'TRUE',
      ...(changeTracking ? { ctkEnabled: 'TRUE' } : {}),
      ...(tracked ? Object.fromEntries(disks.map((d) => [`${slot(d)}.ctkEnabled`, 'TRUE'])) : {}),
      ...spec.extraConfig,
    },
    disks,
    nics: buildNics(spec, index),
    devices: spec.devices ?? [{ kind: 'cdrom', iso: undefined, datastoreId: undefined }],
    guest: {
      id: guest.id,
      fullName: guest.fullName,
      family: guest.family,
      hostName: spec.hostName ?? `${hostLabel(spec.name)}.lab.example`,
      fileSystems: disks.map((disk, i) => ({
        path: i === 0 ? guest.rootPath : dataPath(guest.family, i),
        type: guest.fileSystem,
        capacityBytes: disk.capacityBytes * GUEST_SCALE,
        freeBytes: Math.floor(disk.capacityBytes * GUEST_SCALE * (spec.freeShare ?? 0.4)),
        diskKey: disk.key,
      })),
    },
    changeTracking,
    powerState,
    tools: spec.tools ?? (powerState === 'poweredOn' ? 'running' : 'notRunning'),
    bootedAt: context.epoch,
    ...snapshots,
  }
}

/** What a spec says of the board, and for the rest how a board is. */
function board(spec: VmSpec): Pick<EstateVm, keyof typeof BOARD> {
  const said = Object.entries(spec).filter(([field, value]) => field in BOARD && value !== undefined)
  return { ...BOARD, ...Object.fromEntries(said) }
}

function pickHost(hosts: readonly EstateHost[], want: VmSpec['host'], index: number): EstateHost {
  const old = (host: EstateHost): boolean => host.version.startsWith('6.')
  const wanted = hosts.filter((host) =>
    want === 'maintenance' ? host.inMaintenance : !host.inMaintenance && old(host) === (want === 'old'),
  )
  const choice = wanted.length > 0 ? wanted : hosts
  const host = choice[index % choice.length]
  if (host === undefined) throw new Error('An estate needs at least one host')
  return host
}

function buildDisks(draw: Draw, spec: VmSpec, folder: string): EstateDisk[] {
  const used: Record<DiskBus, number> = { scsi: 0, sata: 0, ide: 0, nvme: 0 }
  return spec.disks.map((disk, i) => {
    const bus = disk.bus ?? 'scsi'
    const datastore = DATASTORES[disk.datastore ?? 'gold']
    const nth = used[bus]++
    const { key, perController } = CONTROLLERS[bus]
    const unit = nth % perController
    const file = disk.file ?? `[${datastore.name}] ${folder}/${folder}${i === 0 ? '' : `_${i}`}.vmdk`
    return {
      key: 2000 + i,
      label: `Hard disk ${i + 1}`,
      file,
      datastoreId: datastore.id,
      capacityBytes: disk.mib * MIB,
      bus,
      controllerKey: key + Math.floor(nth / perController),
      // Unit 7 of a SCSI bus is the controller itself.
      unitNumber: bus === 'scsi' && unit >= 7 ? unit + 1 : unit,
      mode: disk.mode ?? 'persistent',
      rdm: disk.rdm ?? 'none',
      sharing: disk.sharing ?? 'sharingNone',
      thin: disk.sharing !== 'sharingMultiWriter',
      uuid: draw.uuid(`disk ${file}`, '6000C29'),
    }
  })
}

function buildNics(spec: VmSpec, index: number): EstateNic[] {
  return spec.nics.map((nic, i) => {
    const address = (n: number): EstateIp => ({
      address: `10.${30 + i}.${Math.floor(index / 200)}.${10 + (index % 200) + n}`,
      prefixLength: 16,
      origin: i === 0 ? 'manual' : 'dhcp',
    })
    return {
      key: 4000 + i,
      label: `Network adapter ${i + 1}`,
      model: nic.model ?? 'VirtualVmxnet3',
      mac: macAddress(index * 8 + i),
      networkId: NETWORKS[nic.network],
      connectedAtStart: nic.connectedAtStart ?? true,
      ips: Array.from({ length: nic.ips ?? 1 }, (_, n) => address(n)),
      gateway: i === 0 ? '10.30.255.254' : undefined,
    }
  })
}

/** Unique in the estate, from the range that vCenter gives out (00:50:56:80 to :bf). */
function macAddress(serial: number): string {
  const pair = (value: number): string => value.toString(16).padStart(2, '0')
  return `00:50:56:${pair(0x80 + (serial >> 16))}:${pair((serial >> 8) & 255)}:${pair(serial & 255)}`
}

function slot(disk: EstateDisk): string {
  const base = CONTROLLERS[disk.bus].key
  return `${disk.bus}${disk.controllerKey - base}:${disk.unitNumber}`
}

function hostLabel(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

function dataPath(family: string, i: number): string {
  return family === 'windowsGuest' ? `${String.fromCharCode(67 + i)}:\\` : `/data${i}`
}
