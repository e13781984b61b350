import { expect, it } from 'vitest'
import type { StoredEditRun, StoredEsxiHost } from './service.ts'
import { freshJournal } from './test-support/fresh-journal.ts'

const fresh = freshJournal()

const host: StoredEsxiHost = {
  hostId: 'host-1',
  login: { kind: 'password', username: 'root' },
  sshBefore: { at: '2026-01-01T00:00:00.000Z', ownerPid: 1, running: false, policy: 'off', rulesets: [] },
}
const run = (id: string, startedAt: string): StoredEditRun => ({
  ...{ id, startedAt, ownerPid: 1, providerId: 'vc', kind: 'edit', state: 'running', step: '', hosts: [] },
})

it('remembers hosts and edits across a restart', () => {
  fresh.journal.putEsxiHost('vc', host)
  fresh.journal.putEsxiRun(run('a', '2026-01-01'))
  fresh.journal.putEsxiRun(run('b', '2026-01-02'))
  fresh.journal.putEsxiRun({ ...run('a', '2026-01-01'), state: 'done' })
  fresh.reopen()
  expect(fresh.journal.esxiHosts('vc')).toEqual([host])
  expect([fresh.journal.esxiHost('vc', 'host-1'), fresh.journal.esxiHost('vc', 'host-2')]).toEqual([
    host,
    undefined,
  ])
  expect(fresh.journal.esxiRuns('vc').map(({ id, state }) => [id, state])).toEqual([
    ['b', 'running'],
    ['a', 'done'],
  ])
  expect(fresh.journal.esxiRun('vc', 'b')?.state).toBe('running')
  expect([fresh.journal.esxiRun('vc', 'c'), fresh.journal.esxiRun('other', 'b')]).toEqual([
    undefined,
    undefined,
  ])
  expect([fresh.journal.esxiHosts('other'), fresh.journal.esxiRuns('other')]).toEqual([[], []])
})

it('forgets the oldest edits beyond the hundredth, of that provider only', () => {
  fresh.journal.putEsxiRun({ ...run('other', '2020'), providerId: 'other' })
  for (let index = 0; index < 103; index += 1)
    fresh.journal.putEsxiRun(run(`run-${index}`, String(3000 + index)))
  expect(fresh.journal.esxiRuns('vc')).toHaveLength(100)
  expect(fresh.journal.esxiRuns('vc').at(-1)?.id).toBe('run-3')
  expect(fresh.journal.esxiRuns('other')).toHaveLength(1)
})

it('forgets all of a provider that is removed', () => {
  fresh.journal.putEsxiHost('vc', host)
  fresh.journal.putEsxiRun(run('a', '2026-01-01'))
  fresh.journal.removeProvider('vc')
  expect([fresh.journal.esxiHosts('vc'), fresh.journal.esxiRuns('vc')]).toEqual([[], []])
})
