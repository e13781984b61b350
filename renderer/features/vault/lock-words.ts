/** The vault's state in words that stand on screens of others. */
import type { SlotKind, VaultStatus } from '../../../shared/vault/model.ts'

const STORES: Readonly<Record<string, string>> = {
  gnome_libsecret: 'GNOME Keyring',
  kwallet: 'KWallet',
  kwallet5: 'KWallet',
  kwallet6: 'KWallet',
  keychain: 'Keychain of macOS',
  dpapi: 'Windows data protection',
}

/** The operating system's store as people call it; the name it has for programs where there is no other. */
export function storeName(backend: string): string {
  return STORES[backend] ?? backend
}

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
