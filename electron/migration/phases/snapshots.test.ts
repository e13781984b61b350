import { describe, expect, it } from 'vitest'
import { fail, ok, type Problem } from '../../../shared/problem.ts'
import { aDisk, aPlan, aVm, anInventory } from '../../../test/fixtures/inventory.ts'
import type { Outcome, PhaseContext } from '../context.ts'
import { newRecords } from '../records.ts'
import { createFinalSnapshot, createInitialSnapshot, createSnapshot } from './snapshots.ts'

const plan = { ...aPlan(), type: 'warm' as const, id: 'plan-1', createdAt: '' }
const full: Problem = {
  code: 'vsphere.no-disk-space',
  message: 'The datastore is full.',
  remedy: 'Make room.',
}
const NOW = Date.parse('2026-05-01T12:00:00Z')

/** `problem`: of each snapshot. */
function contextOf(problem?: Problem) {
  const made: string[] = []
  const logged: string[] = []
  const [record] = newRecords(plan, anInventory({ vms: [aVm({ disks: [aDisk()] })] }))
  const source = {
    snapshots: () => Promise.resolve(ok([])),
    createSnapshot: (_: string, { name }: { name: string }) =>
      Promise.resolve(problem ? fail(problem) : ok((made.push(name), `snapshot-${made.length}`))),
  }
  const context = {
    ends: { source: () => ok(source), now: () => NOW },
    plan,
    record: record!,
    manifests: { migrationId: 'run-1' },
    log: ({ message }: { message: string }) => logged.push(message),
  }
  return { context: context as unknown as PhaseContext, record: record!, made, logged }
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
})
