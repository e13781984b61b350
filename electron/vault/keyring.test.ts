import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createKeyring, type KeyringEntry } from './keyring.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'palletjack-keyring-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const KEY = Buffer.from('0123456789abcdef0123456789abcdef')

/** A store in memory: what is in it, by service and account. */
function aStore() {
  const kept = new Map<string, number[]>()
  const entry = (service: string, account: string): Promise<KeyringEntry> => {
    const name = `${service} ${account}`
    return Promise.resolve({
      setSecret: (secret) => Promise.resolve(void kept.set(name, [...secret])),
      getSecret: () => Promise.resolve(kept.get(name)?.slice() ?? null),
      deleteCredential: () => Promise.resolve(kept.delete(name)),
    })
  }
  return { kept, keys: (at: string) => createKeyring({ home: at, platform: 'linux', entry }) }
}

async function sealed(keys: ReturnType<typeof createKeyring>): Promise<Buffer> {
  const made = await keys.seal(KEY)
  if (!made.ok) throw new Error(made.problem.message)
  return made.value
}

describe('keys in a store of the operating system', () => {
  it('are kept there, each by itself, and found again', async () => {
    const { kept, keys } = aStore()
    const [one, two] = [await sealed(keys(home)), await sealed(keys(home))]
    expect(one.equals(two)).toBe(false)
    expect(kept.size).toBe(2)
    expect(one.includes(KEY)).toBe(false)
    expect(await keys(home).open(one)).toEqual({ ok: true, value: { key: KEY, again: false } })
    await keys(home).drop(one)
    expect(kept.size).toBe(1)
    expect(await keys(home).open(one)).toMatchObject({ problem: { code: 'vault.keychain-changed' } })
    expect(await keys(home).open(two)).toMatchObject({ ok: true })
  })

  it('belong to one state directory, by whatever name that is reached', async () => {
    const { keys } = aStore()
    const name = await sealed(keys(home))
    const other = await mkdtemp(join(tmpdir(), 'palletjack-keyring-'))
    try {
      expect(await keys(other).open(name)).toMatchObject({ problem: { code: 'vault.keychain-changed' } })
      await symlink(home, join(other, 'link'))
      expect(await keys(join(other, 'link')).open(name)).toMatchObject({ ok: true })
    } finally {
      await rm(other, { recursive: true })
    }
  })

  it('are not looked for by what Electron sealed', async () => {
    const { keys } = aStore()
    expect(await keys(home).open(Buffer.alloc(64))).toMatchObject({
      problem: { code: 'vault.keychain-changed' },
    })
  })

  it.each([
    ['linux', 'secret-service'],
    ['darwin', 'keychain-item'],
    ['win32', 'credential-manager'],
  ] as const)('on %s are in %s', async (platform, backend) => {
    const entry = () => Promise.resolve({ getSecret: () => Promise.resolve(null) } as KeyringEntry)
    expect(await createKeyring({ home, platform, entry }).backend()).toEqual({ ok: true, value: backend })
  })
})

describe('where no store can be reached', () => {
  it('says so with what was seen, and never fails otherwise', async () => {
    const entry = () => Promise.reject(new Error('Platform failure: DBus error'))
    const keys = createKeyring({ home, platform: 'linux', entry })
    const refused = { problem: { code: 'vault.no-keychain', detail: 'Platform failure: DBus error' } }
    expect(await keys.backend()).toMatchObject(refused)
    expect(await keys.seal(KEY)).toMatchObject(refused)
    expect(await keys.open(Buffer.alloc(16))).toMatchObject(refused)
    await keys.drop(Buffer.alloc(16))
  })

  it.runIf(process.platform === 'linux')('is refused by the library itself', async () => {
    const before = process.env['DBUS_SESSION_BUS_ADDRESS']
    process.env['DBUS_SESSION_BUS_ADDRESS'] = `unix:path=${join(home, 'no-bus')}`
    try {
      expect(await createKeyring({ home }).backend()).toMatchObject({
        problem: { code: 'vault.no-keychain', remedy: 'Use a passphrase or the recovery code.' },
      })
    } finally {
      if (before === undefined) delete process.env['DBUS_SESSION_BUS_ADDRESS']
      else process.env['DBUS_SESSION_BUS_ADDRESS'] = before
    }
  })
})
