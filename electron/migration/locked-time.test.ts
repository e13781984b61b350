import { expect, it } from 'vitest'
import { aPlan, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import { forgetLocked, noteLocked, phaseMs } from './locked-time.ts'
import { newRecords } from './records.ts'

const BEGAN = Date.parse('2026-01-01T00:00:00Z')
const MINUTE_MS = 60_000

it('counts no minute of a phase in which the vault was locked, also over the end of a process', () => {
  const plan = { ...aPlan(), id: 'plan-1', createdAt: '' }
  const [record] = newRecords(plan, anInventory({ vms: [aVm()] }))
  if (!record) throw new Error('no record')
  const at = (minutes: number) => BEGAN + minutes * MINUTE_MS
  record.phaseStartedAt = new Date(BEGAN).toISOString()
  expect(phaseMs(record, at(2))).toBe(2 * MINUTE_MS)
  expect(noteLocked(record, true, at(2))).toBe(true)
  expect(noteLocked(record, true, at(3))).toBe(false)
  const journaled = JSON.parse(JSON.stringify(record)) as typeof record
  expect(phaseMs(journaled, at(600))).toBe(2 * MINUTE_MS)
  expect(noteLocked(journaled, false, at(600))).toBe(true)
  expect(phaseMs(journaled, at(601))).toBe(3 * MINUTE_MS)
  noteLocked(journaled, true, at(601))
  noteLocked(journaled, false, at(700))
  expect(phaseMs(journaled, at(701))).toBe(4 * MINUTE_MS)
  forgetLocked(journaled)
  journaled.phaseStartedAt = new Date(at(701)).toISOString()
  expect(phaseMs(journaled, at(702))).toBe(MINUTE_MS)
})
