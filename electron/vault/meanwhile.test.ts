/** What another process does to the vault while this one uses it. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ok } from '../../shared/problem.ts'
import { createLockRequests } from './lock-requests.ts'
import { aVaultPlace, PASSPHRASE, type VaultPlace } from './test-support/a-vault.ts'

const byPassphrase = { by: 'passphrase', passphrase: PASSPHRASE } as const
const input = { passphrase: PASSPHRASE, device: true }
const secret = (text: string) => ({ id: 'a', kind: 'vcenter', secret: Buffer.from(text) }) as const

let place: VaultPlace
beforeEach(async () => {
  place = await aVaultPlace()
})
afterEach(() => place.remove())

it('of two that set it up one is told so, and can unlock it without a new start', async () => {
  const [first, second] = [await place.open(), await place.open()]
  await second.put([secret('of the second')])
  expect(await first.create(input)).toEqual(ok(undefined))
  expect(await second.create(input)).toMatchObject({ ok: false, problem: { code: 'vault.exists' } })
  // The keychain holds no key of the vault that was not made.
  expect(place.device.kept()).toBe(1)
  expect(second.status()).toMatchObject({ state: 'locked' })
  expect(await second.unlock(byPassphrase)).toEqual(ok(undefined))
  const read = () => second.use('a', 'to test', (bytes) => Promise.resolve(ok(bytes.toString())))
  expect(await read()).toEqual(ok('of the second'))
  await second.put([secret('sealed')])
  expect(await read()).toEqual(ok('sealed'))
  second.lock()
  expect(await read()).toMatchObject({ ok: false, problem: { code: 'vault.locked' } })
})

it('is told when another process has it locked, once', async () => {
  const told: string[] = []
  const vault = await place.open((because) => told.push(because))
  await vault.create(input)
  await createLockRequests(place.path).make('By hand, elsewhere.')
  await Promise.all([vault.look(), vault.look()])
  vault.lock('By hand, here.')
  expect(told).toEqual(['By hand, elsewhere.'])
})

it('is told when another process changes its key', async () => {
  const told: string[] = []
  const vault = await place.open((because) => told.push(because))
  await vault.create(input)
  const other = await place.open()
  await other.unlock(byPassphrase)
  expect(await other.rotate(byPassphrase)).toEqual(ok(undefined))
  expect(await vault.put([secret('x')])).toMatchObject({ ok: false, problem: { code: 'vault.locked' } })
  expect(told).toEqual(['Its key was changed by another process.'])
})

it.skipIf(process.platform === 'win32')('nothing that lies there can be read by others', async () => {
  const vault = await place.open()
  await vault.create(input)
  await vault.put([secret('x')])
  await vault.unlock({ by: 'passphrase', passphrase: 'a wrong passphrase' })
  await createLockRequests(place.path).make('By hand.')
  vault.lock()
  await vault.unlock({ by: 'passphrase', passphrase: 'a wrong passphrase' })
  const names = (await readdir(place.folder)).sort()
  expect(names).toEqual(
    ['', '.lock', '.lock-request', '.previous', '.tries', '.tries.lock'].map((end) => `vault.json${end}`),
  )
  for (const name of names)
    expect([name, (await stat(join(place.folder, name))).mode & 0o777]).toEqual([name, 0o600])
})
