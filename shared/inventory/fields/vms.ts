/** Fields of virtual machines. */
import type { Vm } from '../model.ts'
import type { RowTable } from './estate.ts'
import { VM_COMPUTE_FIELDS } from './vm-compute.ts'
import { VM_GENERAL_FIELDS } from './vm-general.ts'
import { VM_GUEST_FIELDS } from './vm-guest.ts'
import { VM_MIGRATION_FIELDS } from './vm-migration.ts'
import { VM_NETWORK_FIELDS } from './vm-network.ts'
import { VM_STORAGE_FIELDS } from './vm-storage.ts'
import { searchable } from './words.ts'

export const VM_FIELDS: RowTable<Vm> = {
  fields: [
    ...VM_GENERAL_FIELDS,
    ...VM_GUEST_FIELDS,
    ...VM_COMPUTE_FIELDS,
    ...VM_STORAGE_FIELDS,
    ...VM_NETWORK_FIELDS,
    ...VM_MIGRATION_FIELDS,
  ],
  searchText: ({ it, estate }) =>
    searchable([
      it.name,
      it.guestName,
      it.guestHostName,
      it.path,
      estate.hosts.get(it.hostId ?? '')?.name,
      estate.clusterOf(it)?.name,
      ...it.ipAddresses,
      ...(it.tags ?? []).map((tag) => tag.name),
    ]),
}
