/**
 * Who may copy now. Counted in disk copies per ESXi host: each disk is one NFC connection, and a host's
 * NFC service has room for about ten of them unless its memory was raised.
 */

/** Disk copies that one ESXi host bears with its default NFC memory. */
export const DEFAULT_COPIES_PER_HOST = 10

/** A host of a source. Two vCenters have hosts of the same id. */
export interface SourceHost {
  readonly sourceId: string
  readonly hostId: string
}

/** What a VM has of its host: one slot for each disk. */
export interface HeldSlots extends SourceHost {
  readonly disks: number
}

/** What a VM that has not begun wants of its host. */
export interface SlotRequest extends HeldSlots {
  readonly hostName: string
}

/** What is true of the host that is asked for at this moment. */
export interface HostNow {
  /** Disk copies that it bears at once. */
  readonly limit: number
  /** Its settings are being changed, which ends in a restart of its management agent. */
  readonly isBeingEdited: boolean
}

export type Admission = { readonly admitted: true } | { readonly admitted: false; readonly reason: string }

/**
 * May a VM start beside those that hold slots? A VM with more disks than the limit starts only alone on its
 * host, so that it starts at all. On a host that is being edited nothing starts.
 */
export function admit(
  request: SlotRequest,
  held: readonly HeldSlots[],
  { limit, isBeingEdited }: HostNow,
): Admission {
  const { hostName, disks } = request
  if (isBeingEdited) return { admitted: false, reason: waitsForEdit(hostName) }
  const busy = copiesOn(request, held)
  if (busy === 0 || busy + disks <= limit) return { admitted: true }
  return {
    admitted: false,
    reason: `waits for a slot on ${hostName}: ${busy} of ${limit} disk copies running, ${disks} more wanted`,
  }
}

export function waitsForEdit(hostName: string): string {
  return `waits until the settings of ${hostName} are changed`
}

export function copiesOn({ sourceId, hostId }: SourceHost, held: readonly HeldSlots[]): number {
  return held
    .filter((one) => one.sourceId === sourceId && one.hostId === hostId)
    .reduce((sum, { disks }) => sum + disks, 0)
}
