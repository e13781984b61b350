import { describe, expect, it } from 'vitest'
import type { Vm } from '../../../shared/inventory/model.ts'
import { diskIndexAnnotation } from '../../../shared/manifests/data-volume.ts'
import { ownership } from '../../../shared/manifests/labels.ts'
import { fail, ok, type Problem } from '../../../shared/problem.ts'
import { aDisk, aPlan, aVm, anInventory } from '../../../test/fixtures/inventory.ts'
import type { PhaseContext } from '../context.ts'
import { newRecords } from '../records.ts'
import { copyDisks, createDataVolumes } from './copy.ts'

const plan = { ...aPlan(), id: 'plan-1', createdAt: '' }
const planned = aVm({ disks: [aDisk()] })
const blind: Problem = { code: 'cluster.unreachable', message: 'It is gone.', remedy: 'Wait.' }

interface World {
  /** The VM as vSphere shows it now; undefined: it is gone. */
  readonly now?: Vm | undefined
  /** Status of its DataVolume. */
  readonly status?: object
  readonly stillMs?: number
  readonly watchProblem?: Problem
  /** Why vCenter does not answer. */
  readonly away?: Problem
}

function contextOf({ now, status = {}, stillMs = 0, watchProblem, away }: World) {
  const applied: unknown[] = []
  const [record] = newRecords(plan, anInventory({ vms: [planned] }))
  const annotations = { [diskIndexAnnotation]: '0' }
  const metadata = {
    name: 'web-01-disk',
    namespace: 'demo',
    labels: ownership('plan-1', 'vm-1'),
    annotations,
  }
  const target = { apply: (object: unknown) => Promise.resolve(ok((applied.push(object), object))) }
  const ends = {
    target: () => ok(target),
    source: () => ok({ powerState: () => Promise.resolve(away ? fail(away) : ok('poweredOff')) }),
    isBeingEdited: () => false,
    sourceVm: () => Promise.resolve(ok(now && { vm: now })),
    watchProblem: () => watchProblem,
    dataVolumes: () => [{ apiVersion: 'v1', kind: 'DataVolume', metadata, status }],
    claimTrouble: () => Promise.resolve('no room in the pool'),
  }
  const context = { ends, plan, record: record!, stillMs: () => stillMs, moved: () => undefined }
  return { context: context as unknown as PhaseContext, applied, record: record! }
}

describe('the disks of a VM', () => {
  it.each([
    ['resized', aVm({ disks: [aDisk({ capacityBytes: 2 ** 30 })] })],
    ['added', aVm({ disks: [aDisk(), aDisk({ key: 2001, file: '[gold] web-01/web-01_1.vmdk' })] })],
    ['gone with their VM', undefined],
  ])('that were %s since the plan are not copied', async (_, now) => {
    const { context, applied } = contextOf({ now })
    expect(await createDataVolumes(context)).toMatchObject({
      problem: { code: 'migration.source-changed', meaning: 'Nothing was copied.' },
    })
    expect(applied).toEqual([])
  })
})

describe('a copy', () => {
  const conditions = [{ type: 'Running', status: 'False', message: 'nbdkit: login refused' }]

  it.each([
    ['that CDI gives up', { phase: 'Failed', conditions }],
    ['whose importer fails again and again', { phase: 'ImportInProgress', restartCount: 4, conditions }],
  ])('%s fails with what the importer said', async (_, status) => {
    const { context, record } = contextOf({ status })
    const outcome = await copyDisks(context)
    expect(outcome).toMatchObject({ kind: 'fail', problem: { code: 'migration.copy-failed' } })
    expect(JSON.stringify(outcome)).toContain('nbdkit: login refused')
    expect(record.disks).toMatchObject([{ state: 'failed' }])
  })

  it('whose importer fails while vCenter is away waits for vCenter, and then counts anew', async () => {
    const away: Problem = { code: 'vsphere.refused', message: 'Nobody listens.', remedy: 'Wait.' }
    const failing = { phase: 'ImportInProgress', restartCount: 4, conditions }
    const first = contextOf({ status: failing, away })
    expect(await copyDisks(first.context)).toMatchObject({ kind: 'wait', trouble: away })
    expect(first.record.restarts).toEqual([4])
    const { context, record } = contextOf({ status: { ...failing, restartCount: 5 } })
    record.restarts = [4]
    expect(await copyDisks(context)).toMatchObject({ kind: 'wait' })
  })

  it('whose importer was started three times goes on', async () => {
    const { context, record } = contextOf({
      status: { phase: 'ImportInProgress', progress: '50%', restartCount: 3 },
    })
    expect(await copyDisks(context)).toEqual({ kind: 'wait', reason: '' })
    expect(record.disks).toMatchObject([{ state: 'running', bytesCopied: record.disks[0]!.bytesTotal / 2 }])
  })

  it('that does not move for half an hour fails with its reason, and not before', async () => {
    const status = { phase: 'Pending' }
    const early = await copyDisks(contextOf({ status, stillMs: 30 * 60_000 }).context)
    expect(early).toMatchObject({
      kind: 'wait',
      reason: expect.stringContaining('no room in the pool') as string,
    })
    const late = await copyDisks(contextOf({ status, stillMs: 30 * 60_000 + 1 }).context)
    expect(late).toMatchObject({
      problem: {
        code: 'migration.copy-stuck',
        detail: expect.stringContaining('no room in the pool') as string,
      },
    })
  })

  it('is not judged by what a watch showed before it broke off', async () => {
    const { context, record } = contextOf({ status: { phase: 'Failed' }, watchProblem: blind })
    expect(await copyDisks(context)).toMatchObject({ kind: 'wait', trouble: blind })
    expect(record.disks).not.toMatchObject([{ state: 'failed' }])
  })
})
