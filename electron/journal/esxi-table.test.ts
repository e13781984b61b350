import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Journal, StoredEditRun, StoredEsxiHost } from './service.ts'
import { openJournal } from './sqlite-journal.ts'

let home: string
let journal: Journal
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'journal-'))
  journal = openJournal(home)
})
afterEach(() => {
  journal.close()
  rmSync(home, { recursive: true, force: true })
})

const host: StoredEsxiHost = {
  hostId: 'host-1',
  login: { kind: 'password', username: 'root' },
  sshBefore: { at: '2026-01-01T00:00:00.000Z', ownerPid: 1, running: false, policy: 'off', rulesets: [] },
}
const run = (id: string, startedAt: string): StoredEditRun => ({
  ...{ id, startedAt, ownerPid: 1, providerId: 'vc', kind: 'edit', state: 'running', step: '', hosts: [] },
})

it('remembers hosts and edits across a restart', () => {
  journal.putEsxiHost('vc', host)
  journal.putEsxiRun(run('a', '2026-01-01'))
  journal.putEsxiRun(run('b', '2026-01-02'))
  journal.putEsxiRun({ ...run('a', '2026-01-01'), state: 'done' })
  journal.close()
  journal = openJournal(home)
  expect(journal.esxiHosts('vc')).toEqual([host])
  expect([journal.esxiHost('vc', 'host-1'), journal.esxiHost('vc', 'host-2')]).toEqual([host, undefined])
  expect(journal.esxiRuns('vc').map(({ id, state }) => [id, state])).toEqual([
    ['b', 'running'],
    ['a', 'done'],
  ])
  expect(journal.esxiRun('vc', 'b')?.state).toBe('running')
  expect([journal.esxiRun('vc', 'c'), journal.esxiRun('other', 'b')]).toEqual([undefined, undefined])
  expect([journal.esxiHosts('other'), journal.esxiRuns('other')]).toEqual([[], []])
})

it('forgets the oldest edits beyond the hundredth, of that provider only', () => {
  journal.putEsxiRun({ ...run('other', '2020'), providerId: 'other' })
  for (let index = 0; index < 103; index += 1) journal.putEsxiRun(run(`run-${index}`, String(3000 + index)))
  expect(journal.esxiRuns('vc')).toHaveLength(100)
  expect(journal.esxiRuns('vc').at(-1)?.id).toBe('run-3')
  expect(journal.esxiRuns('other')).toHaveLength(1)
})

it('forgets all of a provider that is removed', () => {
  journal.putEsxiHost('vc', host)
  journal.putEsxiRun(run('a', '2026-01-01'))
  journal.removeProvider('vc')
  expect([journal.esxiHosts('vc'), journal.esxiRuns('vc')]).toEqual([[], []])
})
