import { expect, it } from 'vitest'
import { experienceOf, forecastError, measuredOf } from './measured.ts'
import type { VmRecord } from './record.ts'

const at = (second: number) => new Date(second * 1_000).toISOString()

function recordOf(change: Partial<VmRecord>): VmRecord {
  const steps = [
    { name: 'ImageConversion', state: 'completed', startedAt: at(100), endedAt: at(160) },
    { name: 'VirtualMachineCreation', state: 'completed', startedAt: at(160), endedAt: at(165) },
  ]
  return { steps, ...change } as unknown as VmRecord
}

it('counts the downtime from the moment that the guest was off to the new VM', () => {
  const shutdown = { askedAt: at(10), offAt: at(40) }
  const warm = { precopies: [], cutoverStartedAt: at(5) }
  expect(measuredOf(recordOf({ shutdown, warm }))).toEqual({
    shutdownMs: 30_000,
    conversionMs: 60_000,
    downtimeMs: 125_000,
  })
})

it('counts from the cutover where the guest was off before, and says nothing of what is not over', () => {
  const warm = { precopies: [], cutoverStartedAt: at(5) }
  expect(measuredOf(recordOf({ warm })).downtimeMs).toBe(160_000)
  expect(measuredOf(recordOf({})).downtimeMs).toBeUndefined()
  expect(measuredOf(recordOf({ warm, steps: [] }))).toEqual({})
})

it('learns no shutdown from a plug that was pulled', () => {
  const shutdown = { askedAt: at(10), offAt: at(40), hard: true }
  expect(experienceOf([recordOf({ shutdown })])).toEqual({ shutdownMs: [], conversionMs: [60_000] })
})

it.each([
  [150, 0],
  [100, 0],
  [300, 0.5],
  [50, -0.5],
])('tells how far %i s lie from a forecast of 100 to 200 s: %f', (seconds, error) => {
  expect(forecastError({ lowMs: 100_000, highMs: 200_000 }, seconds * 1_000)).toBe(error)
})
