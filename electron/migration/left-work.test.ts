import { describe, expect, it } from 'vitest'
import type { LeftWork } from '../../shared/migration/record.ts'
import { ok } from '../../shared/problem.ts'
import { aPlan, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import { freshJournal } from '../journal/test-support/fresh-journal.ts'
import type { StoredMigration } from '../journal/service.ts'
import { finishLeft, type LeftWorkOptions } from './left-work.ts'
import { newRecords } from './records.ts'

const fresh = freshJournal()

const NOW = Date.parse('2026-05-01T12:00:00Z')
const hoursAgo = (hours: number) => new Date(NOW - hours * 3_600_000).toISOString()

/** A run of one VM that ended so many hours ago. */
function anEndedRun(what: LeftWork['what'], hours = 1): StoredMigration {
  const plan = { ...aPlan(), id: 'plan-1', createdAt: '' }
  const run: StoredMigration = {
    ...{ id: 'run-1', plan, state: 'failed', createdNamespace: false, ownerPid: process.pid, left: true },
    ...{ startedAt: hoursAgo(hours + 1), endedAt: hoursAgo(hours) },
  }
  const problem = { code: 'x.y', message: 'vCenter was away.', remedy: 'By hand: do it.' }
  const [record] = newRecords(plan, anInventory({ vms: [aVm()] }))
  fresh.journal.putMigration(run)
  fresh.journal.putVmRecord(run.id, {
    ...{ ...record!, state: 'failed', endedAt: run.endedAt!, left: { what, problem } },
  })
  return run
}

/** Both ends; `made`: a virtual machine of the VM is on the target. */
function bothEnds({ made = false } = {}) {
  const done: string[] = []
  const names = { own: 'palletjack-plan-1-run-1-2', foreign: 'nightly backup' }
  const source = {
    snapshots: () => Promise.resolve(ok(Object.values(names).map((name) => ({ id: name, name })))),
    removeSnapshot: (id: string) => Promise.resolve((done.push(`removed ${id}`), ok(undefined))),
    powerState: () => Promise.resolve(ok('poweredOff')),
    powerOn: () => Promise.resolve((done.push('powered on'), ok(undefined))),
  }
  const target = {
    get: () => Promise.resolve(ok(undefined)),
    list: (kind: { kind: string }) => {
      done.push(`looked for ${kind.kind}`)
      return Promise.resolve(
        ok(made && kind.kind === 'VirtualMachine' ? [{ metadata: { name: 'web' } }] : []),
      )
    },
  }
  const options = {
    journal: fresh.journal,
    providers: { source: () => ok(source), target: () => ok(target) },
    holder: { computer: 'here', pid: 1, start: 'a', seat: 'b' },
    ...{ now: () => NOW, onChange: () => undefined },
  } as unknown as LeftWorkOptions
  return { options, done, acts: () => done.filter((one) => !one.startsWith('looked')) }
}

const leftNow = () => fresh.journal.vmRecords('run-1')[0]?.left

describe('what a withdrawal could not do', () => {
  it('is done later, own snapshots only, and is no more said of the run then', async () => {
    const run = anEndedRun(['target', 'snapshots', 'power'])
    const { options, acts, done } = bothEnds()
    expect(await finishLeft(options, run, 'by itself')).toEqual(ok({ finished: 1 }))
    expect(acts()).toEqual(['removed palletjack-plan-1-run-1-2', 'powered on'])
    expect(done).toContain('looked for DataVolume')
    expect([leftNow(), fresh.journal.migration('run-1')?.left]).toEqual([undefined, undefined])
  })

  it('is left to a person where a virtual machine stands, which may run', async () => {
    const run = anEndedRun(['target', 'power'])
    const { options, acts } = bothEnds({ made: true })
    expect(await finishLeft(options, run, 'asked')).toMatchObject({
      problem: { code: 'migration.unfinished-vm' },
    })
    expect([acts(), leftNow()?.what]).toEqual([[], ['target', 'power']])
  })

  it('powers nothing on by itself that went off long ago', async () => {
    const run = anEndedRun(['snapshots', 'power'], 30)
    const { options, acts } = bothEnds()
    await finishLeft(options, run, 'by itself')
    expect([acts(), leftNow()?.what]).toEqual([['removed palletjack-plan-1-run-1-2'], ['power']])
    await finishLeft(options, run, 'asked')
    expect([acts().at(-1), leftNow()]).toEqual(['powered on', undefined])
  })

  it('is nobody’s business any more once a later run has taken the VM up', async () => {
    const run = anEndedRun(['target', 'snapshots', 'power'])
    const { endedAt: _endedAt, left: _left, ...rest } = run
    fresh.journal.putMigration({ ...rest, id: 'run-2', state: 'running', startedAt: hoursAgo(0) })
    const { options, done } = bothEnds()
    expect(await finishLeft(options, run, 'by itself')).toEqual(ok({ finished: 1 }))
    expect([done, leftNow()]).toEqual([[], undefined])
  })
})
