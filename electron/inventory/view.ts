import type { InventoryView } from '../../shared/contract/inventory.ts'
import type { Inventory } from '../../shared/inventory/model.ts'

export const NO_COUNTS: InventoryView['counts'] = {
  vms: 0,
  templates: 0,
  unreachable: 0,
  clusters: 0,
  hosts: 0,
  datastores: 0,
  networks: 0,
}

export function countsOf(inventory: Inventory): InventoryView['counts'] {
  return {
    vms: inventory.vms.length,
    templates: inventory.vms.filter((vm) => vm.isTemplate).length,
    unreachable: inventory.vms.filter((vm) => vm.connectionState !== 'connected').length,
    clusters: inventory.clusters.length,
    hosts: inventory.hosts.length,
    datastores: inventory.datastores.length,
    networks: inventory.networks.length,
  }
}
