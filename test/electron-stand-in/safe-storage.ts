/** A keychain that is a file beside the application's own: it opens what it sealed, and nothing else. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StandInApp } from './app.ts'
import type { Part } from './surface.ts'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Linux's, whatever runs the test: its back end has a name. `--password-store=basic` counts as in Electron. */
export function createSafeStorage(app: StandInApp): Part<'SafeStorage'> {
  const key = (): Buffer => {
    if (!app.isReady()) throw new Error('safeStorage cannot be used before app is ready')
    const file = join(app.getPath('userData'), 'stand-in.keychain')
    if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 })
    return readFileSync(file)
  }
  return {
    isAsyncEncryptionAvailable: () => Promise.resolve(app.isReady()),
    getSelectedStorageBackend() {
      if (!app.isReady()) return 'unknown'
      return process.argv.includes('--password-store=basic') ? 'basic_text' : 'gnome_libsecret'
    },
    encryptStringAsync(text) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key(), nonce)
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Promise.resolve(Buffer.concat([nonce, cipher.getAuthTag(), data]))
    },
    // A failure is a rejection.
    // eslint-disable-next-line @typescript-eslint/require-await
    async decryptStringAsync(sealed) {
      const decipher = createDecipheriv(CIPHER, key(), sealed.subarray(0, NONCE_BYTES))
      decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      const data = sealed.subarray(NONCE_BYTES + TAG_BYTES)
      const result = Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8')
      return { result, shouldReEncrypt: false }
    },
  }
}
