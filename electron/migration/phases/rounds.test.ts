import { expect, it } from 'vitest'
import { aDisk, aPlan, aVm, anInventory } from '../../../test/fixtures/inventory.ts'
import type { PhaseContext } from '../context.ts'
import { newRecords } from '../records.ts'
import { copyingPaused } from './rounds.ts'

const plan = { ...aPlan(), type: 'warm' as const, id: 'plan-1', createdAt: '' }
const NOW = Date.parse('2026-05-01T12:00:00Z')
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString()

function idle() {
  const [record] = newRecords(plan, anInventory({ vms: [aVm({ disks: [aDisk()] })] }))
  record!.warm = { precopies: [], nextPrecopyAt: at(30) }
  for (const disk of record!.disks) disk.state = 'completed'
  const host = { asked: [] as number[] }
  const context = {
    ends: { now: () => NOW },
    ...{ plan, record, experience: () => ({ shutdownMs: [], conversionMs: [] }) },
    admit: () => {
      host.asked.push(record!.disks.filter((disk) => disk.state !== 'completed').length)
      return { admitted: true }
    },
  } as unknown as PhaseContext
  return { context, record: record!, host }
}

it('holds no slot of its own when it asks again, after a pass that was let in and did not count', async () => {
  const { context, record, host } = idle()
  record.warm!.cutoverAt = at(-1)
  expect(await copyingPaused(context)).toEqual({ kind: 'goto', phase: 'StorePowerState' })
  expect(await copyingPaused(context)).toEqual({ kind: 'goto', phase: 'StorePowerState' })
  expect(host.asked).toEqual([0, 0])
})

it('lets a cutover be withdrawn after a pass that did not count', async () => {
  const { context, record } = idle()
  record.warm!.cutoverAt = at(-1)
  await copyingPaused(context)
  delete record.warm!.cutoverAt
  record.warm!.nextPrecopyAt = at(30)
  expect(await copyingPaused(context)).toMatchObject({ kind: 'wait' })
  expect(record.warm!.cutoverStartedAt).toBeUndefined()
})

it('does not put the next delta off by as much as the clock was set back', async () => {
  const { context, record } = idle()
  record.warm!.nextPrecopyAt = at(60 * 24)
  expect(await copyingPaused(context)).toMatchObject({
    reason: expect.stringContaining('in 1 h') as string,
  })
  expect(record.warm!.nextPrecopyAt).toBe(at(60))
})
