import { existsSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ok } from '../../shared/problem.ts'
import { inTime, NO_DEVICE } from './device.ts'
import { openAtStart } from './open-at-start.ts'
import type { DeviceKeys, Vault } from './service.ts'
import { aVaultPlace, PASSPHRASE, type VaultPlace } from './test-support/a-vault.ts'
import { createVault } from './vault.ts'

const proof = { by: 'passphrase', passphrase: PASSPHRASE } as const
let place: VaultPlace
beforeEach(async () => {
  place = await aVaultPlace()
})
afterEach(() => place.remove())

async function made(): Promise<Vault> {
  const vault = await place.open()
  expect(await vault.create({ passphrase: PASSPHRASE, device: true })).toEqual(ok(undefined))
  return vault
}

const backends = (vault: Vault) => {
  const status = vault.status()
  return 'slots' in status ? status.slots.flatMap(({ backend }) => backend ?? []) : []
}

describe('the key that this computer keeps', () => {
  it('is sealed anew where its store asks for that, and the old one goes', async () => {
    await made()
    const vault = await place.open()
    place.device.age(true)
    const before = vault.status()
    expect(await vault.unlock({ by: 'device' })).toEqual(ok(undefined))
    const [old, renewed] = [before, vault.status()].map((one) =>
      'slots' in one ? one.slots.find(({ kind }) => kind === 'device')?.id : undefined,
    )
    expect(renewed).not.toBe(old)
    expect(place.device.kept()).toBe(1)
    place.device.age(false)
    expect(await (await place.open()).unlock({ by: 'device' })).toEqual(ok(undefined))
    // No generation is left that opens by the old one.
    expect(existsSync(`${place.path}.previous`)).toBe(false)
  })

  it('is another one for each store', async () => {
    const vault = await made()
    place.device.be('other_store')
    expect(await (await place.open()).unlock({ by: 'device' })).toMatchObject({
      problem: { code: 'vault.no-slot', message: expect.stringContaining('test_store') as unknown },
    })
    expect(await vault.setDevice(proof)).toEqual(ok(undefined))
    expect(backends(vault)).toEqual(['test_store', 'other_store'])
    for (const store of ['test_store', 'other_store']) {
      place.device.be(store)
      expect(await (await place.open()).unlock({ by: 'device' })).toEqual(ok(undefined))
    }
    expect(await vault.setDevice(proof)).toEqual(ok(undefined))
    expect(backends(vault)).toEqual(['test_store', 'other_store'])
    expect(place.device.kept()).toBe(2)
  })

  it('comes along with a new key of the vault, that of another store does not', async () => {
    const vault = await made()
    place.device.be('other_store')
    await vault.setDevice(proof)
    expect(await vault.rotate(proof)).toEqual(ok(undefined))
    expect(backends(vault)).toEqual(['other_store'])
    expect(await (await place.open()).unlock({ by: 'device' })).toEqual(ok(undefined))
    expect(place.device.kept()).toBe(1)
  })

  it('goes with the way that it opened, and with the vault', async () => {
    const vault = await made()
    await vault.removeSlots(proof, 'device')
    expect(place.device.kept()).toBe(0)
    await vault.setDevice(proof)
    expect(place.device.kept()).toBe(1)
    await vault.forgetAll()
    expect(place.device.kept()).toBe(0)
  })
})

describe('at the start', () => {
  it('opens by this computer', async () => {
    await made()
    const vault = await place.open()
    await openAtStart(vault, { openAtStart: true })
    expect(vault.status()).toMatchObject({ state: 'open' })
  })

  it('stays locked where that was chosen, or it was not set up', async () => {
    const first = await made()
    const vault = await place.open()
    await openAtStart(vault, { openAtStart: false })
    expect(vault.status()).toMatchObject({ state: 'locked' })
    await first.removeSlots(proof, 'device')
    const later = await place.open()
    await openAtStart(later, { openAtStart: true })
    expect(later.status()).toEqual(expect.not.objectContaining({ because: expect.anything() as unknown }))
  })

  it('says why it stays locked', async () => {
    await made()
    place.device.forget()
    const vault = await place.open()
    await openAtStart(vault, { openAtStart: true })
    expect(vault.status()).toMatchObject({ state: 'locked', because: 'Changed.' })
    expect(await vault.unlock(proof)).toEqual(ok(undefined))
  })

  it('is given up when somebody locks it meanwhile', async () => {
    await made()
    const vault = await place.open()
    const opening = openAtStart(vault, { openAtStart: true })
    vault.lock()
    await opening
    expect(vault.status()).toMatchObject({ state: 'locked' })
  })
})

describe('a keychain that waits for somebody', () => {
  const silent = (): Promise<never> => new Promise(() => undefined)
  const waiting: DeviceKeys = { backend: silent, seal: silent, open: silent, drop: silent }
  const said = 'The keychain of the operating system did not answer within 0 seconds.'

  it('is given up in time', async () => {
    const keys = inTime(waiting, 1)
    const given = { ok: false, problem: { code: 'vault.no-keychain', message: said } }
    expect(await keys.backend()).toMatchObject(given)
    expect(await keys.seal(Buffer.alloc(32))).toMatchObject(given)
    expect(await keys.open(Buffer.alloc(32))).toMatchObject(given)
    await keys.drop(Buffer.alloc(32))
  })

  it('keeps no vault from being opened by a passphrase', async () => {
    await made()
    const vault = await createVault({ path: place.path, device: waiting })
    void openAtStart(vault, { openAtStart: true })
    expect(await vault.unlock(proof)).toEqual(ok(undefined))
    expect(vault.status()).toMatchObject({ state: 'open' })
  })

  it('leaves no clock behind where it answers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      expect(await inTime(NO_DEVICE).backend()).toMatchObject({ problem: { code: 'vault.no-keychain' } })
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})
