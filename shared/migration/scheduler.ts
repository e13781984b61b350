/**
 * Who may copy now. Counted in disk copies per ESXi host: each disk is one NFC connection, and a host's
 * NFC service has room for about ten of them unless its memory was raised.
 */

/** Disk copies that one ESXi host bears with its default NFC memory. */
export const DEFAULT_COPIES_PER_HOST = 10

export interface Claim {
  readonly hostId: string
  /** Disks that this VM would copy, or copies now. */
  readonly disks: number
}

export type Admission = { readonly admitted: true } | { readonly admitted: false; readonly reason: string }

/**
 * May `candidate` start next to `running`? A VM with more disks than the limit starts only alone on its
 * host, so that it starts at all.
 */
export function admit(
  candidate: Claim & { readonly hostName: string },
  running: readonly Claim[],
  limit = DEFAULT_COPIES_PER_HOST,
): Admission {
  const busy = copiesOn(candidate.hostId, running)
  if (busy === 0 || busy + candidate.disks <= limit) return { admitted: true }
  return {
    admitted: false,
    reason: `waits for a slot on ${candidate.hostName}: ${busy} of ${limit} disk copies running, ${candidate.disks} more wanted`,
  }
}

export function copiesOn(hostId: string, running: readonly Claim[]): number {
  return running.filter((claim) => claim.hostId === hostId).reduce((sum, claim) => sum + claim.disks, 0)
}
