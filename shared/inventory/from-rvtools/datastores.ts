/** vDatastore: datastores, also those that only paths of disks name. */
import type { Datastore } from '../model.ts'
import { datastoreName } from './disks.ts'
import type { Sheets } from './workbook.ts'

export interface Datastores {
  readonly datastores: Datastore[]
  idOf(name: string): string
  /** Names of the hosts that mount each, where the workbook tells. */
  readonly hosts: ReadonlyMap<string, readonly string[]>
}

export function readDatastores(sheets: Sheets): Datastores {
  const datastores = new Map<string, Datastore>()
  const hosts = new Map<string, readonly string[]>()
  for (const row of sheets.vDatastore.rows) {
    const name = row.text('Name')
    if (name === '' || datastores.has(name)) continue
    const id = row.text('Object ID') || name
    const address = row.text('Address')
    datastores.set(name, {
      ...namedDatastore(name),
      id,
      type: row.text('Type'),
      version: row.text('Version'),
      capacityBytes: row.bytes('Capacity MiB') ?? 0,
      freeBytes: row.bytes('Free MiB') ?? 0,
      accessible: row.flag('Accessible') ?? true,
      maintenanceMode: row.text('Maintenance Mode') || 'normal',
      shared: (row.number('# Hosts') ?? 0) > 1,
      backing: address === '' ? [] : [address],
    })
    hosts.set(id, namesIn(row.text('Hosts')))
  }
  for (const row of sheets.vDisk.rows) {
    const name = datastoreName(row.text('Disk Path'))
    if (name !== '' && !datastores.has(name)) datastores.set(name, namedDatastore(name))
  }
  return {
    datastores: [...datastores.values()],
    idOf: (name) => datastores.get(name)?.id ?? name,
    hosts,
  }
}

function namedDatastore(name: string): Datastore {
  return {
    id: name,
    name,
    type: '',
    version: '',
    capacityBytes: 0,
    freeBytes: 0,
    uncommittedBytes: 0,
    accessible: true,
    maintenanceMode: 'normal',
    shared: false,
    backing: [],
  }
}

export function namesIn(cell: string): string[] {
  return cell.split(/[,;]\s*/).filter((name) => name !== '')
}
