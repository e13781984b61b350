import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ok } from '../../shared/problem.ts'
import { createLockRequests, reasonOf } from './lock-requests.ts'
import { createLocking } from './locking.ts'
import type { Vault } from './service.ts'
import { aVaultPlace, PASSPHRASE, type VaultPlace } from './test-support/a-vault.ts'

let place: VaultPlace
let vault: Vault
let children: ChildProcess[]
beforeEach(async () => {
  place = await aVaultPlace()
  vault = await place.open()
  children = []
  expect(await vault.create({ passphrase: PASSPHRASE, device: false })).toEqual(ok(undefined))
  await vault.put([{ id: 'a', kind: 'vcenter', secret: Buffer.from('alpha') }])
})
afterEach(async () => {
  for (const child of children) {
    child.stdin?.end()
    child.kill()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  vault.close()
  await place.remove()
})

/** Another process with the vault open: `next` is its next line. */
function another(...more: string[]) {
  const program = join(import.meta.dirname, 'test-support/other-process.ts')
  const child = spawn(process.execPath, [program, place.path, PASSPHRASE, ...more], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    next: async () => (await lines.next()).value,
    use: (id: string) => void child.stdin.write(`${id}\n`),
  }
}

function locking(its: Vault) {
  const save = () => settings
  const settings = {
    theme: 'system',
    lockAfterMinutes: null,
    lockWithScreen: true,
    openAtStart: true,
  } as const
  return createLocking({
    ...{ vault: its, path: place.path, hasPages: false },
    settings: { get: save, save },
  })
}

describe('a request to lock', () => {
  it('locks the vault in another process at once, and lets it be unlocked again', async () => {
    const other = another()
    expect(await other.next()).toBe('open')
    const here = locking(vault)
    expect(await here.lockAll('Locked for the night.')).toEqual(ok(undefined))
    expect(vault.status()).toMatchObject({ state: 'locked', because: 'Locked for the night.' })
    expect(await other.next()).toBe('locked: Locked for the night.')
    // The request is older than this opening, and than that of a new process.
    expect(await vault.unlock({ by: 'passphrase', passphrase: PASSPHRASE })).toEqual(ok(undefined))
    expect(await vault.use('a', 'to test', () => Promise.resolve(ok('lent')))).toEqual(ok('lent'))
    const third = another()
    expect(await third.next()).toBe('open')
    third.use('a')
    expect(await third.next()).toBe('lent')
    here.close()
  })

  it('is obeyed with the next use where nobody tells that a file changed', async () => {
    const other = another('deaf')
    expect(await other.next()).toBe('open')
    other.use('a')
    expect(await other.next()).toBe('lent')
    // A locked vault of one process asks for all the same.
    vault.lock()
    const here = locking(vault)
    await here.lockAll()
    other.use('a')
    const told = [await other.next(), await other.next()].sort()
    expect(told).toEqual(['locked: It was locked from another window or command.', 'vault.locked'])
    here.close()
  })

  it('that comes while the passphrase is looked at is obeyed', async () => {
    vault.lock()
    const unlocking = vault.unlock({ by: 'passphrase', passphrase: PASSPHRASE })
    const requests = createLockRequests(place.path)
    // The stretching of a passphrase takes longer than this write.
    await requests.make('Now.')
    expect(await unlocking).toMatchObject({ ok: false, problem: { code: 'vault.locked' } })
    expect(vault.status()).toMatchObject({ state: 'locked', because: 'Now.' })
  })

  it('is not made where there is no vault', async () => {
    await vault.forgetAll()
    const here = locking(vault)
    expect(await here.lockAll()).toEqual(ok(undefined))
    expect(await createLockRequests(place.path).last()).toBeUndefined()
    here.close()
  })
})

describe('its file', () => {
  it('is its owner’s, holds no secret, and leaves nothing beside it', async () => {
    const requests = createLockRequests(place.path)
    expect(await requests.last()).toBeUndefined()
    await Promise.all(Array.from({ length: 8 }, (_, index) => requests.make(`Number ${index}.`)))
    const last = await requests.last()
    expect(reasonOf(last ?? '')).toMatch(/^Number \d\.$/)
    const file = `${place.path}.lock-request`
    expect(Object.keys(JSON.parse(await readFile(file, 'utf8')) as object)).toEqual(['id', 'at', 'because'])
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600')
    expect((await readdir(place.folder)).filter((name) => name.includes('request'))).toHaveLength(1)
  })

  it('is told to who watches for it', async () => {
    const requests = createLockRequests(place.path)
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const stop = requests.watch(() => resolve(undefined))
    await requests.make('Now.')
    await promise
    stop()
  })

  it.each(['', 'null', '{"because":1}', '{'])('is a request also as %j', (text) =>
    expect(reasonOf(text)).toBe('It was locked from another window or command.'),
  )

  it('that cannot be written is told, and the vault is locked all the same', async () => {
    const here = createLocking({
      ...{ vault, path: join(place.path, 'below-a-file'), hasPages: false },
      settings: { get: () => ({}) as never, save: () => ({}) as never },
    })
    expect(await here.lockAll()).toMatchObject({ ok: false, problem: { code: 'vault.not-written' } })
    expect(vault.status()).toMatchObject({ state: 'locked' })
    here.close()
  })
})
