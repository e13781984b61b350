/** vInfo, with the rows of all sheets that are about one VM. */
import type { Vm } from '../model.ts'
import { controllersOf, disksOf } from './disks.ts'
import { guestDisksOf, snapshotsOf, toolsOf } from './guest.ts'
import { networkNames } from './networks.ts'
import { addressesOf, nicsOf } from './nics.ts'
import { createRowsOfVms, type RowsOfVms } from './rows-of-vms.ts'
import type { Column } from './sheets.ts'
import type { SheetRow } from './table.ts'
import type { Sheets } from './workbook.ts'

type InfoRow = SheetRow<Column<'vInfo'>>

export interface VmLinks {
  readonly hostId: (name: string) => string
  readonly datastoreId: (name: string) => string
  readonly networkId: (name: string) => string
  readonly folderOf: (row: InfoRow) => { readonly id: string; readonly path: string }
}

/** VMs between two breaths: some milliseconds of work. */
const SLICE = 50

export async function vmsOf(sheets: Sheets, links: VmLinks, breathe: () => Promise<void>): Promise<Vm[]> {
  const rows = createRowsOfVms(sheets)
  const vms: Vm[] = []
  for (const { id, row } of rows.machines) {
    vms.push(vmOf(id, row, sheets, rows, links))
    if (vms.length % SLICE === 0) await breathe()
  }
  return vms
}

function vmOf(id: string, row: InfoRow, sheets: Sheets, rows: RowsOfVms, links: VmLinks): Vm {
  const folder = links.folderOf(row)
  const host = row.text('Host')
  const pool = row.text('Resource pool')
  const disks = disksOf(rows.of(sheets.vDisk, id), links.datastoreId)
  const nicRows = rows.of(sheets.vNetwork, id)
  const networks = [...nicRows.map((one) => one.text('Network')), ...networkNames(row)]
  const snapshots = snapshotsOf(id, rows.of(sheets.vSnapshot, id))
  const [cpu] = rows.of(sheets.vCPU, id)
  const [memory] = rows.of(sheets.vMemory, id)
  return {
    id,
    name: row.text('VM'),
    path: folder.path,
    folderId: folder.id,
    ...(host !== '' && { hostId: links.hostId(host) }),
    ...(pool !== '' && { resourcePoolId: pool }),
    datastoreIds: distinct(disks.map((disk) => disk.datastoreId)),
    networkIds: distinct(networks).map(links.networkId),
    ...NOT_TOLD,
    ...stateOf(row),
    ...systemOf(row, sheets),
    ...toolsOf(rows.of(sheets.vTools, id)[0]),
    ipAddresses: distinct([row.text('Primary IP Address'), ...addressesOf(nicRows)]),
    guestDisks: guestDisksOf(rows.of(sheets.vPartition, id)),
    coresPerSocket: Math.max(1, Math.round(cpu?.number('Cores p/s') ?? 1)),
    cpuHotAdd: cpu?.flag('Hot Add') ?? false,
    cpuHotRemove: cpu?.flag('Hot Remove') ?? false,
    memoryHotAdd: memory?.flag('Hot Add') ?? false,
    snapshotCount: snapshots.length,
    snapshots,
    controllers: controllersOf(rows.of(sheets.vDisk, id)),
    disks,
    nics: nicsOf(nicRows, links.networkId),
  }
}

function stateOf(row: InfoRow) {
  return {
    powerState: powerOf(row.text('Powerstate')),
    connectionState:
      CONNECTION_STATES.find((one) => one === row.text('Connection state').toLowerCase()) ?? 'connected',
    isTemplate: row.flag('Template') ?? false,
    consolidationNeeded: row.flag('Consolidation Needed') ?? false,
    faultTolerance: !/^(?:notconfigured)?$/i.test(row.text('FT State')),
    usedBytes: row.bytes('In Use MiB') ?? 0,
  }
}

function systemOf(row: InfoRow, { vInfo }: Sheets) {
  const configured = row.text('OS according to the configuration file')
  const hardware = row.text('HW version')
  const both = vInfo.has('SMBIOS UUID')
  return {
    // With both columns, "VM UUID" is that of vCenter.
    uuid: both ? row.text('SMBIOS UUID') : row.text('VM UUID'),
    instanceUuid: both ? row.text('VM UUID') : '',
    firmware: row.text('Firmware').toLowerCase() === 'efi' ? ('efi' as const) : ('bios' as const),
    secureBoot: row.flag('EFI Secure boot') ?? false,
    guestName: row.text('OS according to the VMware Tools') || configured,
    configuredGuestName: configured,
    guestHostName: row.text('DNS Name'),
    guestDetails: row.text('Guest Detailed Data'),
    cpuCount: Math.round(row.number('CPUs') ?? 0),
    memoryMiB: Math.round(row.number('Memory') ?? 0),
    changeTracking: row.flag('CBT') ?? false,
    diskUuidsShown: row.flag('EnableUUID') ?? false,
    hardwareVersion: /^\d+$/.test(hardware) ? `vmx-${hardware.padStart(2, '0')}` : hardware,
  }
}

const CONNECTION_STATES = ['connected', 'disconnected', 'orphaned', 'inaccessible', 'invalid'] as const

function powerOf(text: string): Vm['powerState'] {
  const word = text.toLowerCase()
  return word === 'poweredon' ? 'poweredOn' : word === 'suspended' ? 'suspended' : 'poweredOff'
}

function distinct(items: readonly string[]): string[] {
  return [...new Set(items.filter((item) => item !== ''))]
}

/** What no workbook tells; the list of unknown properties names each of them. */
const NOT_TOLD = {
  tpm: false,
  guestId: '',
  guestFamily: '',
  configuredGuestId: '',
  toolsInstallerMounted: false,
  guestNics: [],
  guestRoutes: [],
  nestedVirtualization: false,
  cpuAffinity: [],
  numaNodeAffinity: [],
  autoCoresPerSocket: false,
  encrypted: false,
  vAppOptions: false,
  managedBy: '',
  replicated: false,
  question: '',
  devices: [],
}
