/**
 * How long copies take, as ranges. The fast ends are rates that Red Hat published for the Migration Toolkit for
 * Virtualization (one disk 76.5 MB/s, one host 253 MB/s, eight hosts 802 MB/s); the slow ends are half of them.
 */
import type { Vm, VmDisk } from '../inventory/model.ts'
import type { DiskEstimate } from './estimate-model.ts'

export interface Span {
  readonly from: number
  readonly to: number
}

/** Bytes per second. */
export interface CopyRates {
  readonly disk: Span
  readonly host: Span
  readonly estate: Span
}

export const COPY_RATES: CopyRates = {
  disk: { from: 38e6, to: 76.5e6 },
  host: { from: 126e6, to: 253e6 },
  estate: { from: 400e6, to: 802e6 },
}

/** Guest conversion with virt-v2v and the first start, per VM (ms). Experience, not a measurement. */
export const CONVERSION_MS: Span = { from: 3 * 60_000, to: 15 * 60_000 }

/** Bytes that a copy reads: at least what is in use, at most the whole disk. */
function bytesToCopy(disk: Pick<VmDisk, 'capacityBytes'>, used: number): Span {
  return { from: disk.capacityBytes * used, to: disk.capacityBytes }
}

/** Share of its disks that a VM has in use, 0 to 1; 1 where that is not known. */
function usedShare(vm: Pick<Vm, 'usedBytes' | 'disks'>): number {
  const capacity = vm.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0)
  if (!(capacity > 0) || !(vm.usedBytes > 0)) return 1
  return Math.min(1, vm.usedBytes / capacity)
}

/** Time at a rate (ms): the least bytes at the best rate, all bytes at the worst. */
export function timeOf(bytes: Span, rate: Span): Span {
  return { from: (bytes.from / rate.to) * 1000, to: (bytes.to / rate.from) * 1000 }
}

/** Each disk on its own, with its host to itself. */
export function diskEstimates(
  vms: readonly Pick<Vm, 'id' | 'usedBytes' | 'disks'>[],
  rates = COPY_RATES,
): DiskEstimate[] {
  return vms.flatMap((vm) => {
    const share = usedShare(vm)
    return vm.disks.map((disk) => {
      const { from, to } = timeOf(bytesToCopy(disk, share), rates.disk)
      const { label, capacityBytes } = disk
      return { vmId: vm.id, label, bytes: capacityBytes, from: Math.round(from), to: Math.round(to) }
    })
  })
}

/** What a set of disks on one host adds up to. */
export interface Load {
  disks: number
  /** Capacity. */
  bytes: number
  /** In use. */
  used: number
  /** Times of all copies, added up, and the longest one (ms). */
  readonly sum: { from: number; to: number }
  readonly longest: { from: number; to: number }
}

export function emptyLoad(): Load {
  return { disks: 0, bytes: 0, used: 0, sum: { from: 0, to: 0 }, longest: { from: 0, to: 0 } }
}

export function addVm(load: Load, vm: Pick<Vm, 'usedBytes' | 'disks'>, rates = COPY_RATES): void {
  const share = usedShare(vm)
  for (const disk of vm.disks) {
    const bytes = bytesToCopy(disk, share)
    const time = timeOf(bytes, rates.disk)
    load.disks += 1
    load.bytes += bytes.to
    load.used += bytes.from
    load.sum.from += time.from
    load.sum.to += time.to
    load.longest.from = Math.max(load.longest.from, time.from)
    load.longest.to = Math.max(load.longest.to, time.to)
  }
}

/** How long a host is busy with a load: bound by its longest copy, its connections and its own rate (ms). */
export function busyTime({ bytes, used, sum, longest }: Load, connections: number, rates = COPY_RATES): Span {
  const whole = timeOf({ from: used, to: bytes }, rates.host)
  const slots = Math.max(1, connections)
  return {
    from: Math.round(Math.max(whole.from, longest.from, sum.from / slots)),
    to: Math.round(Math.max(whole.to, longest.to, sum.to / slots)),
  }
}
