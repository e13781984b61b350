/**
 * Keys in the operating system's keychain, for a process that Electron does not run: the Secret Service on Linux,
 * the Keychain on macOS, the Credential Manager on Windows. Each key is an entry of its own, so that an entry is never
 * replaced before the vault's file is; the file holds the entry's name only.
 */
import { createHash, randomBytes } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import type { AsyncEntry } from '@napi-rs/keyring'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { keychainChanged, noKeychain } from '../../shared/vault/keychain.ts'
import type { DeviceKeys } from './service.ts'

/** The part of an entry that is used. */
export type KeyringEntry = Pick<AsyncEntry, 'setSecret' | 'getSecret' | 'deleteCredential'>

export interface KeyringOptions {
  /** State directory: a key belongs to it, and another one never sees it. */
  readonly home: string
  readonly platform?: NodeJS.Platform
  /** Throws where there is no store. The operating system's unless given. */
  readonly entry?: (service: string, account: string) => Promise<KeyringEntry>
}

const SERVICE = 'palletjack'
const BACKENDS: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'secret-service',
  darwin: 'keychain-item',
  win32: 'credential-manager',
}
const HANDLE_BYTES = 16

export function createKeyring(options: KeyringOptions): DeviceKeys {
  const { home, platform = process.platform, entry = systemEntry } = options
  const backend = BACKENDS[platform] ?? 'keyring'
  const at = async (handle: Buffer): Promise<KeyringEntry> =>
    entry(SERVICE, `${await homeName(home)}/${handle.toString('hex')}`)

  return {
    async backend() {
      return asked(async () => {
        // Also where there is a store, only an answer shows that it opens.
        await (await at(Buffer.alloc(HANDLE_BYTES))).getSecret()
        return ok(backend)
      })
    },
    seal: (key) =>
      asked(async () => {
        const handle = randomBytes(HANDLE_BYTES)
        const its = await at(handle)
        await its.setSecret(key)
        return ok(handle)
      }),
    open: (sealed) =>
      asked(async () => {
        if (sealed.length !== HANDLE_BYTES) return fail(keychainChanged(backend))
        const bytes = await (await at(sealed)).getSecret()
        if (bytes === null) return fail(keychainChanged(backend))
        const key = Buffer.from(bytes)
        bytes.fill(0)
        return ok({ key, again: false })
      }),
    async drop(sealed) {
      // Whatever stays opens nothing any more.
      await asked(async () => ok(await (await at(sealed)).deleteCredential()))
    },
  }
}

async function asked<T>(ask: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await ask()
  } catch (error) {
    return fail(
      noKeychain(
        'No keychain of the operating system can be reached here.',
        error instanceof Error ? error.message : String(error),
      ),
    )
  }
}

/** The kernel's own keyring, which the library would fall back to, forgets with the next start of the computer. */
async function systemEntry(service: string, account: string): Promise<KeyringEntry> {
  const { AsyncEntry } = await import('@napi-rs/keyring')
  return new AsyncEntry(service, account, { linux: { store: 'secret-service' } })
}

async function homeName(home: string): Promise<string> {
  return createHash('sha256')
    .update(await realpath(home))
    .digest('hex')
    .slice(0, 32)
}
