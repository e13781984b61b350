import fc from 'fast-check'
import { expect, it } from 'vitest'
import { forecastAll, forecastDowntime } from './downtime.ts'
import type { VmRecord } from './record.ts'

const START = Date.parse('2026-03-01T00:00:00Z')
const MINUTE = 60_000
const GIB = 2 ** 30

/** Rounds an hour apart, of so many bytes, each copied at 100 MiB/s. */
function recordOf(...bytes: number[]): VmRecord {
  const precopies = bytes.map((size, index) => ({
    number: index + 1,
    startedAt: new Date(START + index * 60 * MINUTE).toISOString(),
    endedAt: new Date(START + index * 60 * MINUTE + (size / (100 * 2 ** 20)) * 1_000).toISOString(),
    bytes: size,
    diskBytes: [size],
    full: index === 0,
    snapshotId: `s-${index}`,
    changeIds: {},
  }))
  return { warm: { precopies } } as unknown as VmRecord
}
const nothing = { shutdownMs: [], conversionMs: [] }
const known = { shutdownMs: [30_000, 40_000], conversionMs: [4 * MINUTE, 5 * MINUTE] }
const later = (rounds: number, minutes: number) => START + (rounds - 1) * 60 * MINUTE + minutes * MINUTE

it('says nothing before a copy ended', () => {
  expect(forecastDowntime(recordOf(), nothing, START)).toBeUndefined()
})

it('is rough after the full copy, fair after a delta, good once all was seen', () => {
  expect(forecastDowntime(recordOf(50 * GIB), nothing, later(1, 30))).toMatchObject({
    quality: 'rough',
    basis: 'no delta was copied yet; no conversion was measured yet',
  })
  expect(forecastDowntime(recordOf(50 * GIB, GIB), nothing, later(2, 30))?.quality).toBe('fair')
  expect(forecastDowntime(recordOf(50 * GIB, GIB, GIB, GIB), known, later(4, 30))).toMatchObject({
    quality: 'good',
    basis: expect.stringContaining('3 deltas, the last of 1.0 GiB at 100.0 MiB/s') as string,
  })
})

it('holds what comes where the guest goes on as it did', () => {
  const forecast = forecastDowntime(recordOf(50 * GIB, GIB, GIB, GIB), known, later(4, 60))
  // An hour of writes is 1 GiB: some 10 s of copying, half a minute of shutdown, some 4.5 min of conversion, a minute around.
  const really = 10_000 + 35_000 + 4.5 * MINUTE + 45_000
  expect(forecast?.lowMs).toBeLessThan(really)
  expect(forecast?.highMs).toBeGreaterThan(really)
})

it('grows with the time since the last delta, and is a span whatever the rounds', () => {
  const size = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50 * GIB }))
  fc.assert(
    fc.property(fc.array(size, { minLength: 1, maxLength: 8 }), fc.nat(600), (bytes, minutes) => {
      const record = recordOf(...bytes)
      const now = forecastDowntime(record, known, later(bytes.length, minutes))!
      const then = forecastDowntime(record, known, later(bytes.length, minutes + 60))!
      expect(now.lowMs).toBeLessThanOrEqual(now.highMs)
      expect([now.lowMs, now.highMs].every(Number.isFinite)).toBe(true)
      expect(then.highMs).toBeGreaterThanOrEqual(now.highMs)
    }),
  )
})

it('knows of a guest that writes nothing that its last delta will be small', () => {
  const forecast = forecastDowntime(recordOf(50 * GIB, 0, 0, 0), known, later(4, 60))
  expect(forecast).toMatchObject({
    lowMs: 20_000 + 22_500 + 3 * MINUTE,
    highMs: 90_000 + 50_000 + 6.25 * MINUTE,
    basis: expect.stringContaining('3 deltas, the last of which was empty;') as string,
  })
})

it('is as long as the longest of those that are ready, and longer where they take turns on a host', () => {
  const of = (hostId: string, minutes: number) => ({
    hostId,
    hostName: hostId,
    disks: 2,
    downtime: { lowMs: minutes * MINUTE, highMs: 2 * minutes * MINUTE, quality: 'fair' as const, basis: 'b' },
  })
  const limit = (copies: number) => () => ({ limit: copies })
  expect(forecastAll([], limit(4))).toBeUndefined()
  expect(forecastAll([of('a', 3), of('a', 5), of('b', 1)], limit(4))).toEqual({
    lowMs: 5 * MINUTE,
    highMs: 10 * MINUTE,
    quality: 'fair',
    basis: 'the longest of 3 VMs: b',
  })
  expect(forecastAll([of('a', 3), of('a', 5), of('b', 1)], limit(2))).toMatchObject({
    lowMs: 5 * MINUTE,
    highMs: 20 * MINUTE,
    basis: 'the longest of 3 VMs: b; up to 2 turns, since a bears 2 disk copies',
  })
})
