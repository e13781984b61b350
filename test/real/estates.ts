import type { EstateSize } from './vcsim.ts'

/** A vCenter near the number of VMs that one is built for. */
export const LARGE_ESTATE: EstateSize = {
  datacenters: 1,
  clusters: 20,
  hostsPerCluster: 10,
  vms: 10_000,
  datastores: 8,
  portgroups: 20,
}
