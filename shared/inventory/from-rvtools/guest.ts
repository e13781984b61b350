/** vTools, vPartition and vSnapshot: what the guest tells, and what the VM runs on. */
import type { GuestDisk, Vm, VmSnapshot } from '../model.ts'
import type { Column } from './sheets.ts'
import type { SheetRow } from './table.ts'

/** guest.toolsStatus, as RVTools writes it. */
const TOOLS: Readonly<Record<string, { readonly tools: Vm['tools']; readonly toolsVersion: string }>> = {
  toolsok: { tools: 'running', toolsVersion: 'guestToolsCurrent' },
  toolsold: { tools: 'running', toolsVersion: 'guestToolsNeedUpgrade' },
  toolsnotrunning: { tools: 'notRunning', toolsVersion: '' },
  toolsnotinstalled: { tools: 'notInstalled', toolsVersion: 'guestToolsNotInstalled' },
}

export function toolsOf(row: SheetRow<Column<'vTools'>> | undefined) {
  const known = TOOLS[row?.text('Tools').toLowerCase() ?? ''] ?? {
    tools: 'unknown' as const,
    toolsVersion: '',
  }
  return { ...known, guestOperationsReady: row?.flag('Operation Ready') ?? false }
}

export function guestDisksOf(rows: readonly SheetRow<Column<'vPartition'>>[]): GuestDisk[] {
  return rows.map((row) => {
    const diskKey = row.number('Disk Key')
    return {
      path: row.text('Disk'),
      capacityBytes: row.bytes('Capacity MiB') ?? 0,
      freeBytes: row.bytes('Free MiB') ?? 0,
      fileSystem: '',
      ...(diskKey !== undefined && { diskKey: Math.round(diskKey) }),
    }
  })
}

/** In the order of the sheet: RVTools lists parents first. */
export function snapshotsOf(vmId: string, rows: readonly SheetRow<Column<'vSnapshot'>>[]): VmSnapshot[] {
  return rows.map((row, at) => ({
    id: `${vmId}-snapshot-${at + 1}`,
    name: row.text('Name'),
    createdAt: row.time('Date / time'),
    quiesced: row.flag('Quiesced') ?? false,
    current: at === rows.length - 1,
  }))
}
