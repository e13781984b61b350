import { afterEach, beforeEach, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail } from '../../shared/problem.ts'
import { aHost, anInventory } from '../../test/fixtures/inventory.ts'
import type { Journal } from '../journal/service.ts'
import { openJournal } from '../journal/sqlite-journal.ts'
import { createHostBook } from './host-book.ts'
import type { KnownHost } from './hosts.ts'
import { createRuns, type Runs } from './runs.ts'
import { TEST_LIMITS, workOn } from './test-support/host-work.ts'

let home: string
let journal: Journal
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'being-edited-'))
  journal = openJournal(home)
})
afterEach(() => {
  journal.close()
  rmSync(home, { recursive: true, force: true })
})

const known = (hostId: string): KnownHost => ({
  ...{ providerId: 'vc', hostId, name: hostId, inventory: anInventory() },
  host: aHost({ id: hostId, name: hostId }),
})
const change = { maxMemory: 1_000_000_000 }

/** Runs whose hosts are held at their first step until the test lets them go, and then fail. */
function heldRuns(isAlive: (pid: number) => boolean) {
  const gate = Promise.withResolvers<undefined>()
  const problem = { code: 'esxi.unreachable', message: 'Away.', remedy: 'Wait.' }
  const runs = createRuns({
    ...{ journal, book: createHostBook(journal), isAlive, now: Date.now, limits: TEST_LIMITS },
    workOf: (host) => ({
      ...workOn(undefined as never),
      ...{ hostId: host.hostId, hostName: host.name },
      openSsh: async () => {
        await gate.promise
        return fail(problem)
      },
    }),
  })
  const start = (kind: 'edit' | 'rehearsal') => {
    const hosts = ['host-1', 'host-2'].map((id) => ({ host: known(id), request: { kind, change } }))
    return runs.start({ providerId: 'vc', hosts, openSsh: false })
  }
  return { runs, start, letGo: () => gate.resolve(undefined) }
}

const edited = (runs: Runs, of: 'isBeingEdited' | 'isBeingEditedElsewhere', providerId = 'vc') =>
  ['host-1', 'host-2'].filter((hostId) => runs[of]({ providerId, hostId }))

it('is true of every host of a run from the moment that it is started until it is over', async () => {
  const { runs, start, letGo } = heldRuns(() => false)
  // Nothing is awaited between the start and the question.
  expect(start('edit')).toMatchObject({ ok: true })
  expect(edited(runs, 'isBeingEdited')).toEqual(['host-1', 'host-2'])
  expect(edited(runs, 'isBeingEdited', 'another')).toEqual([])
  letGo()
  await runs.close()
  expect(edited(runs, 'isBeingEdited')).toEqual([])
})

it('is not true of a rehearsal, which restarts nothing', async () => {
  const { runs, start, letGo } = heldRuns(() => false)
  start('rehearsal')
  expect(edited(runs, 'isBeingEdited')).toEqual([])
  letGo()
  await runs.close()
})

it('is told to another process by the journal, while the one that edits lives', async () => {
  const { runs, start, letGo } = heldRuns(() => false)
  const other = heldRuns((pid) => pid === process.pid).runs
  const later = heldRuns(() => false).runs
  start('edit')
  expect(edited(other, 'isBeingEditedElsewhere')).toEqual(['host-1'])
  expect(edited(later, 'isBeingEditedElsewhere')).toEqual([])
  letGo()
  await runs.close()
  expect(edited(other, 'isBeingEditedElsewhere')).toEqual([])
})
