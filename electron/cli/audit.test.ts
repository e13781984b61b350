import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditFact } from '../../shared/audit/model.ts'
import { run } from './program.ts'
import { inventAudit, type InventedAudit } from './test-support/invented-audit.ts'
import { inventContext, type InventedContext } from './test-support/invented-context.ts'

let log: InventedAudit
let folder: string
const contexts: InventedContext[] = []
beforeEach(() => {
  log = inventAudit()
  folder = mkdtempSync(join(tmpdir(), 'palletjack-audit-'))
})
afterEach(() => {
  contexts.splice(0).forEach((context) => context.dispose())
  rmSync(folder, { recursive: true })
})

async function audit(...args: string[]) {
  const context = inventContext({ backend: log.backend })
  contexts.push(context)
  const exitCode = await run(['audit', ...args], context)
  return { exitCode, out: context.out(), err: context.err(), context }
}

/** Four entries; answers with the head. */
function filled(): string {
  return log.record(
    { action: 'unlocked', purpose: 'by passphrase' },
    { action: 'used', subject: 'vc-id', purpose: 'to log in to vc.example.com as admin' },
    { action: 'used', subject: 'vc-id/luks/vm-1', purpose: 'to open a disk' },
    { action: 'locked', purpose: '' },
  )
}

describe('audit list', () => {
  it('says so when there is nothing', async () => {
    expect(await audit('list')).toMatchObject({ exitCode: 0, out: 'The audit log has no such entries.\n' })
  })

  it('shows the newest first, with the names of what is known', async () => {
    filled()
    const { exitCode, out } = await audit('list', '--limit', '3')
    expect(exitCode).toBe(0)
    expect(out).toMatch(
      /│ 4 +│ 2026-11-28 01:00:03 │ ann, cli │ locked +│ - +│ - +│\n│ 3 .*│ used +│ vc\/luks\/vm-1 .*\n│ 2 /,
    )
    expect(out).toContain('vc: Password of admin')
    expect(out).toContain('3 of 4 entries. Earlier ones: --before 2\n')
    expect((await audit('list', '--before', '2')).out).toContain('│ 1 ')
    log.record({
      action: 'forgotten',
      subject: '28cce97a-d787-4ff1-9f64-2f92ae6d832d/luks/vm-1',
      purpose: '',
    })
    expect((await audit('list')).out).toContain('│ 28cce97a.../luks/vm-1 ')
  })

  it('is asked by action and by provider', async () => {
    filled()
    const seqs = async (...args: string[]) => {
      const { context } = await audit('list', '--json', ...args)
      const [answer] = context.lines() as unknown as { entries: { seq: number }[]; total: number }[]
      return [answer?.entries.map(({ seq }) => seq), answer?.total]
    }
    expect(await seqs()).toEqual([[4, 3, 2, 1], 4])
    expect(await seqs('--action', 'locked', 'unlocked')).toEqual([[4, 1], 2])
    expect(await seqs('--of', 'vc', '--limit', '1')).toEqual([[3], 2])
    expect(await seqs('--of', 'vc-id/luks/vm-1')).toEqual([[3], 1])
    log.record(...Array.from({ length: 600 }, (): AuditFact => ({ action: 'used', purpose: '' })))
    expect((await seqs('--limit', '550'))[0]).toHaveLength(550)
  })

  it.each([
    [['list', '--action', 'borrowed'], 'There are vault-created, '],
    [['list', '--limit', '0'], '--limit has to be a whole number'],
    [['list', '--before', 'x'], '--before has to be a whole number'],
    [['verify', '--head', 'abc'], '--head is no head of an audit log.'],
    [['verify', '--file', '/nowhere/audit.jsonl'], '/nowhere/audit.jsonl cannot be read'],
  ])('says what is wrong with %j, and loads nothing', async (args, expected) => {
    const { exitCode, err, context } = await audit(...args)
    expect(exitCode).toBe(2)
    expect(err).toContain(expected)
    expect(context.created).toEqual([])
  })
})

describe('audit verify', () => {
  it('says that the log is whole, and its head', async () => {
    expect((await audit('verify')).out).toBe('The audit log is empty.\n')
    const head = filled()
    const { exitCode, out } = await audit('verify')
    expect(exitCode).toBe(0)
    expect(out).toContain('The audit log is whole: 4 entries, each bound to the one before.\n')
    expect(out).toContain(`Head: ${head}\nNote the head where others cannot write`)
    expect((await audit('verify', '--json')).context.lines()).toEqual([{ state: 'whole', entries: 4, head }])
  })

  it('finds the head that was noted earlier, and says when it is not there', async () => {
    const noted = filled()
    log.record({ action: 'unlocked', purpose: '' })
    const { exitCode, out } = await audit('verify', '--head', ` ${noted.toUpperCase()}`)
    expect(exitCode).toBe(0)
    expect(out).toContain('The head that was given is that of entry 4: ')
    const gone = await audit('verify', '--head', 'a'.repeat(64))
    expect(gone.exitCode).toBe(1)
    expect(gone.out).toContain('BROKEN at entry 6.\n  No entry has the head that was noted')
  })
})

describe('audit export', () => {
  const exported = async () => {
    const head = filled()
    const file = join(folder, 'audit.jsonl')
    const done = await audit('export', file)
    return { head, file, done, lines: readFileSync(file, 'utf8').split('\n') }
  }

  it('writes a file for this user only, which is verified without a state directory', async () => {
    const { head, file, done, lines } = await exported()
    expect(done).toMatchObject({ exitCode: 0, err: '' })
    expect(done.out).toContain(`The audit log is in ${file}: 4 entries.\nHead: ${head}\n`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(lines).toHaveLength(6)
    const { exitCode, out, context } = await audit('verify', '--file', file, '--head', head)
    expect(exitCode).toBe(0)
    expect(out).toContain('The audit log is whole: 4 entries')
    expect(context.created).toEqual([])
    expect((await audit('export', file)).exitCode).toBe(2)
    expect((await audit('export', file, '--force', '--json')).context.lines()).toEqual([
      { file, entries: 4, head },
    ])
  })

  it('shows a change of the file, and where', async () => {
    const { file, lines } = await exported()
    const verify = async (some: readonly string[]) => {
      writeFileSync(file, some.join('\n'))
      const { exitCode, out } = await audit('verify', '--file', file)
      return [exitCode, out]
    }
    expect(await verify(lines.join('\r\n').split('\n'))).toEqual([
      0,
      expect.stringContaining('whole') as string,
    ])
    for (const some of [
      lines.with(3, lines[3]!.replace('vm-1', 'vm-2')),
      lines.toSpliced(3, 1),
      [...lines.slice(0, 3), ''],
    ])
      expect(await verify(some)).toEqual([1, expect.stringContaining('BROKEN at entry 3.') as string])
  })

  it('says so when a file is no exported log', async () => {
    const file = join(folder, 'other')
    for (const text of ['', 'x\n', '{"product":"Palletjack"}\n']) {
      writeFileSync(file, text)
      const { exitCode, err } = await audit('verify', '--file', file)
      expect([exitCode, err]).toEqual([2, expect.stringContaining('is no audit log that') as string])
    }
    mkdirSync(join(folder, 'folder'))
    expect((await audit('verify', '--file', join(folder, 'folder'))).err).toContain('cannot be read')
  })
})
