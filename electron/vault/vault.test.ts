import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ok, type Result } from '../../shared/problem.ts'
import { recoveryCodeOf } from '../../shared/vault/recovery-code.ts'
import type { Vault } from './service.ts'
import { aVaultPlace, PASSPHRASE, type VaultPlace } from './test-support/a-vault.ts'

let place: VaultPlace
beforeEach(async () => {
  place = await aVaultPlace()
})
afterEach(() => place.remove())

const bytes = (text: string) => Buffer.from(text)
const read = (vault: Vault, id: string): Promise<Result<string>> =>
  vault.use(id, 'to test', (secret) => Promise.resolve(ok(secret.toString())))
const code = (of: string) => ({ ok: false, problem: { code: of } })

async function made(): Promise<Vault> {
  const vault = await place.open()
  expect(await vault.create({ passphrase: PASSPHRASE, device: false })).toEqual(ok(undefined))
  return vault
}

const unlocked = async (vault: Vault): Promise<Vault> => {
  expect(await vault.unlock({ by: 'passphrase', passphrase: PASSPHRASE })).toEqual(ok(undefined))
  return vault
}

describe('before anybody chose', () => {
  it('keeps secrets in memory, writes nothing, and seals them into the vault that is made', async () => {
    const vault = await place.open()
    expect(vault.status()).toEqual({ state: 'unset' })
    await vault.put([{ id: 'a', kind: 'vcenter', secret: bytes('alpha') }])
    expect(vault.list()).toEqual([{ id: 'a', kind: 'vcenter', updatedAt: '2026-11-27T22:00:00.000Z' }])
    expect(await readdir(place.folder)).toEqual([])
    await vault.create({ passphrase: PASSPHRASE, device: false })
    expect(vault.status()).toMatchObject({ state: 'open', slots: [{ kind: 'passphrase' }] })
    const again = await unlocked(await place.open())
    expect(await read(again, 'a')).toEqual(ok('alpha'))
  })

  it('stays so for who chooses it, and forgets all with the process', async () => {
    const vault = await place.open()
    expect(vault.useMemory()).toEqual(ok(undefined))
    await vault.put([{ id: 'a', kind: 'vcenter', secret: bytes('alpha') }])
    expect([vault.status(), await read(vault, 'a')]).toEqual([{ state: 'session' }, ok('alpha')])
    await vault.forget('a')
    expect(await read(vault, 'a')).toMatchObject(code('vault.no-secret'))
    expect(await readdir(place.folder)).toEqual([])
  })
})

describe('a vault', () => {
  it('is locked at the start: it tells what it holds, and gives nothing', async () => {
    await (await made()).put([{ id: 'a', kind: 'cluster', secret: bytes('token') }])
    const vault = await place.open()
    expect(vault.status()).toMatchObject({ state: 'locked' })
    expect(vault.has('a')).toBe(true)
    expect(vault.list()).toMatchObject([
      { id: 'a', kind: 'cluster', fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/) as string },
    ])
    for (const refused of [
      await read(vault, 'a'),
      await vault.put([{ id: 'b', kind: 'vcenter', secret: bytes('beta') }]),
      await vault.forget('a'),
      await vault.offer({ id: 'a', kind: 'vcenter', secret: bytes('x'), purpose: 'to test' }).keep(),
    ])
      expect(refused).toMatchObject(code('vault.locked'))
    expect(await vault.forget('nothing')).toEqual(ok(undefined))
    expect(vault.useMemory()).toMatchObject(code('vault.exists'))
    expect(await vault.create({ passphrase: PASSPHRASE, device: false })).toMatchObject(code('vault.exists'))
  })

  it('opens by passphrase, by recovery code and by this computer', async () => {
    const recoveryCode = recoveryCodeOf(randomBytes(16))
    const first = await place.open()
    await first.create({ passphrase: PASSPHRASE, recoveryCode, device: true })
    await first.put([{ id: 'a', kind: 'vcenter', secret: bytes('alpha') }])
    for (const input of [
      { by: 'passphrase', passphrase: PASSPHRASE },
      { by: 'recovery', code: recoveryCode.toLowerCase() },
      { by: 'device' },
    ] as const) {
      const vault = await place.open()
      expect(await vault.unlock(input)).toEqual(ok(undefined))
      expect(await read(vault, 'a')).toEqual(ok('alpha'))
      vault.lock('Idle for 15 minutes.')
      expect(vault.status()).toMatchObject({ state: 'locked', because: 'Idle for 15 minutes.' })
      expect(await read(vault, 'a')).toMatchObject(code('vault.locked'))
    }
    const text = await readFile(place.path, 'utf8')
    expect(text).not.toMatch(/alpha|YWxwaGE/)
  })

  it('says which way is not set up, or does not fit', async () => {
    const vault = await made()
    vault.lock()
    const otherCode = recoveryCodeOf(randomBytes(16))
    expect(await vault.unlock({ by: 'recovery', code: otherCode })).toMatchObject(code('vault.no-slot'))
    expect(await vault.unlock({ by: 'device' })).toMatchObject(code('vault.no-slot'))
    expect(await vault.unlock({ by: 'passphrase', passphrase: 'wrong' })).toMatchObject(
      code('vault.wrong-passphrase'),
    )
    expect(vault.status()).toMatchObject({ state: 'locked' })
  })

  it('stays closed when the keychain is another one', async () => {
    const vault = await place.open()
    await vault.create({ passphrase: PASSPHRASE, device: true })
    vault.lock()
    place.device.forget()
    expect(await vault.unlock({ by: 'device' })).toMatchObject(code('vault.keychain-changed'))
    expect(await vault.unlock({ by: 'passphrase', passphrase: PASSPHRASE })).toEqual(ok(undefined))
  })

  it('slows wrong passphrases down, across restarts, and right ones not', async () => {
    const vault = await made()
    vault.lock()
    const wrong = (on: Vault) => on.unlock({ by: 'passphrase', passphrase: 'wrong' })
    for (let i = 0; i < 5; i++) expect(await wrong(vault)).toMatchObject(code('vault.wrong-passphrase'))
    const again = await place.open()
    for (const one of [vault, again])
      expect(one.status()).toMatchObject({ state: 'locked', retryAt: '2026-11-27T22:00:30.000Z' })
    expect(await again.unlock({ by: 'passphrase', passphrase: PASSPHRASE })).toMatchObject(code('vault.wait'))
    place.pass(31_000)
    expect(await wrong(again)).toMatchObject(code('vault.wrong-passphrase'))
    place.pass(31_000)
    expect(await wrong(again)).toMatchObject(code('vault.wait'))
    place.pass(31_000)
    await unlocked(again)
    again.lock()
    expect(await wrong(again)).toMatchObject(code('vault.wrong-passphrase'))
    await unlocked(again)
  })

  it('wipes what it lent, however the work ends', async () => {
    const vault = await made()
    await vault.put([{ id: 'a', kind: 'vcenter', secret: bytes('alpha') }])
    const seen: Buffer[] = []
    const failing = vault.use('a', 'to test', (secret) => {
      seen.push(secret)
      throw new Error('a bug')
    })
    await expect(failing).rejects.toThrow('a bug')
    await vault.use('a', 'to test', (secret) => {
      seen.push(secret)
      return Promise.resolve(ok(secret.toString()))
    })
    expect(seen).toEqual([Buffer.alloc(5), Buffer.alloc(5)])
  })

  it('goes on lending to work that has begun when it is locked', async () => {
    const vault = await made()
    await vault.put([{ id: 'a', kind: 'vcenter', secret: bytes('alpha') }])
    const told = await vault.use('a', 'to test', (secret) => {
      vault.lock()
      return Promise.resolve(ok(secret.toString()))
    })
    expect(told).toEqual(ok('alpha'))
  })

  it('tries a secret beside the known one', async () => {
    const vault = await made()
    await vault.put([{ id: 'a', kind: 'vcenter', secret: bytes('old') }])
    const refused = vault.offer({ id: 'a', kind: 'vcenter', secret: bytes('wrong'), purpose: 'to test' })
    expect(await refused.use((secret) => Promise.resolve(ok(secret.toString())))).toEqual(ok('wrong'))
    expect(await read(vault, 'a')).toEqual(ok('old'))
    refused.drop()
    const taken = vault.offer({ id: 'a', kind: 'vcenter', secret: bytes('new'), purpose: 'to test' })
    expect(await taken.keep()).toEqual(ok(undefined))
    expect(await read(vault, 'a')).toEqual(ok('new'))
    expect(await taken.use((secret) => Promise.resolve(ok(secret.toString())))).toEqual(ok('new'))
  })
})

describe('two processes with one vault', () => {
  it('see what the other stored, and lose nothing', async () => {
    const one = await made()
    const two = await unlocked(await place.open())
    const ids = Array.from({ length: 8 }, (_, index) => `id-${index}`)
    await Promise.all(
      ids.map((id, index) =>
        (index % 2 === 0 ? one : two).put([{ id: id, kind: 'luks', secret: bytes(id) }]),
      ),
    )
    for (const id of ids) expect([await read(one, id), await read(two, id)]).toEqual([ok(id), ok(id)])
  })

  it('notice an older file in the place of the newer one', async () => {
    const one = await made()
    await one.put([{ id: 'a', kind: 'vcenter', secret: bytes('old') }])
    await copyFile(place.path, join(place.folder, 'kept'))
    await one.put([{ id: 'a', kind: 'vcenter', secret: bytes('new') }])
    await copyFile(join(place.folder, 'kept'), place.path)
    expect(await read(one, 'a')).toMatchObject(code('vault.rolled-back'))
    expect(await one.put([{ id: 'b', kind: 'vcenter', secret: bytes('b') }])).toMatchObject(
      code('vault.rolled-back'),
    )
  })
})

describe('a damaged vault', () => {
  it('is told, and left as it is', async () => {
    await made()
    await writeFile(place.path, 'not a vault')
    const vault = await place.open()
    expect(vault.status()).toMatchObject({ state: 'damaged', problem: { code: 'vault.corrupt' } })
    for (const refused of [
      await vault.unlock({ by: 'passphrase', passphrase: PASSPHRASE }),
      await vault.put([{ id: 'a', kind: 'vcenter', secret: bytes('x') }]),
    ])
      expect(refused).toMatchObject(code('vault.corrupt'))
    expect(await vault.create({ passphrase: PASSPHRASE, device: false })).toMatchObject(code('vault.exists'))
    expect(await readFile(place.path, 'utf8')).toBe('not a vault')
  })

  it('with a record taken out does not open', async () => {
    const first = await made()
    await first.put([{ id: 'a', kind: 'vcenter', secret: bytes('alpha') }])
    const document = JSON.parse(await readFile(place.path, 'utf8')) as { records: unknown[] }
    await writeFile(place.path, JSON.stringify({ ...document, records: [] }))
    const vault = await place.open()
    expect(await vault.unlock({ by: 'passphrase', passphrase: PASSPHRASE })).toMatchObject(
      code('vault.corrupt'),
    )
    expect(vault.status()).toMatchObject({
      state: 'damaged',
      problem: { code: 'vault.corrupt' },
      hasPrevious: true,
    })
    expect(await vault.restorePrevious()).toMatchObject({ ok: true })
    expect(await vault.unlock({ by: 'passphrase', passphrase: PASSPHRASE })).toEqual({
      ok: true,
      value: undefined,
    })
  })
})
