import { describe, expect, it } from 'vitest'
import type { SshLogin } from '../../shared/esxi/model.ts'
import { ok } from '../../shared/problem.ts'
import type { StoredEsxiHost } from '../journal/service.ts'
import { createMemoryVault } from '../vault/memory-vault.ts'
import { createHostBook } from './host-book.ts'
import { createLogins } from './logins.ts'

const host = { providerId: 'vc', hostId: 'host-1', name: 'esx-1.example' }
const password: SshLogin = { kind: 'password', username: 'root', password: 'pass-canary' }
const key: SshLogin = {
  kind: 'key',
  username: 'admin',
  privateKey: 'key-canary',
  passphrase: 'phrase-canary',
}

/** Two processes with one journal. */
function processes() {
  const stored = new Map<string, StoredEsxiHost>()
  const journal = {
    esxiHosts: () => [...stored.values()],
    esxiHost: (_: string, hostId: string) => stored.get(hostId),
    putEsxiHost: (_: string, one: StoredEsxiHost) => void stored.set(one.hostId, one),
    esxiRuns: () => [],
    esxiRun: () => undefined,
    putEsxiRun: () => undefined,
  }
  const start = () => createLogins(createMemoryVault(), createHostBook(journal))
  return { stored, one: start(), other: start() }
}

describe('a login', () => {
  it.each([password, key, { kind: 'agent', username: 'root' } as const])(
    'of $kind is used whole',
    async (login) => {
      const { stored, one } = processes()
      one.set(host, login)
      expect(await one.useSsh(host, (used) => Promise.resolve(ok(used)))).toEqual(ok(login))
      expect(one.view(host)).toEqual({ kind: login.kind, username: login.username, hasSecret: true })
      expect(JSON.stringify([...stored.values()])).not.toContain('canary')
    },
  )

  it('is never sent as the kind that another process noted', async () => {
    const { one, other } = processes()
    one.set(host, key)
    other.set(host, password)
    expect(await one.useSsh(host, (used) => Promise.resolve(ok(used)))).toEqual(ok(key))
    expect(await one.copyToDirect(host)).toBeUndefined()
    expect(one.hasDirect(host)).toBe(false)
    expect(await other.copyToDirect(host)).toBe('root')
    expect(await other.useDirect(host, (secret) => Promise.resolve(secret))).toBe('pass-canary')
  })

  it('ends with the process', async () => {
    const { one, other } = processes()
    one.set(host, password)
    const used = await other.useSsh(host, (login) => Promise.resolve(ok(login)))
    expect(used).toMatchObject({ ok: false, problem: { code: 'esxi.locked' } })
    one.forget(host)
    const gone = await one.useSsh(host, (login) => Promise.resolve(ok(login)))
    expect(gone).toMatchObject({ ok: false, problem: { code: 'esxi.no-login' } })
  })
})
