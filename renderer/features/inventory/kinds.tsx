import type { InventoryKind, InventoryRow } from '../../../shared/contract/inventory.ts'
import type { TableColumn } from '../../ui/table-columns.ts'
import {
  CLUSTER_COLUMN_FIELDS,
  clusterColumns,
  DATASTORE_COLUMN_FIELDS,
  datastoreColumns,
  HOST_COLUMN_FIELDS,
  hostColumns,
  NETWORK_COLUMN_FIELDS,
  networkColumns,
} from './estate-columns.tsx'
import { VM_COLUMN_FIELDS, vmColumns } from './vm-columns.tsx'

export interface KindWords {
  readonly title: string
  readonly one: string
  readonly many: string
}

export interface Kind {
  readonly what: KindWords
  /** What the columns read. */
  readonly fields: readonly string[]
  readonly columnsOf: (compact: boolean) => TableColumn<InventoryRow>[]
}

/** The five lists of an inventory. */
export const KINDS: Readonly<Record<InventoryKind, Kind>> = {
  vms: {
    what: { title: 'Virtual machines', one: 'VM', many: 'VMs' },
    fields: VM_COLUMN_FIELDS,
    columnsOf: vmColumns,
  },
  hosts: {
    what: { title: 'Hosts', one: 'host', many: 'hosts' },
    fields: HOST_COLUMN_FIELDS,
    columnsOf: hostColumns,
  },
  clusters: {
    what: { title: 'Clusters', one: 'cluster', many: 'clusters' },
    fields: CLUSTER_COLUMN_FIELDS,
    columnsOf: clusterColumns,
  },
  datastores: {
    what: { title: 'Datastores', one: 'datastore', many: 'datastores' },
    fields: DATASTORE_COLUMN_FIELDS,
    columnsOf: datastoreColumns,
  },
  networks: {
    what: { title: 'Networks', one: 'network', many: 'networks' },
    fields: NETWORK_COLUMN_FIELDS,
    columnsOf: networkColumns,
  },
}
