import { describe, expect, it } from 'vitest'
import type { SshLogin } from '../../shared/esxi/model.ts'
import { ok } from '../../shared/problem.ts'
import type { StoredEsxiHost } from '../journal/service.ts'
import { createHostBook } from './host-book.ts'
import { createLogins } from './logins.ts'
import { memoryOnly } from '../vault/test-support/memory-only.ts'

const host = { providerId: 'vc', hostId: 'host-1', name: 'esx-1.example' }
const password: SshLogin = { kind: 'password', username: 'root', password: 'pass-canary' }
const key: SshLogin = {
  kind: 'key',
  username: 'admin',
  privateKey: 'key-canary',
  passphrase: 'phrase-canary',
}

/** Two processes with one journal. */
async function processes() {
  const stored = new Map<string, StoredEsxiHost>()
  const journal = {
    esxiHosts: () => [...stored.values()],
    esxiHost: (_: string, hostId: string) => stored.get(hostId),
    putEsxiHost: (_: string, one: StoredEsxiHost) => void stored.set(one.hostId, one),
    esxiRuns: () => [],
    esxiRun: () => undefined,
    putEsxiRun: () => undefined,
  }
  const start = async () => createLogins(await memoryOnly(), createHostBook(journal))
  return { stored, one: await start(), other: await start() }
}

describe('a login', () => {
  it.each([password, key, { kind: 'agent', username: 'root' } as const])(
    'of $kind is used whole',
    async (login) => {
      const { stored, one } = await processes()
      await one.set([host], login)
      expect(await one.useSsh(host, (used) => Promise.resolve(ok(used)))).toEqual(ok(login))
      expect(one.view(host)).toEqual({ kind: login.kind, username: login.username, hasSecret: true })
      expect(JSON.stringify([...stored.values()])).not.toContain('canary')
    },
  )

  it('is never sent as the kind that another process noted', async () => {
    const { one, other } = await processes()
    await one.set([host], key)
    await other.set([host], password)
    expect(await one.useSsh(host, (used) => Promise.resolve(ok(used)))).toEqual(ok(key))
    expect(await one.copyToDirect(host)).toEqual(ok(undefined))
    expect(one.hasDirect(host)).toBe(false)
    expect(await other.copyToDirect(host)).toEqual(ok('root'))
    const lent = await other.useDirect(host)((secret) => Promise.resolve(ok(secret.toString())))
    expect(lent).toEqual(ok('pass-canary'))
  })

  it('ends with the process', async () => {
    const { one, other } = await processes()
    await one.set([host], password)
    const used = await other.useSsh(host, (login) => Promise.resolve(ok(login)))
    expect(used).toMatchObject({ ok: false, problem: { code: 'esxi.no-secret' } })
    await one.forget(host)
    const gone = await one.useSsh(host, (login) => Promise.resolve(ok(login)))
    expect(gone).toMatchObject({ ok: false, problem: { code: 'esxi.no-login' } })
  })
})
