/** The vault's state in words that stand on screens of others. */
import type { SlotKind, VaultStatus } from '../../../shared/vault/model.ts'

export function hasWay(status: VaultStatus | undefined, kind: SlotKind): boolean {
  return (
    (status?.state === 'locked' || status?.state === 'open') &&
    status.slots.some((slot) => slot.kind === kind)
  )
}

/** Where a secret that is given now will be: the end of "The password ...". */
export function whereItStays(status: VaultStatus | undefined): string {
  switch (status?.state) {
    case 'open':
      return 'is kept in the vault, encrypted.'
    case 'locked':
    case 'damaged':
      return 'goes into the vault, which has to be unlocked for that.'
    case 'session':
    case 'unset':
    case undefined:
      return 'stays in memory and ends with Palletjack.'
  }
}

/** Whether secrets outlive the process. */
export function isSealed(status: VaultStatus | undefined): boolean {
  return status?.state === 'open' || status?.state === 'locked' || status?.state === 'damaged'
}
