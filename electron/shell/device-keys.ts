/** Keys sealed by Electron's safeStorage, where what stands behind it really keeps them. */
import type { SafeStorage } from 'electron'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { keychainChanged, noKeychain } from '../../shared/vault/keychain.ts'
import type { DeviceKeys } from '../vault/service.ts'

export interface DeviceKeysParts {
  readonly safeStorage: Pick<
    SafeStorage,
    'decryptStringAsync' | 'encryptStringAsync' | 'getSelectedStorageBackend' | 'isAsyncEncryptionAvailable'
  >
  readonly platform: NodeJS.Platform
}

/** To be asked once the application is ready. */
export function createDeviceKeys({ safeStorage, platform }: DeviceKeysParts): DeviceKeys {
  /** That something encrypts is no proof: on Linux it may be with a key that is the same everywhere. */
  const backend: DeviceKeys['backend'] = () =>
    answered(async () => {
      const name = platform === 'linux' ? safeStorage.getSelectedStorageBackend() : OTHERS[platform]
      if (name === undefined || name === 'unknown') return fail(noKeychain(UNKNOWN))
      if (name === 'basic_text') return fail(noKeychain(BASIC))
      return (await safeStorage.isAsyncEncryptionAvailable()) ? ok(name) : fail(noKeychain(CLOSED))
    })

  return {
    backend,
    seal: (key) =>
      answered(async () => {
        const strong = await backend()
        if (!strong.ok) return strong
        return ok(await safeStorage.encryptStringAsync(key.toString('base64')))
      }),
    async open(sealed) {
      const strong = await backend()
      if (!strong.ok) return strong
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(sealed)
        return ok({ key: Buffer.from(result, 'base64'), again: shouldReEncrypt })
      } catch (error) {
        return fail(keychainChanged(strong.value, messageOf(error)))
      }
    },
    // What was sealed is in the vault's file only.
    drop: () => Promise.resolve(),
  }
}

const OTHERS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'keychain', win32: 'dpapi' }

const UNKNOWN = 'The keychain of this desktop is not one that Palletjack knows.'
const BASIC =
  'This desktop has no keychain: what is kept here could be read by every program on any computer.'
const CLOSED = 'The keychain of this desktop is not open.'

async function answered<T>(ask: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await ask()
  } catch (error) {
    return fail(noKeychain('The keychain of this desktop does not answer.', messageOf(error)))
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
