/** vDisk: the disks of a VM, and what the workbook tells of their controllers. */
import { withoutSnapshotSuffix } from '../from-vsphere/names.ts'
import type { VmController, VmDisk } from '../model.ts'
import type { Column } from './sheets.ts'
import type { SheetRow } from './table.ts'

type DiskRow = SheetRow<Column<'vDisk'>>

/** Keys that vSphere gives to the first controller of each kind. */
const FIRST_KEY = { ide: 200, scsi: 1_000, sata: 15_000, nvme: 31_000, unknown: 0 }

export function disksOf(rows: readonly DiskRow[], datastoreId: (name: string) => string): VmDisk[] {
  return rows.map((row, at) => {
    const path = row.text('Disk Path')
    const file = withoutSnapshotSuffix(path)
    const thin = row.flag('Thin')
    const { bus, controllerKey } = controllerOf(row)
    return {
      key: whole(row.number('Disk Key')) ?? 2_000 + at,
      label: row.text('Disk') || `Hard disk ${at + 1}`,
      file,
      ...(path !== file && { currentFile: path }),
      capacityBytes: row.bytes('Capacity MiB') ?? 0,
      datastoreId: datastoreId(datastoreName(path)),
      bus,
      controllerKey,
      unitNumber: whole(row.number('Unit #')) ?? at,
      mode: row.text('Disk Mode'),
      shared: /multi/i.test(row.text('Sharing mode')),
      rdm: rdmOf(row),
      uuid: row.text('Disk UUID'),
      backing: '',
      ...(thin !== undefined && { thin }),
      chainLength: 1,
      lunUuid: row.text('Raw LUN ID'),
      encrypted: false,
      changeTracking: false,
    }
  })
}

export function controllersOf(rows: readonly DiskRow[]): VmController[] {
  const controllers = new Map<number, VmController>()
  for (const row of rows) {
    const { controllerKey: key, bus, busNumber } = controllerOf(row)
    const sharedBus = row.text('Shared Bus')
    if (bus !== 'unknown' && !controllers.has(key))
      controllers.set(key, { key, kind: '', busNumber, sharedBus })
  }
  return [...controllers.values()]
}

/** "[gold] web-01/web-01.vmdk". */
export function datastoreName(path: string): string {
  return /^\[([^\]]+)\]/.exec(path)?.[1] ?? ''
}

/** "SCSI controller 0", "SATA controller 1", "IDE 0", "NVME controller 0". */
function controllerOf(row: DiskRow): Pick<VmDisk, 'bus' | 'controllerKey'> & { readonly busNumber: number } {
  const [, word = '', number = '0'] = /(scsi|sata|ahci|ide|nvme)\D*(\d*)/i.exec(row.text('Controller')) ?? []
  const kind = word.toLowerCase().replace('ahci', 'sata')
  const bus = (['scsi', 'sata', 'ide', 'nvme'] as const).find((one) => one === kind) ?? 'unknown'
  const busNumber = Number(number)
  return { bus, busNumber, controllerKey: FIRST_KEY[bus] + busNumber }
}

function rdmOf(row: DiskRow): VmDisk['rdm'] {
  if (row.flag('Raw') !== true) return 'none'
  return /physical/i.test(row.text('Raw Comp. Mode')) ? 'physical' : 'virtual'
}

function whole(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value)
}
