import { expect, it } from 'vitest'
import { etaView, tellEta, type EtaFacts } from './eta.ts'
import type { Downtime, Estimate } from './model.ts'
import type { VmRecord } from './record.ts'

const NOW = Date.parse('2026-05-01T12:00:00Z')
const at = (second: number) => new Date(NOW + second * 1_000).toISOString()
const MINUTE = 60_000

const fair: Estimate = {
  bytesPerSecond: 1,
  remainingMs: 3 * MINUTE,
  remainingLowMs: 2 * MINUTE,
  remainingHighMs: 4 * MINUTE,
  quality: 'fair',
  basis: 'copy rate',
}
const forecast: Downtime = { lowMs: 6 * MINUTE, highMs: 9 * MINUTE, quality: 'good', basis: 'three deltas' }

const aRecord = (change: Partial<VmRecord>): VmRecord =>
  ({ hostId: 'host-1', hostName: 'esx-01', disks: [{}], steps: [], state: 'running', ...change }) as VmRecord

const cutOver = (change: Partial<VmRecord> = {}): VmRecord =>
  aRecord({ warm: { precopies: [], cutoverStartedAt: at(-60), forecast }, ...change })

const factsOf = (change: Partial<EtaFacts>): EtaFacts => ({
  ...{ type: 'warm', records: [], estimate: fair, limitOf: () => ({ limit: 10 }), now: NOW },
  ...change,
})

it('is said of a cold run once its rate was measured for a while', () => {
  expect(tellEta(factsOf({ type: 'cold', estimate: { ...fair, quality: 'rough' } }))).toBeUndefined()
  expect(tellEta(factsOf({ type: 'cold' }))).toEqual({
    at: at(0),
    lowMs: 2 * MINUTE,
    highMs: 4 * MINUTE,
    quality: 'fair',
    basis: 'copy rate',
  })
})

it('is said of a warm run when no cutover is open any more, from the forecasts of all', () => {
  const ended = aRecord({ state: 'failed', endedAt: at(-10) })
  expect(tellEta(factsOf({ records: [cutOver(), aRecord({})] }))).toBeUndefined()
  expect(tellEta(factsOf({ records: [ended] }))).toBeUndefined()
  expect(tellEta(factsOf({ records: [cutOver(), ended] }))).toMatchObject({
    at: at(0),
    lowMs: 5 * MINUTE,
    highMs: 8 * MINUTE,
    basis: 'one VM: three deltas',
  })
})

it('is measured at the last VM that arrived, and not before the run is over', () => {
  const eta = { at: at(0), lowMs: 5 * MINUTE, highMs: 8 * MINUTE, quality: 'fair', basis: '' } as const
  const arrived = (second: number) =>
    aRecord({
      state: 'succeeded',
      steps: [{ name: 'VirtualMachineCreation', state: 'completed', endedAt: at(second) }],
    })
  const records = [arrived(600), arrived(720), aRecord({ state: 'failed' })]
  expect(etaView(eta, records, false)).toEqual(eta)
  expect(etaView(eta, [aRecord({ state: 'failed' })], true)).toEqual(eta)
  expect(etaView(eta, records, true)).toEqual({ ...eta, reallyMs: 12 * MINUTE, error: 0.5 })
})
