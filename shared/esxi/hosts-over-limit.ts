/** Which hosts a choice of VMs asks for more copies than they bear: those whose NFC memory is worth raising. */
import type { Host, Vm } from '../inventory/model.ts'
import { DEFAULT_COPIES_PER_HOST } from '../migration/scheduler.ts'
import { MOST_COPIES_PER_HOST } from './copy-limit.ts'

export interface HostOverLimit {
  readonly hostId: string
  readonly hostName: string
  /** Of the chosen VMs, those that are on it. */
  readonly vms: number
  /** Disks that these have: each is a copy. */
  readonly disks: number
  /** Copies that it bears now. */
  readonly limit: number
}

/**
 * Hosts with more chosen VMs or disks than copies run there at once, the fullest first. A host that already bears as
 * many copies as ever run from one is not among them: more memory would change nothing.
 * @param limitOf what is known of a host; left out, each bears what the default memory does.
 */
export function hostsOverLimit(
  vms: readonly (Pick<Vm, 'hostId'> & { readonly disks: { readonly length: number } })[],
  hosts: readonly Pick<Host, 'id' | 'name'>[],
  limitOf: (hostId: string) => number = () => DEFAULT_COPIES_PER_HOST,
): HostOverLimit[] {
  const counted = new Map<string, { vms: number; disks: number }>()
  for (const { hostId, disks } of vms) {
    if (hostId === undefined) continue
    const before = counted.get(hostId) ?? { vms: 0, disks: 0 }
    counted.set(hostId, { vms: before.vms + 1, disks: before.disks + disks.length })
  }
  const names = new Map(hosts.map(({ id, name }) => [id, name]))
  return [...counted]
    .map(([hostId, counts]) => ({
      hostId,
      hostName: names.get(hostId) ?? hostId,
      ...counts,
      limit: limitOf(hostId),
    }))
    .filter((host) => Math.min(Math.max(host.vms, host.disks), MOST_COPIES_PER_HOST) > host.limit)
    .sort((a, b) => b.disks - a.disks || b.vms - a.vms || a.hostName.localeCompare(b.hostName, 'en'))
}
