/** Fields of datastores. */
import { bytes, flag, list, number, text, type Field } from '../../query/field.ts'
import type { Datastore } from '../model.ts'
import { datacenterField, folderField, hostFields } from './common.ts'
import type { Row, RowTable } from './estate.ts'
import { folderPath, percent, searchable } from './words.ts'

const FIELDS: readonly Field<Row<Datastore>>[] = [
  text('name', 'Name', 'Name of the datastore.', ({ it }) => it.name, { also: ['datastore'] }),
  text('type', 'Type', 'Type: vmfs, nfs, nfs41, vsan, vvol, ...', ({ it }) => it.type.toLowerCase(), {
    also: ['kind'],
  }),
  text('version', 'Version', 'Version of the file system.', ({ it }) => it.version),
  bytes(
    'size',
    'Size',
    'Capacity in bytes, so that units work: size >= 1TiB.',
    ({ it }) => it.capacityBytes,
    {
      also: ['capacity'],
    },
  ),
  bytes('free', 'Free', 'Free space.', ({ it }) => it.freeBytes),
  bytes('used', 'Used', 'What is taken.', ({ it }) => Math.max(0, it.capacityBytes - it.freeBytes)),
  number('free-percent', 'Free %', 'Free space in per cent.', ({ it }) =>
    percent(it.freeBytes, it.capacityBytes),
  ),
  bytes(
    'promised',
    'Promised',
    'Promised to thin disks beyond what they take now.',
    ({ it }) => it.uncommittedBytes,
    {
      also: ['uncommitted'],
    },
  ),
  number(
    'promised-percent',
    'Promised %',
    'Taken and promised in per cent of the size; above 100 is overcommitted.',
    ({ it }) => percent(it.capacityBytes - it.freeBytes + it.uncommittedBytes, it.capacityBytes),
  ),
  flag('accessible', 'Accessible', 'It can be reached.', ({ it }) => it.accessible),
  text('maintenance', 'Maintenance', 'Maintenance mode.', ({ it }) => it.maintenanceMode.toLowerCase(), {
    values: ['normal', 'enteringmaintenance', 'inmaintenance'],
  }),
  flag('shared', 'Shared', 'More than one host mounts it.', ({ it }) => it.shared),
  number(
    'vms',
    'VMs',
    'VMs with a file on it, templates included.',
    ({ it, estate }) => estate.vmsOn('datastores', it.id).length,
  ),
  ...hostFields<Datastore>('datastores', 'mount it'),
  list(
    'backing',
    'Backing',
    'Devices of a VMFS, or server:/path of an NFS export.',
    ({ it }) => [...it.backing],
    {
      also: ['naa', 'lun', 'export'],
    },
  ),
  folderField(),
  datacenterField(),
  text(
    'pod',
    'Datastore cluster',
    'Name of its datastore cluster.',
    ({ it, estate }) => estate.foldersAbove(it.parentId).find((folder) => folder.kind === 'storagePod')?.name,
  ),
  text('id', 'Id', "vSphere's id of it, such as datastore-12.", ({ it }) => it.id, { also: ['moref'] }),
]

export const DATASTORE_FIELDS: RowTable<Datastore> = {
  fields: FIELDS,
  searchText: ({ it, estate }) =>
    searchable([it.name, it.type, folderPath(estate, it.parentId), ...it.backing]),
}
