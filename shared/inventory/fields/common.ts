/** Fields that several kinds of rows have in common. */
import { list, number, text, type Field } from '../../query/field.ts'
import type { Row } from './estate.ts'
import { datacenterName, distinct, folderPath } from './words.ts'

interface Placed {
  readonly id: string
  readonly parentId?: string | undefined
}

export function folderField<Item extends Placed>(): Field<Row<Item>> {
  const path = ({ it, estate }: Row<Item>) => folderPath(estate, it.parentId)
  return text('folder', 'Folder', 'Folder path with the datacenter.', path, { also: ['path'] })
}

export function datacenterField<Item extends Placed>(): Field<Row<Item>> {
  const name = ({ it, estate }: Row<Item>) => datacenterName(estate, it.parentId)
  return text('datacenter', 'Datacenter', 'Name of its datacenter.', name, { also: ['dc'] })
}

/** How many hosts, and which. `doc` goes on from "Hosts that". */
export function hostFields<Item extends Placed>(
  kind: 'datastores' | 'networks',
  doc: string,
): Field<Row<Item>>[] {
  const hosts = ({ it, estate }: Row<Item>) => estate.hostsWith(kind, it.id)
  return [
    number('hosts', 'Hosts', `Hosts that ${doc}.`, (row: Row<Item>) => hosts(row).length),
    list('host', 'Host names', `Names of the hosts that ${doc}.`, (row: Row<Item>) =>
      distinct(hosts(row).map((host) => host.name)),
    ),
  ]
}
