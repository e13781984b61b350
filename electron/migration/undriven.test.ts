import { expect, it } from 'vitest'
import { copiesOn } from '../../shared/migration/scheduler.ts'
import { aPlan, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import { freshJournal } from '../journal/test-support/fresh-journal.ts'
import { newRecords } from './records.ts'
import { createUndriven } from './undriven.ts'

const fresh = freshJournal()

const host = { sourceId: aPlan().sourceId, hostId: 'host-1' }

/** A run in whose records all VMs copy. */
function leave(id: string, endedAt?: string): void {
  const startedAt = '2026-01-01T00:00:00.000Z'
  const plan = { ...aPlan(), id: `plan-${id}`, createdAt: startedAt }
  const state = endedAt === undefined ? 'running' : 'failed'
  const ended = endedAt === undefined ? {} : { endedAt }
  fresh.journal.putMigration({ id, plan, state, startedAt, createdNamespace: false, ownerPid: 1, ...ended })
  for (const record of newRecords(plan, anInventory({ vms: [aVm()] })))
    fresh.journal.putVmRecord(id, { ...record, state: 'running', phase: 'CopyDisks', startedAt })
}

it('counts copies of runs that nobody here drives, until one is taken up or ended', () => {
  leave('left')
  leave('ended', '2026-01-02T00:00:00.000Z')
  const driven = new Set<string>()
  const clock = { now: 0 }
  const undriven = createUndriven(
    fresh.journal,
    (id) => driven.has(id),
    () => clock.now,
  )
  expect(copiesOn(host, undriven())).toBe(1)
  driven.add('left')
  expect(undriven()).toEqual([])
  leave('other')
  expect(undriven()).toEqual([])
  expect(copiesOn(host, undriven('fresh'))).toBe(1)
  leave('third')
  clock.now = 2_000
  expect(copiesOn(host, undriven())).toBe(2)
  expect(copiesOn({ ...host, sourceId: 'another' }, undriven())).toBe(0)
})
