import { describe, expect, it } from 'vitest'
import { fail, ok, ProblemError } from '../../shared/problem.ts'
import { aDisk, aPlan, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import type { Journal } from '../journal/service.ts'
import { freshJournal } from '../journal/test-support/fresh-journal.ts'
import type { Vm } from '../../shared/inventory/model.ts'
import { copiesOn } from '../../shared/migration/scheduler.ts'
import { pause } from './pause.ts'
import { newRecords } from './records.ts'
import { createSlots } from './slots.ts'
import { MigrationRun, type RunOptions } from './run.ts'

const fresh = freshJournal()

const full = new ProblemError({ code: 'journal.disk-full', message: 'Full.', remedy: 'Make room.' })
const away = { code: 'cluster.unreachable', message: 'The cluster is away.', remedy: 'Wait for it.' }

/** A journal on a disk whose room the test takes and gives back; it starts without any. */
function crowded(): { journal: Journal; hasRoom: boolean } {
  const disk = {
    hasRoom: false,
    journal: {
      ...fresh.journal,
      putMigration: (one) => need(() => fresh.journal.putMigration(one)),
      putVmRecord: (id, record) => need(() => fresh.journal.putVmRecord(id, record)),
      appendEvent: (id, event) => need(() => fresh.journal.appendEvent(id, event)),
    } satisfies Journal,
  }
  const need = <T>(write: () => T): T => {
    if (!disk.hasRoom) throw full
    return write()
  }
  return disk
}

/** A run whose cluster is away, so that it waits in its first phase. */
function runOn(
  journal: Journal,
  vms: readonly Vm[] = [aVm()],
  held: RunOptions['held'] = () => [],
  isBeingEdited: (hostId: string) => boolean = () => false,
): MigrationRun {
  const plan = {
    ...aPlan(),
    vms: vms.map(({ id }) => ({ vmId: id })),
    id: 'plan-1',
    createdAt: '2026-01-01T00:00:00.000Z',
  }
  const [startedAt, ownerPid] = ['2026-01-01T00:00:00.000Z', process.pid]
  const stored = {
    id: 'run-1',
    plan,
    state: 'running',
    startedAt,
    createdNamespace: false,
    ownerPid,
  } as const
  const ends: RunOptions['ends'] = {
    source: () => fail(away),
    target: () => fail(away),
    sourceVm: () => Promise.resolve(fail(away)),
    useSourceSecret: () => Promise.reject(new Error('nothing logs in here')),
    diskPassphrases: () => undefined,
    copyLimit: () => ({ limit: 10, because: '' }),
    isBeingEdited,
    directWay: () => Promise.resolve({ kind: 'none' }),
    dataVolumes: () => [],
    pods: () => [],
    watchProblem: () => away,
    now: Date.now,
    nextChange: pause,
    tellWarnings: () => undefined,
    lease: {
      start: () => Promise.resolve(),
      problem: () => undefined,
      look: () => Promise.resolve(),
      watching: () => undefined,
      missing: () => undefined,
      isHeld: () => true,
      drivenBy: () => undefined,
      takeOver: () => Promise.resolve(ok(undefined)),
      release: () => Promise.resolve(undefined),
    },
    claimTrouble: () => Promise.resolve(''),
    leftovers: () => Promise.resolve(fail(away)),
    ensureNamespace: () => Promise.resolve(fail(away)),
    close: () => undefined,
  }
  const manifests = { planId: plan.id } as RunOptions['context']['manifests']
  return new MigrationRun({
    journal,
    stored,
    records: newRecords(plan, anInventory({ vms: [...vms] })),
    ends,
    context: { plan, sourceUsername: '', manifests },
    earlier: { shutdownMs: [], conversionMs: [] },
    held,
    slots: createSlots(),
    onView: () => undefined,
  })
}

async function waitsFor(run: MigrationRun, words: string): Promise<void> {
  for await (const view of run.feed.view.watch()) if (view.vms[0]?.waitReason.includes(words)) return
  throw new Error(`the run ended without waiting for ${words}`)
}

describe('a journal without room', () => {
  it('holds the run with that reason, and lets it go on as soon as there is room', async () => {
    const disk = crowded()
    const run = runOn(disk.journal)
    await waitsFor(run, 'waits for room')
    expect(fresh.journal.events('run-1', 0, 100)).toEqual([])
    disk.hasRoom = true
    await waitsFor(run, away.message)
    await run.stop()
    const events = fresh.journal.events('run-1', 0, 100)
    expect(events.map((event) => event.type)).toEqual(['migration', 'step', 'phase', 'wait'])
    expect(fresh.journal.vmRecords('run-1')).toMatchObject([{ state: 'running', phase: 'Started' }])
  })

  it('lets the run be stopped', async () => {
    const run = runOn(crowded().journal)
    await run.stop()
    expect(fresh.journal.events('run-1', 0, 100)).toEqual([])
  })
})

describe('slots of a host', () => {
  const host = { sourceId: aPlan().sourceId, hostId: 'host-1' }
  const aVmOf = (id: string, disks: number): Vm =>
    aVm({ id, name: id, disks: Array.from({ length: disks }, (_, at) => aDisk({ key: 2000 + at })) })

  it('are held from the moment a VM is let in, long before its first disk is copied', async () => {
    const runs: MigrationRun[] = []
    const held = () => runs.flatMap((run) => run.heldSlots())
    const disk = crowded()
    disk.hasRoom = true
    const run = runOn(disk.journal, [aVmOf('vm-1', 6), aVmOf('vm-2', 6)], held)
    runs.push(run)
    await waitsFor(run, away.message)
    expect(run.feed.view.value.vms.map(({ state, waitReason }) => [state, waitReason])).toEqual([
      ['running', expect.stringContaining(away.message)],
      ['waiting', 'waits for a slot on esx-01: 6 of 10 disk copies running, 6 more wanted'],
    ])
    expect(run.feed.view.value.hosts).toMatchObject([{ copies: 6, limit: 10 }])
    await run.stop()
  })

  it('are given to nobody while the host is edited, and an edit that begins later sees every copy', async () => {
    const edit = { isOn: true }
    const disk = crowded()
    disk.hasRoom = true
    const run = runOn(disk.journal, [aVmOf('vm-1', 2)], undefined, () => edit.isOn)
    await waitsFor(run, 'waits until the settings of esx-01 are changed')
    expect(copiesOn(host, run.heldSlots())).toBe(0)
    edit.isOn = false
    await waitsFor(run, away.message)
    edit.isOn = true
    expect(copiesOn(host, run.heldSlots())).toBe(2)
    await run.stop()
  })
})

it('lets no further VM begin while new starts are paused; journaled, and said of those that wait', async () => {
  const edit = { isOn: true }
  const disk = crowded()
  disk.hasRoom = true
  const run = runOn(disk.journal, [aVm()], undefined, () => edit.isOn)
  await waitsFor(run, 'waits until the settings')
  run.pauseStarts(true)
  edit.isOn = false
  await waitsFor(run, 'waits: new starts are paused')
  expect(run.feed.view.value).toMatchObject({ startsPaused: true, vms: [{ state: 'waiting' }] })
  expect(fresh.journal.migration('run-1')?.startsPaused).toBe(true)
  run.pauseStarts(false)
  await waitsFor(run, away.message)
  expect(run.feed.view.value.startsPaused).toBeUndefined()
  await run.stop()
})
