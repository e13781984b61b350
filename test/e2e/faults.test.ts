/** A spread of the fault matrix: one of each kind, cold and warm. `npm run test:faults` runs all of it. */
import { describe, expect, it } from 'vitest'
import { faulty } from '../faults/begin.ts'
import { faultCases } from '../faults/matrix.ts'
import { runCases } from '../faults/run.ts'

const SPREAD = [
  'vCenter is away, cold, PowerOffSource',
  'the API server answers with 500, cold, CopyDisks',
  'the token has expired (401), cold, CreateVM',
  'the importer crashes again and again, cold, CopyDisks',
  'the conversion is killed for its memory, cold, CreateGuestConversionPod',
  'a snapshot fails, warm, CreateSnapshot',
  'no space on the datastore, warm, CreateFinalSnapshot',
  'asleep for an hour, cold, WaitForPowerOff',
  'the clock jumps two hours ahead, cold, ConvertGuest',
]

describe('a migration with a fault', () => {
  it('comes to the end that is written for it, with equal disks or the source as before', async () => {
    const cases = faultCases().filter((one) => SPREAD.includes(`${one.fault}, ${one.type}, ${one.phase}`))
    expect(cases).toHaveLength(SPREAD.length)
    expect(await runCases(cases, 3)).toMatchObject({
      cases: SPREAD.length,
      failures: [],
      hashMismatches: 0,
      leftovers: 0,
    })
  }, 300_000)

  it('does not count where nobody came across the fault', async () => {
    const begin = faulty(['SuspendVM_Task'], 'SystemError', 'A general system error occurred.')
    const expected = { outcome: 'goes on' } as const
    const summary = await runCases([{ fault: 'unmet', type: 'cold', phase: 'CreateVM', begin, expected }], 1)
    expect(summary).toMatchObject({
      asExpected: 0,
      failures: [{ failures: ['nobody came across the fault'] }],
    })
  })
})
