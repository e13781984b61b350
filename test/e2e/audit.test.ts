/** The audit log from a login on the lab to a file that was changed by hand. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import type { AuditEntry } from '../../shared/audit/model.ts'
import { over, palletjack } from '../fixtures/cli-process.ts'
import { follow, planFor, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

const world = labSuite('test')
const PASSPHRASE = 'a passphrase of the audit'

const audit = (...args: string[]) => over(palletjack(['audit', ...args]))
const home = () => ['--home', join(world.home, 'state')]
const all = async (): Promise<AuditEntry[]> => (await world.client.audit.list({ limit: 500 })).entries
const purposes = (entries: readonly AuditEntry[], action: string, subject: string): string[] =>
  entries.filter((one) => one.action === action && one.subject === subject).map(({ purpose }) => purpose)

/** As somebody does who has the file: without the triggers that refuse it. */
function byHand(sql: string): void {
  const file = new DatabaseSync(join(world.home, 'state', 'journal.sqlite'))
  file.exec('DROP TRIGGER audit_unchanged; DROP TRIGGER audit_kept')
  file.exec(sql)
  file.close()
}

it('tells of a run, holds together, and shows where it was changed by hand', async () => {
  const { client, sourceId, targetId, lab } = world
  await client.vault.create({ passphrase: PASSPHRASE, device: false })
  const view = await follow(client, await start(client, await planFor(world, ['web-01'])))
  expect(view.state).toBe('succeeded')
  await client.vault.lock()
  const refused = client.vault.unlock({ by: 'passphrase', passphrase: 'not this one' })
  await expect(refused).rejects.toMatchObject({ data: { code: 'vault.wrong-passphrase' } })
  await client.vault.unlock({ by: 'passphrase', passphrase: PASSPHRASE })

  const entries = await all()
  expect(entries.slice(0, 3).map(({ action }) => action)).toEqual(['unlocked', 'unlock-refused', 'locked'])
  expect(purposes(entries, 'used', sourceId)).toContain(
    `to log in to 127.0.0.1 as ${lab.endpoints.vcenter.username}`,
  )
  expect(purposes(entries, 'used', sourceId)).toContain('for the disk copies of plan wave-1')
  expect(purposes(entries, 'used', targetId)[0]).toMatch(/^to log in to 127\.0\.0\.1/)
  expect(purposes(entries, 'stored', sourceId)).toEqual(['in memory only, for the first time'])

  // Another process reads the log while this one has it open.
  const whole = await audit('verify', ...home())
  expect(whole).toMatchObject({ exitCode: 0, err: '' })
  expect(whole.out).toContain(`The audit log is whole: ${entries.length} entries`)
  const head = entries[0]?.hash ?? ''
  expect(whole.out).toContain(`Head: ${head}`)
  const exported = join(world.home, 'audit.jsonl')
  expect(await audit('export', exported, ...home())).toMatchObject({ exitCode: 0 })
  const text = readFileSync(exported, 'utf8')
  for (const secret of [
    PASSPHRASE,
    'not this one',
    lab.endpoints.vcenter.password,
    lab.endpoints.cluster.token,
  ])
    expect(text).not.toContain(secret)

  await world.stop()
  byHand(`UPDATE audit SET purpose = 'to look at the weather' WHERE seq = 2`)
  const broken = await audit('verify', ...home())
  expect(broken.exitCode).toBe(1)
  expect(broken.out).toContain('The audit log is BROKEN at entry 2.\n  The hash of entry 2 does not fit')

  // The file that was exported before knows better.
  expect(await audit('verify', '--file', exported, '--head', head)).toMatchObject({ exitCode: 0 })
  writeFileSync(exported, text.replace(/"user":"[^"]*"/, '"user":"nobody"'))
  const forged = await audit('verify', '--file', exported)
  expect(forged.exitCode).toBe(1)
  expect(forged.out).toContain('BROKEN at entry 1.')
})

it('shows that its end was cut off, by a head that was noted', async () => {
  const [last] = await all()
  await world.stop()
  byHand(`DELETE FROM audit WHERE seq = ${last?.seq ?? 0}`)
  expect(await audit('verify', ...home())).toMatchObject({ exitCode: 0 })
  const cut = await audit('verify', '--head', last?.hash ?? '', ...home(), '--json')
  expect(cut.exitCode).toBe(1)
  expect(JSON.parse(cut.out)).toMatchObject({ state: 'broken', seq: last?.seq })
})
