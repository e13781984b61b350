/** What goes wrong with the keychain of an operating system, in words. */
import type { Problem } from '../problem.ts'

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
    message: `The key that this computer kept in ${backend} is not the vault's any more.`,
    meaning: 'Nothing was changed. The vault itself is whole.',
    remedy: 'Unlock with the passphrase or the recovery code, then set this computer up again.',
    ...(detail !== undefined && detail !== '' && { detail }),
  }
}
