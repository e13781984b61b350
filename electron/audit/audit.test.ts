import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { createExportCheck, readHeader } from '../../shared/audit/export.ts'
import type { AuditVerdict } from '../../shared/audit/model.ts'
import { ok } from '../../shared/problem.ts'
import { createAuditTable } from '../journal/audit-table.ts'
import { openDatabase } from '../journal/database.ts'
import { freshJournal } from '../journal/test-support/fresh-journal.ts'
import { accountName } from './account-name.ts'
import { createAudit } from './audit.ts'
import type { Audit } from './service.ts'

const fresh = freshJournal()

function anAudit(shell = 'test'): Audit {
  let seconds = 0
  const now = () => new Date(Date.UTC(2026, 10, 28, 1, 0, seconds++))
  return createAudit({ journal: fresh.journal, shell, user: 'ann', now })
}

/** Changes the file by hand, with the triggers out of the way. */
function tamper(sql: string): void {
  const file = new DatabaseSync(join(fresh.home, 'journal.sqlite'))
  for (const trigger of ['audit_unchanged', 'audit_kept', 'audit_appended'])
    file.exec(`DROP TRIGGER ${trigger}`)
  file.exec(sql)
  file.close()
}

async function verifyFile(file: File): Promise<AuditVerdict> {
  const [first = '', ...lines] = (await file.text()).trimEnd().split('\n')
  const check = createExportCheck(readHeader(first)!)
  for (const line of lines) if (!check.take(line)) break
  return check.verdict()
}

const used = (subject: string, purpose = 'to test') => ({ action: 'used', subject, purpose }) as const

describe('the audit log', () => {
  it('records who, when, through which door and what for, newest first', () => {
    expect(anAudit('cli').record({ action: 'unlocked', purpose: 'by passphrase' })).toEqual(ok(undefined))
    expect(anAudit('web').record(used('vc'), used('ocp'))).toEqual(ok(undefined))
    const at = '2026-11-28T01:00:00.000Z'
    expect(anAudit().list({ limit: 10 })).toMatchObject({
      entries: [
        { seq: 3, at, user: 'ann', shell: 'web', action: 'used', subject: 'ocp', purpose: 'to test' },
        { seq: 2, subject: 'vc' },
        { seq: 1, at, user: 'ann', shell: 'cli', action: 'unlocked', purpose: 'by passphrase' },
      ],
      total: 3,
    })
  })

  it('is whole, whatever a server calls itself, and tells its head', async () => {
    const audit = anAudit()
    expect(await audit.verify()).toEqual({ state: 'whole', entries: 0, head: '' })
    audit.record(used('vc', 'to log in to \u0000\ud800"\\\n😀'), used('x\u0000', 'y'.repeat(1000)))
    fresh.reopen()
    const again = anAudit()
    const [last, first] = again.list({ limit: 2 }).entries
    expect(first?.purpose).toBe('to log in to  \ufffd"\\ 😀')
    expect(await again.verify()).toEqual({ state: 'whole', entries: 2, head: last?.hash })
    expect(await again.verify(first?.hash)).toMatchObject({ state: 'whole', noted: 1 })
    expect(await again.verify('0'.repeat(64))).toMatchObject({ state: 'broken', seq: 3 })
  })

  it('tells the last use of each secret', () => {
    const audit = anAudit()
    audit.record(used('vc', 'to log in'), { action: 'stored', subject: 'new', purpose: '' })
    audit.record(used('vc', 'to log in again'), used('ocp'))
    expect([...audit.lastUses()]).toEqual([
      ['vc', { at: '2026-11-28T01:00:01.000Z', purpose: 'to log in again' }],
      ['ocp', { at: '2026-11-28T01:00:01.000Z', purpose: 'to test' }],
    ])
  })

  it('says so when there is no room, records nothing, and goes on when there is', async () => {
    const database = openDatabase(fresh.home)
    const audit = createAudit({ journal: createAuditTable(database), shell: 'test' })
    audit.record(used('vc'))
    const [{ page_count: pages } = {}] = database.rows('PRAGMA page_count')
    database.rows(`PRAGMA max_page_count = ${Number(pages)}`)
    const many = Array.from({ length: 1000 }, (_, at) => used(`vc-${at}`))
    expect(audit.record(...many)).toMatchObject({ ok: false, problem: { code: 'journal.disk-full' } })
    expect(await audit.verify()).toMatchObject({ state: 'whole', entries: 1 })
    database.rows('PRAGMA max_page_count = 100000')
    expect(audit.record(...many)).toEqual(ok(undefined))
    expect(await audit.verify()).toMatchObject({ state: 'whole', entries: 1001 })
    database.close()
  })

  it('throws what is no problem of the disk', () => {
    const journal = {
      ...fresh.journal,
      appendAudit: () => {
        throw new Error('a bug')
      },
    }
    expect(() => createAudit({ journal, shell: 'test' }).record(used('vc'))).toThrow('a bug')
  })

  it('says where it was changed by hand, also across pages', async () => {
    const audit = anAudit()
    audit.record(...Array.from({ length: 2500 }, (_, at) => used(`vc-${at}`)))
    expect(await audit.verify()).toMatchObject({ state: 'whole', entries: 2500 })
    tamper(`UPDATE audit SET user = 'bob' WHERE seq = 2100`)
    expect(await audit.verify()).toMatchObject({ state: 'broken', seq: 2100 })
  })

  it.each([
    ['removed', 'DELETE FROM audit WHERE seq = 2', 2],
    ['removed at the beginning', 'DELETE FROM audit WHERE seq = 1', 1],
    ['put before the first', `INSERT INTO audit VALUES (-1, '', '', '', 'used', NULL, '', '')`, 1],
    ['put far behind', `UPDATE audit SET seq = 9223372036854775807 WHERE seq = 3`, 3],
  ])('finds an entry that was %s', async (_, sql, seq) => {
    const audit = anAudit()
    audit.record(used('a'), used('b'), used('c'))
    tamper(sql)
    expect(await audit.verify()).toMatchObject({ state: 'broken', seq })
    expect(await verifyFile(await audit.export())).toMatchObject({ state: 'broken', seq })
  })

  it('shows no entry as what it is not', () => {
    const audit = anAudit()
    audit.record(used('a'))
    tamper(`UPDATE audit SET action = 'blessed'`)
    expect(() => audit.list({ limit: 1 })).toThrow('Entry 1 of the audit log is none that Palletjack writes.')
  })

  it('is exported whole, and the file can be verified by itself', async () => {
    const audit = anAudit()
    expect(await verifyFile(await audit.export())).toEqual({ state: 'whole', entries: 0, head: '' })
    audit.record(...Array.from({ length: 1001 }, (_, at) => used(`vc-${at}`)))
    const file = await audit.export()
    expect(file.name).toBe('palletjack-audit.jsonl')
    expect(await verifyFile(file)).toEqual(await audit.verify())
    const lines = (await file.text()).split('\n')
    expect(lines).toHaveLength(1 + 1001 + 1)
    expect(JSON.parse(lines[1001]!)).toEqual(audit.list({ limit: 1 }).entries[0])
  })
})

it('who it is does not come from the environment', () => {
  expect(accountName(() => ({ username: 'ann' }))).toBe('ann')
  for (const nameless of [() => ({ username: '' }), noEntry])
    expect(accountName(nameless)).toBe(`user ${process.getuid?.()}`)
})

function noEntry(): never {
  throw new Error('uv_os_get_passwd returned ENOENT')
}
