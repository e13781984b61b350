import { formatRange } from '../../../shared/units.ts'

/** Bytes per second that all copies of a run reach together: a slow and a fast management network. */
const SLOW = 50 * 1024 * 1024
const FAST = 200 * 1024 * 1024

/** How long the VMs of a cold plan stand still, before anything was measured. */
export function roughDowntime(diskBytes: number): string {
  return formatRange((diskBytes / FAST) * 1000, (diskBytes / SLOW) * 1000)
}

export const DOWNTIME_BASIS = 'A rough guess: whole disks at 50-200 MiB/s together, conversion not counted.'
