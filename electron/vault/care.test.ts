import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ok, type Result } from '../../shared/problem.ts'
import { recoveryCodeOf } from '../../shared/vault/recovery-code.ts'
import type { Proof, UnlockInput } from '../../shared/vault/model.ts'
import type { Vault } from './service.ts'
import { aVaultPlace, PASSPHRASE, type VaultPlace } from './test-support/a-vault.ts'

let place: VaultPlace
let vault: Vault
const recoveryCode = recoveryCodeOf(randomBytes(16))
const byPassphrase: Proof = { by: 'passphrase', passphrase: PASSPHRASE }
const byCode: Proof = { by: 'recovery', code: recoveryCode }

beforeEach(async () => {
  place = await aVaultPlace()
  vault = await place.open()
  await vault.create({ passphrase: PASSPHRASE, recoveryCode, device: true })
  await vault.put([{ id: 'a', kind: 'vcenter', secret: Buffer.from('alpha') }])
})
afterEach(() => place.remove())

const code = (of: string) => ({ ok: false, problem: { code: of } })
const read = (of: Vault): Promise<Result<string>> =>
  of.use('a', 'to test', (secret) => Promise.resolve(ok(secret.toString())))

/** What opens the vault for a new process. */
async function opens(input: UnlockInput): Promise<string> {
  const fresh = await place.open()
  const unlocked = await fresh.unlock(input)
  if (!unlocked.ok) return unlocked.problem.code
  const found = await read(fresh)
  return found.ok ? found.value : found.problem.code
}

describe('the ways in', () => {
  it('change for who shows the old one, and the old one opens nothing any more, no generation either', async () => {
    const wrong: Proof = { by: 'passphrase', passphrase: 'wrong' }
    expect(await vault.setPassphrase(wrong, 'another long one')).toMatchObject(code('vault.wrong-passphrase'))
    expect(await opens(byPassphrase)).toBe('alpha')
    expect(await vault.setPassphrase(byPassphrase, 'another long one')).toEqual(ok(undefined))
    expect(await opens(byPassphrase)).toBe('vault.wrong-passphrase')
    expect(await opens({ by: 'passphrase', passphrase: 'another long one' })).toBe('alpha')
    expect((await readdir(place.folder)).filter((name) => name.includes('previous'))).toEqual([])
  })

  it('are set anew with the recovery code when the passphrase is forgotten', async () => {
    expect(await vault.setPassphrase(byCode, 'another long one')).toEqual(ok(undefined))
    expect(await opens({ by: 'passphrase', passphrase: 'another long one' })).toBe('alpha')
  })

  it('are taken away, but never all, nor all but this computer', async () => {
    expect(await vault.removeSlots(byPassphrase, 'recovery')).toEqual(ok(undefined))
    expect(await opens(byCode)).toBe('vault.no-slot')
    expect(await vault.removeSlots(byPassphrase, 'passphrase')).toMatchObject(code('vault.last-slot'))
    expect(await vault.removeSlots(byPassphrase, 'device')).toEqual(ok(undefined))
    expect(await opens({ by: 'device' })).toBe('vault.no-slot')
    expect(await opens(byPassphrase)).toBe('alpha')
  })

  it('take a new recovery code, and this computer anew', async () => {
    const next = recoveryCodeOf(randomBytes(16))
    expect(await vault.setRecoveryCode(byPassphrase, 'not a code')).toMatchObject(code('vault.wrong-code'))
    expect(await vault.setRecoveryCode(byPassphrase, next)).toEqual(ok(undefined))
    expect([await opens(byCode), await opens({ by: 'recovery', code: next })]).toEqual([
      'vault.wrong-code',
      'alpha',
    ])
    place.device.forget()
    expect(await opens({ by: 'device' })).toBe('vault.keychain-changed')
    expect(await vault.setDevice(byPassphrase)).toEqual(ok(undefined))
    expect(await opens({ by: 'device' })).toBe('alpha')
  })
})

describe('a new key', () => {
  it('leaves the secrets, and locks who had the old one', async () => {
    const other = await place.open()
    await other.unlock(byPassphrase)
    const before = await readFile(place.path, 'utf8')
    const next = recoveryCodeOf(randomBytes(16))
    expect(await vault.rotate(byPassphrase, next)).toEqual(ok(undefined))
    expect(await read(vault)).toEqual(ok('alpha'))
    for (const input of [byPassphrase, { by: 'recovery', code: next } as const, { by: 'device' } as const])
      expect(await opens(input)).toBe('alpha')
    expect(await opens(byCode)).toBe('vault.wrong-code')
    expect(await read(other)).toMatchObject(code('vault.locked'))
    expect(other.status()).toMatchObject({
      state: 'locked',
      because: 'Its key was changed by another process.',
    })
    // The file from before is no way back.
    await writeFile(place.path, before)
    expect(await read(vault)).toMatchObject(code('vault.locked'))
  })

  it('comes without a recovery code that nobody shows', async () => {
    await vault.rotate(byPassphrase)
    expect(await opens(byCode)).toBe('vault.no-slot')
  })
})

describe('a copy', () => {
  it('carries what was chosen, under its own passphrase', async () => {
    await vault.put([{ id: 'b', kind: 'cluster', secret: Buffer.from('beta') }])
    const more = [{ id: 'p', kind: 'provider' as const, secret: Buffer.from('{"name":"vc"}') }]
    const copy = await vault.exportCopy('passphrase of the copy', ['a'], more)
    if (!copy.ok) throw new Error(copy.problem.message)
    expect(copy.value.toString()).not.toMatch(/alpha|"vc"/)
    const there = await (await aVaultPlace()).open()
    const seen = await there.openCopy(copy.value, 'passphrase of the copy', (secrets) =>
      Promise.resolve(ok(secrets.map(({ id, kind, secret }) => [id, kind, Buffer.from(secret).toString()]))),
    )
    expect(seen).toEqual(
      ok([
        ['a', 'vcenter', 'alpha'],
        ['p', 'provider', '{"name":"vc"}'],
      ]),
    )
    const nobody = () => Promise.reject(new Error('not reached'))
    for (let i = 0; i < 7; i++)
      expect(await there.openCopy(copy.value, PASSPHRASE, nobody)).toMatchObject(
        code('vault.wrong-passphrase'),
      )
    expect(await there.openCopy(Buffer.from('{}'), PASSPHRASE, nobody)).toMatchObject(code('vault.corrupt'))
  })
})

describe('the end of a vault', () => {
  it('forgets every generation', async () => {
    await vault.put([{ id: 'a', kind: 'vcenter', secret: Buffer.from('beta') }])
    expect(await vault.forgetAll()).toEqual(ok(undefined))
    expect(vault.status()).toEqual({ state: 'unset' })
    expect(vault.list()).toEqual([])
    expect((await readdir(place.folder)).filter((name) => !name.endsWith('.lock'))).toEqual([])
    expect(await vault.create({ passphrase: PASSPHRASE, device: false })).toEqual(ok(undefined))
  })

  it('that is busy elsewhere keeps what is in memory', async () => {
    await vault.forgetAll()
    await vault.put([{ id: 'a', kind: 'vcenter', secret: Buffer.from('memory') }])
    await writeFile(`${place.path}.lock`, 'no lock')
    expect(await vault.forgetAll()).toMatchObject(code('vault.not-written'))
    expect(await read(vault)).toEqual(ok('memory'))
  })

  it('is noticed by another process that had it locked, and makes a new one', async () => {
    const other = await place.open()
    await vault.forgetAll()
    expect(await other.unlock(byPassphrase)).toMatchObject(code('vault.gone'))
    expect(other.status()).toEqual({ state: 'unset' })
    expect(await other.create({ passphrase: PASSPHRASE, device: false })).toEqual(ok(undefined))
  })

  it('is noticed by another process, which does not bring it back', async () => {
    const other = await place.open()
    await other.unlock(byPassphrase)
    await vault.forgetAll()
    expect(await other.put([{ id: 'b', kind: 'vcenter', secret: Buffer.from('beta') }])).toMatchObject(
      code('vault.gone'),
    )
    expect(other.status()).toEqual({ state: 'unset' })
  })
})

describe('a damaged file', () => {
  it('is kept, and the generation before takes its place', async () => {
    await vault.put([{ id: 'a', kind: 'vcenter', secret: Buffer.from('beta') }])
    await writeFile(place.path, 'damaged')
    const fresh = await place.open()
    expect(fresh.status()).toMatchObject({ state: 'damaged', hasPrevious: true })
    const restored = await fresh.restorePrevious()
    if (!restored.ok) throw new Error(restored.problem.message)
    expect(await readFile(restored.value.kept, 'utf8')).toBe('damaged')
    expect(await fresh.unlock(byPassphrase)).toEqual(ok(undefined))
    expect(await read(fresh)).toEqual(ok('alpha'))
  })

  it('that somebody put right meanwhile is taken as it is, and no whole vault goes back', async () => {
    await vault.put([{ id: 'a', kind: 'vcenter', secret: Buffer.from('beta') }])
    expect(await vault.restorePrevious()).toMatchObject(code('vault.not-damaged'))
    const whole = await readFile(place.path, 'utf8')
    await writeFile(place.path, 'damaged')
    const fresh = await place.open()
    await writeFile(place.path, whole)
    expect(await fresh.restorePrevious()).toMatchObject(code('vault.not-damaged'))
    expect(await fresh.unlock(byPassphrase)).toEqual(ok(undefined))
    expect(await read(fresh)).toEqual(ok('beta'))
  })

  it('without a generation before it stays', async () => {
    await vault.setPassphrase(byPassphrase, PASSPHRASE)
    await writeFile(place.path, 'damaged')
    const fresh = await place.open()
    expect(fresh.status()).toMatchObject({ state: 'damaged', hasPrevious: false })
    expect(await fresh.restorePrevious()).toMatchObject(code('vault.gone'))
    expect(await readFile(place.path, 'utf8')).toBe('damaged')
  })
})
