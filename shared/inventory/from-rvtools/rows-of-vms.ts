/** Which VM a row is about: by its id where the sheet has one, otherwise by name and place. */
import type { Column } from './sheets.ts'
import type { Sheet, SheetRow } from './table.ts'
import type { Sheets } from './workbook.ts'

type VmSheet = 'vCPU' | 'vMemory' | 'vDisk' | 'vPartition' | 'vNetwork' | 'vSnapshot' | 'vTools'
type OfVm = SheetRow<'VM' | 'VM ID' | 'Datacenter' | 'Cluster' | 'Host'>

interface Machine {
  readonly id: string
  readonly row: SheetRow<Column<'vInfo'>>
}

export interface RowsOfVms {
  readonly machines: readonly Machine[]
  of<S extends VmSheet>(sheet: Sheet<S>, vmId: string): readonly SheetRow<Column<S>>[]
}

export function createRowsOfVms({ vInfo }: Sheets): RowsOfVms {
  const machines = machinesOf(vInfo.rows)
  const byPlace = new Map<string, string>()
  const byName = new Map<string, string>()
  const ids = new Set(machines.map(({ id }) => id))
  for (const { id, row } of machines) {
    if (!byPlace.has(placeOf(row))) byPlace.set(placeOf(row), id)
    if (!byName.has(row.text('VM'))) byName.set(row.text('VM'), id)
  }
  const idOf = (row: OfVm): string | undefined => {
    const id = row.text('VM ID')
    return ids.has(id) ? id : (byPlace.get(placeOf(row)) ?? byName.get(row.text('VM')))
  }
  const grouped = new Map<unknown, ReadonlyMap<string | undefined, readonly OfVm[]>>()
  return {
    machines,
    of(sheet, vmId) {
      const rows: readonly OfVm[] = sheet.rows
      const groups = grouped.get(sheet) ?? Map.groupBy(rows, idOf)
      grouped.set(sheet, groups)
      return groups.get(vmId) ?? []
    },
  }
}

/**
 * Ids of the workbook; the name for a VM without one. Workbooks of several vCenters that were joined can have an id
 * twice: the second gets its number behind it.
 */
function machinesOf(rows: readonly SheetRow<Column<'vInfo'>>[]): Machine[] {
  const taken = new Map<string, number>()
  return rows.flatMap((row) => {
    const name = row.text('VM')
    // A placeholder of Site Recovery Manager is not the machine: it has no disks and cannot be powered on.
    if (name === '' || row.flag('SRM Placeholder') === true) return []
    const wanted = row.text('VM ID') || name
    const count = (taken.get(wanted) ?? 0) + 1
    taken.set(wanted, count)
    return [{ id: count === 1 ? wanted : `${wanted}#${count}`, row }]
  })
}

function placeOf(row: OfVm): string {
  return [row.text('VM'), row.text('Datacenter'), row.text('Cluster'), row.text('Host')].join('\n')
}
