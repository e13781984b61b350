import { describe, expect, it, onTestFinished } from 'vitest'
import type { SshLogin } from '../../shared/esxi/model.ts'
import { ok } from '../../shared/problem.ts'
import type { StoredEsxiHost } from '../journal/service.ts'
import { createHostBook } from './host-book.ts'
import { createLogins, type Logins } from './logins.ts'
import { aVaultPlace, PASSPHRASE } from '../vault/test-support/a-vault.ts'
import { memoryOnly } from '../vault/test-support/memory-only.ts'

const host = { providerId: 'vc', hostId: 'host-1', name: 'esx-1.example' }
const password: SshLogin = { kind: 'password', username: 'root', password: 'pass-canary' }
const key: SshLogin = {
  kind: 'key',
  username: 'admin',
  privateKey: 'key-canary',
  passphrase: 'phrase-canary',
}

function emptyJournal(stored = new Map<string, StoredEsxiHost>()) {
  return {
    esxiHosts: () => [...stored.values()],
    esxiHost: (_: string, hostId: string) => stored.get(hostId),
    putEsxiHost: (_: string, one: StoredEsxiHost) => void stored.set(one.hostId, one),
    esxiRuns: () => [],
    esxiRun: () => undefined,
    putEsxiRun: () => undefined,
  }
}

/** Two processes with one journal. */
async function processes() {
  const stored = new Map<string, StoredEsxiHost>()
  const journal = emptyJournal(stored)
  const start = async () => createLogins(await memoryOnly(), createHostBook(journal))
  return { stored, one: await start(), other: await start() }
}

/** What whoever logs in now is given. */
async function used(logins: Logins) {
  const held = await logins.hold(host)
  return held.ok ? held.value.use((login) => Promise.resolve(ok(login))) : held
}

describe('a login', () => {
  it.each([password, key, { kind: 'agent', username: 'root' } as const])(
    'of $kind is used whole',
    async (login) => {
      const { stored, one } = await processes()
      await one.set([host], login)
      expect(await used(one)).toEqual(ok(login))
      expect(one.view(host)).toEqual({ kind: login.kind, username: login.username, hasSecret: true })
      expect(JSON.stringify([...stored.values()])).not.toContain('canary')
    },
  )

  it('is never sent as the kind that another process noted', async () => {
    const { one, other } = await processes()
    await one.set([host], key)
    await other.set([host], password)
    expect(await used(one)).toEqual(ok(key))
    expect(await one.copyToDirect(host)).toEqual(ok(undefined))
    expect(one.hasDirect(host)).toBe(false)
    expect(await other.copyToDirect(host)).toEqual(ok('root'))
    const lent = await other.useDirect(host)((secret) => Promise.resolve(ok(secret.toString())))
    expect(lent).toEqual(ok('pass-canary'))
  })

  it('that is in hand stays there when the vault is locked, and no other comes', async () => {
    const place = await aVaultPlace()
    onTestFinished(() => place.remove())
    const vault = await place.open()
    await vault.create({ passphrase: PASSPHRASE, device: false })
    const logins = createLogins(vault, createHostBook(emptyJournal()))
    await logins.set([host], password)
    await logins.setDirect(host, 'pass-canary')
    const held = await logins.hold(host)
    if (!held.ok) throw new Error(held.problem.message)
    vault.lock()
    expect(await held.value.use((login) => Promise.resolve(ok(login)))).toEqual(ok(password))
    expect(await logins.hold(host)).toMatchObject({ problem: { code: 'vault.locked' } })
    expect(logins.isLocked(host)).toBe(true)
    held.value.drop()
    await expect(held.value.use((login) => Promise.resolve(ok(login)))).rejects.toThrow()
  })

  it('ends with the process', async () => {
    const { one, other } = await processes()
    await one.set([host], password)
    const left = await other.hold(host)
    expect(left).toMatchObject({ ok: false, problem: { code: 'esxi.no-secret' } })
    await one.forget(host)
    const gone = await one.hold(host)
    expect(gone).toMatchObject({ ok: false, problem: { code: 'esxi.no-login' } })
  })
})
