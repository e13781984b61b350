import { describe, expect, it } from 'vitest'
import { createDeviceKeys, type DeviceKeysParts } from './device-keys.ts'

const KEY = Buffer.from('0123456789abcdef0123456789abcdef')

type Storage = DeviceKeysParts['safeStorage']

/** A safeStorage that turns bytes round; `more`: where it is another one. */
function keys(more: Partial<Storage> = {}, platform: NodeJS.Platform = 'linux') {
  const reversed = (bytes: Buffer) => Buffer.from(bytes.toReversed())
  const safeStorage: Storage = {
    getSelectedStorageBackend: () => 'gnome_libsecret',
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    encryptStringAsync: (text) => Promise.resolve(reversed(Buffer.from(text))),
    decryptStringAsync: (sealed) =>
      Promise.resolve({ result: reversed(sealed).toString(), shouldReEncrypt: false }),
    ...more,
  }
  return createDeviceKeys({ safeStorage, platform })
}

const refused = (message: RegExp) => ({
  ok: false,
  problem: {
    code: 'vault.no-keychain',
    message: expect.stringMatching(message) as unknown,
    remedy: 'Use a passphrase or the recovery code.',
  },
})

describe('keys that the desktop seals', () => {
  it('are opened again', async () => {
    const sealed = await keys().seal(KEY)
    if (!sealed.ok) throw new Error(sealed.problem.message)
    expect(sealed.value.includes(KEY)).toBe(false)
    expect(await keys().open(sealed.value)).toEqual({ ok: true, value: { key: KEY, again: false } })
  })

  it('are to be sealed anew where the keychain says so', async () => {
    const result = KEY.toString('base64')
    const old = keys({ decryptStringAsync: () => Promise.resolve({ result, shouldReEncrypt: true }) })
    expect(await old.open(Buffer.alloc(8))).toEqual({ ok: true, value: { key: KEY, again: true } })
  })

  it.each([
    ['linux', 'gnome_libsecret'],
    ['darwin', 'keychain'],
    ['win32', 'dpapi'],
  ] as const)('on %s are kept by %s', async (platform, backend) => {
    // Only Linux has a choice, and Electron the function for it.
    const more = platform === 'linux' ? {} : { getSelectedStorageBackend: undefined as never }
    expect(await keys(more, platform).backend()).toEqual({ ok: true, value: backend })
  })
})

describe('a desktop that keeps nothing', () => {
  it.each([
    ['basic_text', /no keychain/],
    ['unknown', /not one that Palletjack knows/],
  ] as const)('is refused: %s', async (name, message) => {
    const weak = keys({ getSelectedStorageBackend: () => name })
    expect(await weak.backend()).toMatchObject(refused(message))
    expect(await weak.seal(KEY)).toMatchObject(refused(message))
    expect(await weak.open(Buffer.alloc(8))).toMatchObject(refused(message))
  })

  it('is refused where its keychain is not open, or does not answer', async () => {
    const shut = keys({ isAsyncEncryptionAvailable: () => Promise.resolve(false) })
    expect(await shut.seal(KEY)).toMatchObject(refused(/is not open/))
    const dead = keys({ isAsyncEncryptionAvailable: () => Promise.reject(new Error('no bus')) })
    expect(await dead.backend()).toMatchObject({ problem: { code: 'vault.no-keychain', detail: 'no bus' } })
    const half = keys({ encryptStringAsync: () => Promise.reject(new Error('full')) })
    expect(await half.seal(KEY)).toMatchObject({ problem: { code: 'vault.no-keychain', detail: 'full' } })
  })

  it('tells a keychain that was made anew from none', async () => {
    const other = keys({ decryptStringAsync: () => Promise.reject(new Error('bad decrypt')) })
    expect(await other.open(Buffer.alloc(8))).toMatchObject({
      problem: { code: 'vault.keychain-changed', detail: 'bad decrypt' },
    })
  })
})
