import { formatRange } from '../../../shared/units.ts'

/** Bytes per second that all copies of a run reach together: a slow and a fast management network. */
const SLOW = 50 * 1024 * 1024
const FAST = 200 * 1024 * 1024

/** How long the VMs of a cold plan stand still, before anything was measured. */
export function roughDowntime(diskBytes: number): string {
  return formatRange((diskBytes / FAST) * 1000, (diskBytes / SLOW) * 1000)
}

const MINUTE = 60_000

/** How long one VM of a warm plan stands still in its cutover, before anything was measured. */
export const WARM_DOWNTIME = formatRange(2.5 * MINUTE, 14 * MINUTE)

export const WARM_DOWNTIME_BASIS =
  'A rough guess: shutdown, conversion and start; what changed since the copy before comes on top. Before the cutover there is a forecast from what was measured.'

export const DOWNTIME_BASIS = 'A rough guess: whole disks at 50-200 MiB/s together, conversion not counted.'
