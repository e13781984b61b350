import type { InventoryKind } from '../../contract/inventory.ts'
import type { FieldInfo } from '../../query/field.ts'
import { CLUSTER_FIELDS } from './clusters.ts'
import { DATASTORE_FIELDS } from './datastores.ts'
import { HOST_FIELDS } from './hosts.ts'
import { NETWORK_FIELDS } from './networks.ts'
import { VM_FIELDS } from './vms.ts'

const TABLES = {
  vms: VM_FIELDS,
  hosts: HOST_FIELDS,
  clusters: CLUSTER_FIELDS,
  datastores: DATASTORE_FIELDS,
  networks: NETWORK_FIELDS,
} as const

/** The fields of a kind of row: enough to parse, complete and explain a query about it. */
export function fieldsOf(kind: InventoryKind): readonly FieldInfo[] {
  return TABLES[kind].fields
}
