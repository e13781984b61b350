/** What can be asked for in rows; each kind has its own table of fields. */
export const INVENTORY_KINDS = ['vms', 'hosts', 'clusters', 'datastores', 'networks'] as const
export type InventoryKind = (typeof INVENTORY_KINDS)[number]

/** Trees that an estate is browsed by. */
export const TREE_KINDS = ['folders', 'hosts', 'datastores', 'networks'] as const
