import { describe, expect, it } from 'vitest'
import { fail, ok, type Problem } from '../../../shared/problem.ts'
import { aDisk, aPlan, aVm, anInventory } from '../../../test/fixtures/inventory.ts'
import type { Outcome, PhaseContext } from '../context.ts'
import { newRecords } from '../records.ts'
import {
  createFinalSnapshot,
  createInitialSnapshot,
  createSnapshot,
  enableChangeTracking,
  removeLastSnapshot,
} from './snapshots.ts'

const plan = { ...aPlan(), type: 'warm' as const, id: 'plan-1', createdAt: '' }
const full: Problem = {
  code: 'vsphere.no-disk-space',
  message: 'The datastore is full.',
  remedy: 'Make room.',
}
const NOW = Date.parse('2026-05-01T12:00:00Z')

/** `problem`: of each snapshot. `there`: names of those that the VM has. */
function contextOf(problem?: Problem, { there = [] as readonly string[], power = 'poweredOff' } = {}) {
  const made: string[] = []
  const removed: string[] = []
  const logged: string[] = []
  const [record] = newRecords(plan, anInventory({ vms: [aVm({ disks: [aDisk()] })] }))
  const source = {
    snapshots: () => Promise.resolve(ok(there.map((name) => ({ id: name, name })))),
    removeSnapshot: (id: string) => Promise.resolve((removed.push(id), ok(undefined))),
    powerState: () => Promise.resolve(ok(power)),
    createSnapshot: (_: string, { name }: { name: string }) =>
      Promise.resolve(problem ? fail(problem) : ok((made.push(name), `snapshot-${made.length}`))),
  }
  const context = {
    ends: { source: () => ok(source), now: () => NOW },
    plan,
    record: record!,
    manifests: { migrationId: 'run-1' },
    signal: new AbortController().signal,
    save: () => undefined,
    log: ({ message }: { message: string }) => logged.push(message),
  }
  return { context: context as unknown as PhaseContext, record: record!, made, removed, logged }
}

/** What comes after a trouble that does not pass. */
const given = (outcome: Outcome) => (outcome.kind === 'wait' ? outcome.otherwise?.() : outcome)

describe('a snapshot of a round', () => {
  it.each([
    ['first', createInitialSnapshot],
    ['next', createSnapshot],
    ['final', createFinalSnapshot],
  ])('is made once, though the %s phase is gone through twice', async (_, phase) => {
    const { context, record, made } = contextOf()
    expect(await phase(context)).toEqual({ kind: 'done' })
    expect(await phase(context)).toEqual({ kind: 'done' })
    expect(made).toHaveLength(1)
    expect(record.warm?.precopies).toMatchObject([{ number: 1, snapshotId: 'snapshot-1' }])
  })

  it('that cannot be made before a delta is tried again, then put off with its reason', async () => {
    const { context, record, logged } = contextOf(full)
    const outcome = await createSnapshot(context)
    expect(outcome).toMatchObject({ kind: 'wait', trouble: full, tries: 3 })
    expect(given(outcome)).toEqual({ kind: 'goto', phase: 'CopyingPaused' })
    expect(record.warm).toMatchObject({ putOff: full.message, nextPrecopyAt: '2026-05-01T12:05:00.000Z' })
    expect(logged.join()).toContain('put off: The datastore is full. Make room.')
  })

  it('that cannot be made in the cutover is tried again, and has no other way out', async () => {
    const outcome = await createFinalSnapshot(contextOf(full).context)
    expect(outcome).toMatchObject({ kind: 'wait', trouble: full, tries: 3 })
    expect(given(outcome)).toBeUndefined()
  })

  it('that vSphere made after all goes before the cutover, which would take it for its own', async () => {
    const stray = 'palletjack-plan-1-run-1-2'
    const { context, record, removed } = contextOf(undefined, { there: ['nightly backup', stray] })
    record.warm = { precopies: [] }
    expect(await removeLastSnapshot(context)).toEqual({ kind: 'done' })
    expect(removed).toEqual([stray])
  })

  it('of a source that somebody powered on again would not be the last', async () => {
    const { context, made } = contextOf(undefined, { power: 'poweredOn' })
    expect(await createFinalSnapshot(context)).toMatchObject({ problem: { code: 'migration.source-on' } })
    expect(made).toEqual([])
  })

  it('of another plan is not called that of a stranger', async () => {
    const { context } = contextOf(undefined, { there: ['palletjack-other-1-2'] })
    expect(await createInitialSnapshot(context)).toMatchObject({
      problem: {
        code: 'migration.foreign-snapshot',
        message: expect.stringContaining('another plan') as string,
      },
    })
  })
})

it('stuns a VM whose tracking was switched on by a process that did not live to do it', async () => {
  const { context, record, made, removed } = contextOf()
  const tracked = { ends: { ...context.ends, sourceVm: () => ok({ vm: { changeTracking: true } }) } }
  const tracking = { ...context, ...tracked } as unknown as PhaseContext
  expect(await enableChangeTracking(tracking)).toEqual({ kind: 'done' })
  expect(made).toEqual([])
  record.warm = { precopies: [], needsStun: true }
  const source = { ...(context.ends.source() as { value: object }).value }
  Object.assign(source, { setChangeTracking: () => ok(undefined) })
  Object.assign(tracking.ends, { source: () => ok(source) })
  Object.assign(tracking, { plan: { ...plan, options: { ...plan.options, enableChangeTracking: true } } })
  expect(await enableChangeTracking(tracking)).toEqual({ kind: 'done' })
  expect([made, removed, record.warm.needsStun]).toEqual([
    ['palletjack-plan-1-run-1-tracking'],
    ['snapshot-1'],
    undefined,
  ])
})
