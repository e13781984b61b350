import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { aPlan } from '../../test/fixtures/inventory.ts'
import type { FixEvent } from '../../shared/preflight/fix-model.ts'
import type { PreflightSummary } from '../../shared/preflight/model.ts'
import { SCHEMA_STEPS } from './schema.ts'
import { freshJournal } from './test-support/fresh-journal.ts'

const fresh = freshJournal()

const summary = (runId: string, at: string, providerId = 'src'): PreflightSummary => ({
  runId,
  providerId,
  source: 'lab',
  sourceKind: 'live',
  at,
  factsAt: at,
  rules: 1,
  objects: 1,
  vms: 1,
  counts: { Critical: 0, Warning: 0, Information: 0, unknown: 0, waived: 0, isNew: 0 },
  cold: { ready: 1, attention: 0, blocked: 0, unknown: 0 },
  warm: { ready: 1, attention: 0, blocked: 0, unknown: 0 },
})
const body = { findings: new Uint8Array([1, 2, 3]), facts: new Uint8Array([4]) }
const day = (n: number) => `2026-01-${String(n).padStart(2, '0')}T00:00:00.000Z`

describe('preflight in the journal', () => {
  it('keeps the last ten runs of each provider', () => {
    for (let n = 1; n <= 12; n++) fresh.journal.putPreflightRun(summary(`run-${n}`, day(n)), body)
    fresh.journal.putPreflightRun(summary('other', day(1), 'file'), body)
    expect(fresh.journal.preflightRuns('src').map((run) => run.runId)).toEqual(
      Array.from({ length: 10 }, (_, n) => `run-${12 - n}`),
    )
    expect(fresh.journal.preflightRuns()).toHaveLength(11)
    expect(fresh.journal.preflightRun('run-2')).toBeUndefined()
    expect(fresh.journal.preflightBody('run-2')).toBeUndefined()
    expect(fresh.journal.preflightBody('run-12')).toEqual(body)
  })

  it('replaces a run in its place', () => {
    fresh.journal.putPreflightRun(summary('run-1', day(1)), body)
    fresh.journal.putPreflightRun(summary('run-2', day(2)), body)
    fresh.journal.putPreflightRun(
      { ...summary('run-1', day(1)), rules: 7 },
      { ...body, facts: new Uint8Array() },
    )
    fresh.journal.putPreflightSummary({ ...summary('run-2', day(2)), vms: 9 })
    expect(fresh.journal.preflightRuns('src')).toMatchObject([
      { runId: 'run-2', vms: 9 },
      { runId: 'run-1', rules: 7 },
    ])
    expect(fresh.journal.preflightBody('run-1')?.facts).toHaveLength(0)
  })

  it('keeps changes beside a run until it is put again or forgotten', () => {
    const changes = () => fresh.journal.preflightChanges('run-1').map((bytes) => [...bytes])
    fresh.journal.putPreflightRun(summary('run-1', day(1)), body)
    fresh.journal.putPreflightChange({ ...summary('run-1', day(1)), vms: 2 }, new Uint8Array([1]))
    fresh.journal.putPreflightChange({ ...summary('run-1', day(1)), vms: 3 }, new Uint8Array([2, 2]))
    expect(changes()).toEqual([[1], [2, 2]])
    expect(fresh.journal.preflightRun('run-1')?.vms).toBe(3)
    expect(fresh.journal.preflightBody('run-1')).toEqual(body)
    fresh.journal.putPreflightRun(summary('run-1', day(1)), body)
    expect(changes()).toEqual([])
    fresh.journal.putPreflightChange(summary('run-1', day(1)), new Uint8Array([3]))
    for (let n = 2; n <= 11; n++) fresh.journal.putPreflightRun(summary(`run-${n}`, day(n)), body)
    expect(fresh.journal.preflightRun('run-1')).toBeUndefined()
    expect(changes()).toEqual([])
  })

  it('remembers waivers and acknowledgements by provider, across a restart', () => {
    const waiver = { by: 'Ada', at: day(1), reason: 'known' }
    fresh.journal.putWaivers('src', ['a', 'b', 'c'], waiver)
    fresh.journal.putWaivers('src', ['c'], { ...waiver, by: 'Bo' })
    fresh.journal.removeWaivers('src', ['a', 'never'])
    fresh.journal.putAcknowledgement('src', { id: 'backup', by: 'Ada', at: day(1) })
    fresh.journal.putAcknowledgement('src', { id: 'dns', by: 'Ada', at: day(1) })
    fresh.journal.removeAcknowledgement('src', 'dns')
    fresh.reopen()
    expect([...fresh.journal.waivers('src', '', 10)]).toEqual([
      ['b', waiver],
      ['c', { ...waiver, by: 'Bo' }],
    ])
    expect([...fresh.journal.waivers('src', 'b', 10).keys()]).toEqual(['c'])
    expect([...fresh.journal.waivers('src', '', 1).keys()]).toEqual(['b'])
    expect(fresh.journal.waivers('other', '', 10).size).toBe(0)
    expect(fresh.journal.acknowledgements('src')).toEqual([{ id: 'backup', by: 'Ada', at: day(1) }])
  })

  it('forgets all of a provider that is removed, and nothing of another', () => {
    for (const id of ['src', 'file']) {
      fresh.journal.putPreflightRun(summary(`run-${id}`, day(1), id), body)
      fresh.journal.putWaivers(id, ['a'], { by: 'Ada', at: day(1), reason: 'known' })
      fresh.journal.putAcknowledgement(id, { id: 'backup', by: 'Ada', at: day(1) })
    }
    fresh.journal.removeProvider('src')
    expect(fresh.journal.preflightRuns().map((run) => run.providerId)).toEqual(['file'])
    expect([fresh.journal.waivers('src', '', 10).size, fresh.journal.waivers('file', '', 10).size]).toEqual([
      0, 1,
    ])
    expect([fresh.journal.acknowledgements('src'), fresh.journal.acknowledgements('file')]).toMatchObject([
      [],
      [{}],
    ])
  })

  it('remembers what the waves of a provider are grouped by, until it is removed', () => {
    expect(fresh.journal.waveGrouping('src')).toBeUndefined()
    fresh.journal.putWaveGrouping('src', { by: 'folder' })
    fresh.journal.putWaveGrouping('src', { by: 'category', category: 'Tier' })
    fresh.journal.putWaveGrouping('file', { by: 'auto' })
    expect(fresh.journal.waveGrouping('src')).toEqual({ by: 'category', category: 'Tier' })
    fresh.journal.removeProvider('src')
    expect([fresh.journal.waveGrouping('src'), fresh.journal.waveGrouping('file')]).toEqual([
      undefined,
      { by: 'auto' },
    ])
  })

  it('keeps the log of fixes, newest first, until the provider is removed', () => {
    const event = (id: string, state: FixEvent['state']): FixEvent => ({
      ...{ at: day(1), by: 'Ada', fix: 'consolidate', runId: 'run-1', findingId: `rule:${id}` },
      ...{ object: { kind: 'vm', id, name: id }, state },
    })
    fresh.journal.appendFixEvent('src', event('vm-1', 'began'))
    fresh.journal.appendFixEvent('src', event('vm-2', 'began'))
    fresh.journal.appendFixEvent('src', event('vm-1', 'done'))
    fresh.journal.appendFixEvent('other', event('vm-1', 'began'))
    expect(fresh.journal.fixEvents('src', 10, 'vm-1')).toEqual([
      event('vm-1', 'done'),
      event('vm-1', 'began'),
    ])
    expect(fresh.journal.fixEvents('src', 2)).toEqual([event('vm-1', 'done'), event('vm-2', 'began')])
    fresh.journal.removeProvider('src')
    expect(fresh.journal.fixEvents('src', 10)).toEqual([])
    expect(fresh.journal.fixEvents('other', 10)).toHaveLength(1)
  })

  it('opens a file of schema 1 with all that is in it', () => {
    const plan = { ...aPlan(), id: 'plan-1', createdAt: day(1) }
    fresh.reopen(() => {
      for (const name of readdirSync(fresh.home)) rmSync(join(fresh.home, name))
      const old = new DatabaseSync(join(fresh.home, 'journal.sqlite'))
      old.exec(`${SCHEMA_STEPS[0]} PRAGMA user_version = 1;`)
      old
        .prepare('INSERT INTO plan (id, created_at, data) VALUES (?, ?, ?)')
        .run(plan.id, plan.createdAt, JSON.stringify(plan))
      old.close()
    })
    expect(fresh.journal.plans()).toEqual([plan])
    fresh.journal.putPreflightRun(summary('run-1', day(1)), body)
    expect(fresh.journal.preflightRuns()).toHaveLength(1)
  })
})
