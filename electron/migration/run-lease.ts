/** The lease of a plan within its run: what is noted and told about it. */
import type { NewEvent } from './context.ts'
import type { RunLease } from './run-ends.ts'

export interface LeaseFollower {
  readonly lease: RunLease
  /** The lease is ours for the first time. */
  readonly onHeld: () => void
  readonly log: (event: NewEvent) => void
  readonly publish: () => void
}

/** Looks for the lease for the first time, and tells from then on what becomes of it, once each. */
export function followLease({ lease, onHeld, log, publish }: LeaseFollower): Promise<void> {
  let last = ''
  let wasLost = false
  return lease.start(() => {
    publish()
    const lost = lease.watching()
    const missing = lease.missing()
    const now = lost
      ? `lost:${lease.drivenBy()?.computer ?? ''}`
      : missing
        ? 'without'
        : lease.isHeld()
          ? 'held'
          : last
    if (now === last) return
    last = now
    if (lost) log({ type: 'warning', message: `${lost.message} This one only watches.` })
    if (missing) log({ type: 'warning', message: `${WITHOUT} ${missing.message}` })
    if (now !== 'held') {
      wasLost ||= lost !== undefined
      return
    }
    if (wasLost) log({ type: 'warning', message: 'This Palletjack has taken the run over.' })
    wasLost = false
    onHeld()
  })
}

const WITHOUT = 'Palletjack keeps no lease for this plan, so two desktops could drive it at once.'
