import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { aLog } from '../../shared/audit/test-support/a-log.ts'
import { verifyChain } from '../../shared/audit/chain.ts'
import { SCHEMA_STEPS } from './schema.ts'
import { openJournal } from './sqlite-journal.ts'
import { freshJournal } from './test-support/fresh-journal.ts'

const fresh = freshJournal()

const log = (...facts: readonly (readonly [action: string, subject?: string])[]) =>
  aLog(
    facts.map(([action, subject], at) => ({
      ...{ at: `2026-11-28T01:00:0${at}.000Z`, user: 'ann', shell: 'test', action, purpose: 'to test' },
      ...(subject !== undefined && { subject }),
    })),
  )
const entries = log(
  ['unlocked'],
  ['used', 'vc'],
  ['used', 'vc/esxi/host-1/ssh'],
  ['stored', 'vc2'],
  ['used', 'vc'],
)
const seqs = (page: readonly { readonly seq: number }[]) => page.map(({ seq }) => seq)

function withFile(work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(join(fresh.home, 'journal.sqlite'))
  try {
    work(database)
  } finally {
    database.close()
  }
}

describe('the audit log in the journal', () => {
  it('holds what was added, across a restart', () => {
    expect([fresh.journal.lastAudit(), fresh.journal.auditAfter(undefined, 9)]).toEqual([undefined, []])
    fresh.journal.appendAudit(() => entries.slice(0, 2))
    fresh.reopen()
    expect(fresh.journal.lastAudit()).toEqual(entries[1])
    fresh.journal.appendAudit((last) => {
      expect(last).toEqual(entries[1])
      return entries.slice(2)
    })
    expect(fresh.journal.auditAfter(undefined, 9)).toEqual(entries)
    expect(seqs(fresh.journal.auditAfter(2, 2))).toEqual([3, 4])
  })

  it('adds all or none', () => {
    const gap = [entries[0]!, entries[2]!]
    expect(() => fresh.journal.appendAudit(() => gap)).toThrow('only appended to')
    expect(fresh.journal.lastAudit()).toBeUndefined()
  })

  it('is asked page by page, by action and by secret', () => {
    fresh.journal.appendAudit(() => entries)
    const page = (query: Partial<Parameters<typeof fresh.journal.auditPage>[0]>) => {
      const answer = fresh.journal.auditPage({ limit: 10, ...query })
      return [seqs(answer.entries), answer.total]
    }
    expect(page({})).toEqual([[5, 4, 3, 2, 1], 5])
    expect(page({ limit: 2 })).toEqual([[5, 4], 5])
    expect(page({ limit: 2, before: 4 })).toEqual([[3, 2], 5])
    expect(page({ actions: ['unlocked', 'stored'] })).toEqual([[4, 1], 2])
    expect(page({ actions: [] })).toEqual([[], 0])
    expect(page({ subject: 'vc' })).toEqual([[5, 3, 2], 3])
    expect(page({ subject: 'vc/esxi/host-1/ssh' })).toEqual([[3], 1])
    expect(page({ subject: 'vc', actions: ['used'], before: 5, limit: 1 })).toEqual([[3], 3])
    expect(page({ subject: 'v' })).toEqual([[], 0])
  })

  it('tells the last entry about each secret', () => {
    fresh.journal.appendAudit(() => entries)
    expect(seqs(fresh.journal.lastAuditOf('used'))).toEqual([3, 5])
    expect(fresh.journal.lastAuditOf('unlocked')).toEqual([])
  })

  it.each([
    ['an UPDATE', "UPDATE audit SET purpose = 'x' WHERE seq = 1"],
    ['a DELETE', 'DELETE FROM audit WHERE seq = 5'],
    [
      'a replacement',
      `INSERT OR REPLACE INTO audit SELECT seq, at, 'bob', shell, action, subject, purpose, hash FROM audit`,
    ],
    [
      'an entry with another number',
      `INSERT INTO audit SELECT 7, at, user, shell, action, subject, purpose, hash FROM audit WHERE seq = 1`,
    ],
  ])('refuses %s', (_, sql) => {
    fresh.journal.appendAudit(() => entries)
    withFile((database) => expect(() => database.exec(sql)).toThrow('the audit log is only appended to'))
    expect(fresh.journal.auditAfter(undefined, 9)).toEqual(entries)
  })

  it('reads numbers that only something else can have written', () => {
    fresh.journal.appendAudit(() => entries)
    withFile((database) => {
      database.exec('DROP TRIGGER audit_unchanged')
      database.exec('UPDATE audit SET seq = 9223372036854775807 WHERE seq = 5')
      database.exec('UPDATE audit SET seq = -9223372036854775807 WHERE seq = 4')
    })
    const far = [Number.MIN_SAFE_INTEGER, 1, 2, 3, Number.MAX_SAFE_INTEGER]
    expect(seqs(fresh.journal.auditAfter(undefined, 9))).toEqual(far)
    expect(seqs(fresh.journal.auditPage({ limit: 9 }).entries)).toEqual(far.toReversed())
  })

  it('begins empty in a journal of the eighth schema, which keeps what it held', () => {
    const home = join(fresh.home, 'old')
    mkdirSync(home)
    const old = new DatabaseSync(join(home, 'journal.sqlite'))
    for (const step of SCHEMA_STEPS.slice(0, 8)) old.exec(step)
    old.exec('PRAGMA user_version = 8')
    old.exec(`INSERT INTO provider VALUES ('vc', '{"id":"vc"}')`)
    old.close()
    const journal = openJournal(home)
    expect(journal.providers()).toEqual([{ id: 'vc' }])
    expect(journal.auditPage({ limit: 9 })).toEqual({ entries: [], total: 0 })
    journal.appendAudit(() => entries)
    expect(journal.lastAudit()).toEqual(entries[4])
    journal.close()
  })

  it('is one chain when several processes add to it at once', { timeout: 60_000 }, async () => {
    const writer = join(import.meta.dirname, 'test-support/audit-writer.ts')
    const writers = [1, 2, 3, 4].map((name) => spawn(process.execPath, [writer, fresh.home, `${name}`, '40']))
    const codes = await Promise.all(writers.map((one) => once(one, 'close')))
    expect(codes.map(([code]) => code as number)).toEqual([0, 0, 0, 0])
    const all = fresh.journal.auditAfter(undefined, 1000)
    expect(verifyChain(all)).toMatchObject({ state: 'whole', entries: 160 })
    for (const name of ['1', '2', '3', '4'])
      expect(all.filter(({ user }) => user === name).map(({ purpose }) => purpose)).toEqual(
        Array.from({ length: 40 }, (_, at) => `${at}`),
      )
  })
})
