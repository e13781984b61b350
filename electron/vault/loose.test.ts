import { afterEach, beforeEach, expect, it } from 'vitest'
import { ok, type Result } from '../../shared/problem.ts'
import type { Vault } from './service.ts'
import { aVaultPlace, PASSPHRASE, type VaultPlace } from './test-support/a-vault.ts'

let place: VaultPlace
beforeEach(async () => {
  place = await aVaultPlace()
})
afterEach(() => place.remove())

const read = (vault: Vault, id: string): Promise<Result<string>> =>
  vault.use(id, 'to test', (secret) => Promise.resolve(ok(secret.toString())))

function offer(vault: Vault, secret: string, isLoose: boolean) {
  const kind = 'vcenter' as const
  return vault.offer({ id: 'vc', kind, secret: Buffer.from(secret), purpose: 'to log in', isLoose })
}

const hostOf = (secret: string) =>
  [{ id: 'vc/esxi/host-1/ssh', kind: 'esxi-login' as const, secret: Buffer.from(secret) }] as const

/** A locked vault that holds "sealed" for vc. */
async function locked(): Promise<Vault> {
  const vault = await place.open()
  await vault.create({ passphrase: PASSPHRASE, device: false })
  expect(await offer(vault, 'sealed', false).keep()).toEqual(ok(undefined))
  vault.lock()
  return vault
}

const unlock = async (vault: Vault): Promise<Vault> => {
  expect(await vault.unlock({ by: 'passphrase', passphrase: PASSPHRASE })).toEqual(ok(undefined))
  return vault
}

it('a secret of this process alone is used beside a locked vault, and so is what belongs to it', async () => {
  const vault = await locked()
  expect(await read(vault, 'vc')).toMatchObject({ problem: { code: 'vault.locked' } })
  expect(await offer(vault, 'given', true).keep()).toEqual(ok(undefined))
  expect(await vault.put(hostOf('of its host'))).toEqual(ok(undefined))
  expect([await read(vault, 'vc'), await read(vault, 'vc/esxi/host-1/ssh')]).toEqual([
    ok('given'),
    ok('of its host'),
  ])
  expect(vault.list().map(({ id }) => id)).toEqual(['vc', 'vc/esxi/host-1/ssh'])
  const other = await unlock(await place.open())
  expect(await read(other, 'vc')).toEqual(ok('sealed'))
  expect(other.has('vc/esxi/host-1/ssh')).toBe(false)
})

it('what else is put needs the vault', async () => {
  const vault = await locked()
  const problem = { ok: false, problem: { code: 'vault.locked' } }
  expect(await vault.put(hostOf('x'))).toMatchObject(problem)
  expect(await offer(vault, 'x', false).keep()).toMatchObject(problem)
})

it('one that is kept after all takes its place', async () => {
  const vault = await locked()
  await offer(vault, 'given', true).keep()
  await unlock(vault)
  await offer(vault, 'new', false).keep()
  expect(await read(vault, 'vc')).toEqual(ok('new'))
  expect(await read(await unlock(await place.open()), 'vc')).toEqual(ok('new'))
})

it('a new vault does not take it', async () => {
  const vault = await place.open()
  await offer(vault, 'given', true).keep()
  await vault.create({ passphrase: PASSPHRASE, device: false })
  expect(await read(vault, 'vc')).toEqual(ok('given'))
  expect((await place.open()).list()).toEqual([])
})
