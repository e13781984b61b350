/** What goes wrong with the keychain of an operating system, in words. */
import type { Problem } from '../problem.ts'

/** By the names that they have for programs. */
const STORES: Readonly<Record<string, string>> = {
  gnome_libsecret: 'GNOME Keyring',
  kwallet: 'KWallet',
  kwallet5: 'KWallet',
  kwallet6: 'KWallet',
  keychain: 'Keychain of macOS',
  dpapi: 'Windows data protection',
  // The same systems, as they are asked where Electron does not run.
  'secret-service': 'Secret Service',
  'keychain-item': 'Keychain of macOS',
  'credential-manager': 'Windows Credential Manager',
}

/** The operating system's store as people call it; the name it has for programs where there is no other. */
export function storeName(backend: string): string {
  return STORES[backend] ?? backend
}

/** `why`: a sentence. */
export function noKeychain(why: string, detail?: string): Problem {
  return {
    code: 'vault.no-keychain',
    message: why,
    meaning: 'Nothing was changed.',
    remedy: 'Use a passphrase or the recovery code.',
    ...(detail !== undefined && detail !== '' && { detail }),
  }
}

/** The store answers, and does not give back what was put into it. */
export function keychainChanged(backend: string, detail?: string): Problem {
  return {
    code: 'vault.keychain-changed',
    message: `The key that this computer kept in its keychain (${storeName(backend)}) is not the vault's any more.`,
    meaning: 'Nothing was changed. The vault itself is whole.',
    remedy: 'Unlock with the passphrase or the recovery code, then set this computer up again.',
    ...(detail !== undefined && detail !== '' && { detail }),
  }
}

/** `kept`, `here`: stores. The desktop application asks another one than the browser door and the command line. */
export function keptElsewhere(kept: string, here: string): Problem {
  return {
    code: 'vault.no-slot',
    message: `The vault's key is in ${storeName(kept)}, set up by another way of running Palletjack; this one asks ${storeName(here)}.`,
    meaning: 'Nothing was changed.',
    remedy: 'Unlock with the passphrase or the recovery code, then set the keychain up here too.',
  }
}
