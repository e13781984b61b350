/** A key that the operating system keeps for this user on this computer. */
import { fail, type Result } from '../../shared/problem.ts'

export interface DeviceKeys {
  /** Name of the store, for example `gnome_libsecret`; a problem (vault.no-keychain) where there is none that holds. */
  backend(): Promise<Result<string>>
  /** Seals a key; the answer is kept in the vault's file. */
  seal(key: Buffer): Promise<Result<Buffer>>
  /** Problem vault.keychain-changed when the store no longer opens it. `again`: it should be sealed anew. */
  open(sealed: Buffer): Promise<Result<{ readonly key: Buffer; readonly again: boolean }>>
}

/** Where nothing keeps keys for this program: the browser door and the terminal. */
export const NO_DEVICE: DeviceKeys = { backend: refuse, seal: refuse, open: refuse }

function refuse(): Promise<Result<never>> {
  return Promise.resolve(
    fail({
      code: 'vault.no-keychain',
      message: 'This way of running Palletjack has no keychain of the operating system.',
      meaning: 'Nothing was changed.',
      remedy: 'Use a passphrase or the recovery code.',
    }),
  )
}
