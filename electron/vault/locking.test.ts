import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Settings } from '../../shared/contract/session.ts'
import { ok } from '../../shared/problem.ts'
import { createLocking, idleMs, LOOK_MS } from './locking.ts'
import type { Locking, Vault } from './service.ts'
import { aVaultPlace, PASSPHRASE, type VaultPlace } from './test-support/a-vault.ts'

const MINUTE = 60_000
let place: VaultPlace
let vault: Vault
let locking: Locking
let settings: Settings

beforeEach(async () => {
  place = await aVaultPlace()
  vault = await place.open()
  expect(await vault.create({ passphrase: PASSPHRASE, device: false })).toEqual(ok(undefined))
  settings = { theme: 'system', lockAfterMinutes: 15, lockWithScreen: true, openAtStart: true }
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setInterval', 'clearInterval'] })
  await begin(true)
})
afterEach(async () => {
  vi.useRealTimers()
  locking.close()
  vault.close()
  await place.remove()
})

async function begin(hasPages: boolean): Promise<void> {
  locking = createLocking({
    ...{ vault, path: place.path, hasPages },
    settings: { get: () => settings, save: (change) => (settings = { ...settings, ...change }) },
  })
  await pass(0)
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const state = () => vault.status().state
const unlock = async () => {
  expect(await vault.unlock({ by: 'passphrase', passphrase: PASSPHRASE })).toEqual(ok(undefined))
  await pass(0)
}

describe('an open vault that nobody uses', () => {
  it('locks after the time that was set, and says why', async () => {
    await pass(15 * MINUTE - LOOK_MS)
    expect(state()).toBe('open')
    await pass(LOOK_MS)
    expect(vault.status()).toMatchObject({ state: 'locked', because: 'Nobody was here for 15 minutes.' })
  })

  it('stays open as long as somebody is there', async () => {
    for (let minutes = 0; minutes < 60; minutes += 10) {
      await pass(10 * MINUTE)
      locking.active()
    }
    expect(state()).toBe('open')
    await pass(15 * MINUTE)
    expect(state()).toBe('locked')
  })

  it('follows a change of the setting at once', async () => {
    await pass(3 * MINUTE)
    settings = { ...settings, lockAfterMinutes: 1 }
    await pass(LOOK_MS)
    expect(vault.status()).toMatchObject({ state: 'locked', because: 'Nobody was here for a minute.' })
  })

  it('never locks by itself where that was chosen', async () => {
    settings = { ...settings, lockAfterMinutes: null }
    await pass(24 * 60 * MINUTE)
    expect(state()).toBe('open')
    settings = { ...settings, lockAfterMinutes: 1440 }
    await pass(LOOK_MS)
    expect(state()).toBe('locked')
  })

  it('wakes nobody while it is locked, and has the whole time once it is unlocked', async () => {
    expect(vi.getTimerCount()).toBe(1)
    vault.lock()
    await pass(0)
    expect(vi.getTimerCount()).toBe(0)
    await pass(60 * MINUTE)
    await unlock()
    await pass(15 * MINUTE - LOOK_MS)
    expect(state()).toBe('open')
    await pass(LOOK_MS)
    expect(state()).toBe('locked')
  })

  it('locks as soon as the computer wakes from a sleep longer than the limit', async () => {
    await pass(MINUTE)
    // While it sleeps only the calendar goes on.
    vi.setSystemTime(Date.now() + 60 * MINUTE)
    await pass(LOOK_MS)
    expect(state()).toBe('locked')
  })

  it('does not stay open for a clock that is set back', async () => {
    vi.setSystemTime(Date.now() - 24 * 60 * MINUTE)
    await pass(15 * MINUTE)
    expect(state()).toBe('locked')
  })

  it('stays open for a command, which ends with its work', async () => {
    locking.close()
    await begin(false)
    await pass(24 * 60 * MINUTE)
    expect(state()).toBe('open')
  })

  it('is left alone once the program ends', async () => {
    locking.close()
    await pass(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a computer that nobody sits at', () => {
  it('has a locked vault', () => {
    locking.away('The screen was locked.')
    expect(vault.status()).toMatchObject({ state: 'locked', because: 'The screen was locked.' })
  })

  it('keeps it open where that was chosen', () => {
    settings = { ...settings, lockWithScreen: false }
    locking.away('The screen was locked.')
    expect(state()).toBe('open')
  })
})

describe('a vault that was asked to lock while it is unlocked', () => {
  it('stays locked', async () => {
    vault.lock()
    const unlocking = vault.unlock({ by: 'passphrase', passphrase: PASSPHRASE })
    vault.lock()
    expect(await unlocking).toMatchObject({ ok: false, problem: { code: 'vault.locked' } })
    expect(state()).toBe('locked')
    await unlock()
  })
})

describe('the time that nobody was there', () => {
  const ms = fc.integer({ min: 0, max: 10 ** 9 })
  it('is never less than either clock says, and never less than nothing', () => {
    fc.assert(
      fc.property(ms, ms, fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), (start, passed, jump) => {
        const since = { wall: start, steady: start }
        const idle = idleMs(since, { wall: start + passed + jump, steady: start + passed })
        expect(idle).toBe(Math.max(passed, passed + jump))
      }),
    )
  })
})
