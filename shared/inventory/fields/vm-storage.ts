/** Disks, datastores and snapshots of a VM. */
import { bytes, flag, list, number, text, type Field } from '../../query/field.ts'
import type { Vm, VmDisk } from '../model.ts'
import type { Estate, Row } from './estate.ts'
import { distinct, largest, sum, withoutPrefix } from './words.ts'

const RDM = ['physical', 'virtual', 'none'] as const

function ofDisks(of: (disk: VmDisk) => string): (row: Row<Vm>) => string[] {
  return ({ it }) => distinct(it.disks.map(of))
}

function datastoresOf({ it, estate }: { readonly it: Vm; readonly estate: Estate }) {
  const ids = new Set([...it.datastoreIds, ...it.disks.map((disk) => disk.datastoreId)])
  return [...ids].flatMap((id) => estate.datastores.get(id) ?? [])
}

export const VM_STORAGE_FIELDS: readonly Field<Row<Vm>>[] = [
  number('disks', 'Disks', 'How many disks it has.', ({ it }) => it.disks.length),
  bytes(
    'disk-size',
    'Disk size',
    'Capacity of all its disks.',
    ({ it }) => sum(it.disks, (disk) => disk.capacityBytes),
    {
      also: ['provisioned', 'size', 'capacity', 'storage'],
    },
  ),
  bytes('largest-disk', 'Largest disk', 'Capacity of its largest disk.', ({ it }) =>
    largest(it.disks.map((disk) => disk.capacityBytes)),
  ),
  bytes(
    'used',
    'Used',
    'What it takes on its datastores, with snapshots and swap.',
    ({ it }) => it.usedBytes,
    {
      also: ['committed'],
    },
  ),
  list('datastore', 'Datastores', 'Names of the datastores that hold its files.', (row) =>
    distinct(datastoresOf(row).map((datastore) => datastore.name)),
  ),
  list('datastore-type', 'Datastore types', 'Types of its datastores: vmfs, nfs, vsan, ...', (row) =>
    distinct(datastoresOf(row).map((datastore) => datastore.type.toLowerCase())),
  ),
  list(
    'disk-file',
    'Disk files',
    "Files of its disks, such as '[gold] web/web.vmdk'.",
    ofDisks((disk) => disk.file),
    {
      also: ['vmdk'],
    },
  ),
  list(
    'disk-mode',
    'Disk modes',
    'Modes of its disks: persistent, independent_persistent, ...',
    ofDisks((disk) => disk.mode),
  ),
  flag('independent', 'Independent disk', 'A disk is left out of snapshots.', ({ it }) =>
    it.disks.some((disk) => disk.mode.startsWith('independent')),
  ),
  list(
    'disk-bus',
    'Disk buses',
    'Buses of its disks.',
    ofDisks((disk) => disk.bus),
    {
      values: ['scsi', 'sata', 'ide', 'nvme', 'unknown'],
      also: ['bus'],
    },
  ),
  list(
    'disk-backing',
    'Disk backings',
    'API classes of the backings of its disks.',
    ofDisks((disk) => disk.backing),
  ),
  list(
    'disk-uuid',
    'Disk UUIDs',
    'UUIDs of its disks.',
    ofDisks((disk) => disk.uuid),
  ),
  list('controller', 'Controllers', 'Kinds of its disk controllers: paravirtualscsi, ...', ({ it }) =>
    distinct(it.controllers.map(({ kind }) => withoutPrefix('Virtual', kind.replace(/Controller$/, '')))),
  ),
  flag('thin', 'Thin disk', 'A disk is thin provisioned.', ({ it }) =>
    someKnown(it.disks, (disk) => disk.thin),
  ),
  flag('thick', 'Thick disk', 'A disk is thick provisioned.', ({ it }) =>
    someKnown(it.disks, (disk) => (disk.thin === undefined ? undefined : !disk.thin)),
  ),
  flag('shared-disk', 'Shared disk', 'A disk is shared with another VM.', ({ it }) =>
    it.disks.some((disk) => disk.shared),
  ),
  flag('shared-bus', 'Shared bus', 'A disk controller shares its bus.', ({ it }) =>
    it.controllers.some(({ sharedBus }) => sharedBus !== '' && sharedBus !== 'noSharing'),
  ),
  text(
    'rdm',
    'Raw device mapping',
    'Raw device mapping among its disks; physical where there are both kinds.',
    ({ it }) => RDM.find((kind) => it.disks.some((disk) => disk.rdm === kind)) ?? 'none',
    { values: RDM, also: ['raw'] },
  ),
  list(
    'lun',
    'LUNs',
    'LUNs of its raw device mappings.',
    ofDisks((disk) => disk.lunUuid),
  ),
  flag(
    'cbt',
    'Changed block tracking (CBT)',
    'Change tracking is on for the VM.',
    ({ it }) => it.changeTracking,
    {
      also: ['change-tracking', 'ctk'],
    },
  ),
  number(
    'cbt-disks',
    'Tracked disks',
    'How many of its disks have change tracking.',
    ({ it }) => it.disks.filter((disk) => disk.changeTracking).length,
  ),
  flag(
    'disk-serials',
    'Disk serials',
    'The guest sees disk serials (disk.EnableUUID).',
    ({ it }) => it.diskUuidsShown,
  ),
  number('snapshots', 'Snapshots', 'How many snapshots it has.', ({ it }) => it.snapshotCount, {
    also: ['snaps'],
  }),
  list('snapshot', 'Snapshot names', 'Names of its snapshots.', ({ it }) =>
    it.snapshots.map((snapshot) => snapshot.name),
  ),
  text(
    'oldest-snapshot',
    'Oldest snapshot',
    "When its oldest snapshot was made; compare with a date, as in oldest-snapshot < '2026-01-31'.",
    ({ it }) => it.snapshots.map((snapshot) => snapshot.createdAt).sort()[0],
  ),
  number('chain', 'Disk chain', 'Files in its longest chain of snapshots; 1 without a snapshot.', ({ it }) =>
    largest(it.disks.map((disk) => disk.chainLength)),
  ),
  flag(
    'consolidation',
    'Needs consolidation',
    'Its disks need consolidation.',
    ({ it }) => it.consolidationNeeded,
  ),
]

/** Unknown only where nothing is known: one disk that is so is enough. */
function someKnown(disks: readonly VmDisk[], is: (disk: VmDisk) => boolean | undefined): boolean | null {
  const known = disks.map(is).filter((value) => value !== undefined)
  return known.length === 0 ? null : known.includes(true)
}
