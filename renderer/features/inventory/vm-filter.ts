import type { Inventory, Vm } from '../../../shared/inventory/model.ts'

export interface VmFilter {
  /** Words that must all occur in name, guest, folder, host or address. */
  readonly q?: string | undefined
  /** Folder path; its subfolders count too. */
  readonly folder?: string | undefined
  /** Id of a cluster or a host. */
  readonly place?: string | undefined
}

/** The VMs that pass the filter, in the order of the inventory. */
export function filterVms(inventory: Inventory, filter: VmFilter): Vm[] {
  const words = (filter.q ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const hosts = hostIdsOf(inventory, filter.place)
  const hostNames = new Map(inventory.hosts.map((host) => [host.id, host.name]))
  return inventory.vms.filter((vm) => {
    if (filter.folder && vm.path !== filter.folder && !vm.path.startsWith(`${filter.folder}/`)) return false
    if (hosts && (vm.hostId === undefined || !hosts.has(vm.hostId))) return false
    if (words.length === 0) return true
    const text = [
      vm.name,
      vm.guestName,
      vm.guestHostName,
      vm.path,
      hostNames.get(vm.hostId ?? '') ?? '',
      ...vm.ipAddresses,
    ]
      .join('\n')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

function hostIdsOf(inventory: Inventory, place: string | undefined): Set<string> | undefined {
  if (!place) return undefined
  return new Set(
    inventory.hosts.filter((host) => host.id === place || host.clusterId === place).map((host) => host.id),
  )
}

/** All folder paths that hold VMs, with the folders above them, sorted. */
export function folderPaths(inventory: Inventory): string[] {
  const paths = new Set<string>()
  for (const { path } of inventory.vms) {
    const parts = path.split('/')
    for (let end = 1; end <= parts.length; end += 1) paths.add(parts.slice(0, end).join('/'))
  }
  paths.delete('')
  return [...paths].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

export interface Place {
  readonly id: string
  readonly label: string
  readonly isCluster: boolean
}

/** Clusters, each followed by its hosts; hosts without a cluster come last. */
export function places(inventory: Inventory): Place[] {
  const hostsOf = (clusterId: string | undefined) =>
    inventory.hosts
      .filter((host) => host.clusterId === clusterId)
      .map((host) => ({ id: host.id, label: host.name, isCluster: false }))
  return [
    ...inventory.clusters.flatMap((cluster) => [
      { id: cluster.id, label: cluster.name, isCluster: true },
      ...hostsOf(cluster.id),
    ]),
    ...hostsOf(undefined),
  ]
}

/** Why a VM cannot be migrated at all; undefined when it can be chosen. */
export function vmRefusal(vm: Vm): string | undefined {
  if (vm.isTemplate) return 'A template is not migrated. Deploy a VM from it and choose that one.'
  if (vm.connectionState !== 'connected')
    return `vSphere reports this VM as ${vm.connectionState}. Bring it back in vSphere first.`
  return undefined
}

export function diskBytes(vm: Vm): number {
  return vm.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0)
}
