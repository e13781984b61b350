import { describe, expect, it } from 'vitest'
import type { PrecopyRecord } from '../../../shared/migration/record.ts'
import { fail, ok, type Problem } from '../../../shared/problem.ts'
import { aDisk, aPlan, aVm, anInventory } from '../../../test/fixtures/inventory.ts'
import type { PhaseContext } from '../context.ts'
import { newRecords } from '../records.ts'
import { storeSnapshotDeltas } from './deltas.ts'
import { addFinalCheckpoint } from './rounds.ts'

const plan = { ...aPlan(), type: 'warm' as const, id: 'plan-1', createdAt: '' }
const invalid: Problem = { code: 'vsphere.change-history-invalid', message: 'noEpoch.', remedy: 'Copy.' }
const GIB = 1024 ** 3

const aRound = (number: number, change: Partial<PrecopyRecord> = {}): PrecopyRecord => ({
  ...{ number, snapshotId: `snapshot-${number}`, startedAt: '', bytes: 0, diskBytes: [], full: number === 1 },
  changeIds: {},
  ...change,
})

interface World {
  /** Of the snapshot. */
  readonly disks?: readonly { key: number; capacityBytes: number }[]
  readonly areas?: Problem
  readonly removing?: Problem
}

/** A VM of one disk of 1 GiB in its second round. */
function secondRound({ disks = [{ key: 2000, capacityBytes: GIB }], areas, removing }: World = {}) {
  const steps: string[] = []
  const vm = aVm({ disks: [aDisk({ key: 2000, capacityBytes: GIB })] })
  const [record] = newRecords(plan, anInventory({ vms: [vm] }))
  record!.warm = { precopies: [aRound(1, { changeIds: { 2000: '52/1' }, diskBytes: [GIB] }), aRound(2)] }
  const source = {
    changeIds: () => Promise.resolve(ok(new Map(disks.map(({ key }) => [key, '52/2'])))),
    snapshotDisks: () => Promise.resolve(ok(disks)),
    changedAreas: () =>
      Promise.resolve(areas ? fail(areas) : ok({ capacityBytes: GIB, areas: [{ start: 0, length: 4096 }] })),
  }
  const target = {
    delete: () => Promise.resolve(removing ? fail(removing) : (steps.push('removed'), ok(undefined))),
    apply: () => Promise.resolve((steps.push('applied'), ok({}))),
  }
  const context = {
    ends: { source: () => ok(source), target: () => ok(target), now: () => 0 },
    ...{ plan, record, manifests: { migrationId: 'run-1' } },
    save: () => steps.push(`journaled as ${record!.warm?.precopies.at(-1)?.full ? 'full' : 'delta'}`),
    log: () => undefined,
  } as unknown as PhaseContext
  return { context, record: record!, steps }
}

describe.each([
  ['a round', storeSnapshotDeltas],
  ['the last round', addFinalCheckpoint],
])('the disks of %s', (_, phase) => {
  it.each([
    [
      'was added',
      [
        { key: 2000, capacityBytes: GIB },
        { key: 2001, capacityBytes: GIB },
      ],
    ],
    ['has grown', [{ key: 2000, capacityBytes: 2 * GIB }]],
    ['was removed', []],
  ])('are not copied where one %s since the round before', async (_words, disks) => {
    const { context, steps } = secondRound({ disks })
    expect(await phase(context)).toMatchObject({ problem: { code: 'migration.source-changed' } })
    expect(steps).toEqual([])
  })

  it('are journaled as copied again before what was copied is removed', async () => {
    const { context, record, steps } = secondRound({ areas: invalid })
    expect(await phase(context)).toEqual({ kind: 'goto', phase: 'CreateDataVolumes' })
    expect(steps).toEqual(['journaled as full', 'removed'])
    expect(record.disks).toMatchObject([{ state: 'pending', bytesCopied: 0, bytesTotal: GIB }])
  })

  it('are removed by a second pass too, and never added to', async () => {
    const removing = { code: 'cluster.unreachable', message: 'Away.', remedy: 'Wait.' }
    const first = secondRound({ areas: invalid, removing })
    expect(await phase(first.context)).toMatchObject({ kind: 'wait', trouble: removing })
    const { context, record, steps } = secondRound()
    record.warm = first.record.warm!
    expect(await phase(context)).toEqual({ kind: 'goto', phase: 'CreateDataVolumes' })
    expect(steps).toEqual(['journaled as full', 'removed'])
  })
})
