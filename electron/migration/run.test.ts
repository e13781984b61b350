import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fail, ProblemError } from '../../shared/problem.ts'
import { aPlan, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import type { Journal } from '../journal/service.ts'
import { openJournal } from '../journal/sqlite-journal.ts'
import { pause } from './pause.ts'
import { newRecords } from './records.ts'
import { MigrationRun, type RunOptions } from './run.ts'

let home: string
let opened: Journal
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'run-'))
  opened = openJournal(home)
})
afterEach(() => {
  opened.close()
  rmSync(home, { recursive: true, force: true })
})

const full = new ProblemError({ code: 'journal.disk-full', message: 'Full.', remedy: 'Make room.' })
const away = { code: 'cluster.unreachable', message: 'The cluster is away.', remedy: 'Wait for it.' }

/** A journal on a disk whose room the test takes and gives back; it starts without any. */
function crowded(): { journal: Journal; hasRoom: boolean } {
  const disk = {
    hasRoom: false,
    journal: {
      ...opened,
      putMigration: (one) => need(() => opened.putMigration(one)),
      putVmRecord: (id, record) => need(() => opened.putVmRecord(id, record)),
      appendEvent: (id, event) => need(() => opened.appendEvent(id, event)),
    } satisfies Journal,
  }
  const need = <T>(write: () => T): T => {
    if (!disk.hasRoom) throw full
    return write()
  }
  return disk
}

/** A run whose cluster is away, so that it waits in its first phase. */
function runOn(journal: Journal): MigrationRun {
  const plan = { ...aPlan(), id: 'plan-1', createdAt: '2026-01-01T00:00:00.000Z' }
  const [startedAt, ownerPid] = ['2026-01-01T00:00:00.000Z', process.pid]
  const stored = {
    id: 'run-1',
    plan,
    state: 'running',
    startedAt,
    createdNamespace: false,
    ownerPid,
  } as const
  const world: RunOptions['world'] = {
    source: () => fail(away),
    target: () => fail(away),
    sourceVm: () => Promise.resolve(fail(away)),
    useSourceSecret: () => Promise.reject(new Error('nothing logs in here')),
    dataVolumes: () => [],
    pods: () => [],
    watchProblem: () => away,
    now: Date.now,
    nextChange: pause,
    tellWarnings: () => undefined,
    claimTrouble: () => Promise.resolve(''),
    leftovers: () => Promise.resolve(fail(away)),
    ensureNamespace: () => Promise.resolve(fail(away)),
    close: () => undefined,
  }
  const manifests = { planId: plan.id } as RunOptions['context']['manifests']
  return new MigrationRun({
    journal,
    stored,
    records: newRecords(plan, anInventory({ vms: [aVm()] })),
    world,
    context: { plan, sourceUsername: '', manifests },
    claims: () => [],
    onChange: () => undefined,
  })
}

async function waitsFor(run: MigrationRun, words: string): Promise<void> {
  for await (const view of run.view.watch()) if (view.vms[0]?.waitReason.includes(words)) return
  throw new Error(`the run ended without waiting for ${words}`)
}

describe('a journal without room', () => {
  it('holds the run with that reason, and lets it go on as soon as there is room', async () => {
    const disk = crowded()
    const run = runOn(disk.journal)
    await waitsFor(run, 'waits for room')
    expect(opened.events('run-1', 0, 100)).toEqual([])
    disk.hasRoom = true
    await waitsFor(run, away.message)
    await run.stop()
    const events = opened.events('run-1', 0, 100)
    expect(events.map((event) => event.type)).toEqual(['migration', 'step', 'phase', 'wait'])
    expect(opened.vmRecords('run-1')).toMatchObject([{ state: 'running', phase: 'Started' }])
  })

  it('lets the run be stopped', async () => {
    const run = runOn(crowded().journal)
    await run.stop()
    expect(opened.events('run-1', 0, 100)).toEqual([])
  })
})
