import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Phase } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import type { StoredMigration } from '../journal/service.ts'
import { RunFeed } from './run-feed.ts'

const HOUR = 3_600_000

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('measures the rate of a round by that round, not by the hour of rest before it', () => {
  const disk = { bytesCopied: 0, bytesTotal: 4_000_000 }
  const record = {
    ...{ state: 'running', phase: 'CopyDisks', steps: [], warm: { precopies: [] }, disks: [disk] },
    source: { name: 'db-01' },
  }
  const feed = feedOf(record as unknown as VmRecord)
  const at = (ms: number, phase: Phase, bytes: number) => {
    Object.assign(record, { phase })
    disk.bytesCopied = bytes
    vi.advanceTimersByTime(ms)
    feed.publishSoon()
    vi.advanceTimersByTime(1_000)
    return feed.view.value.estimate
  }
  at(0, 'CopyDisks', 0)
  expect(at(9_000, 'CopyDisks', 1_000_000).bytesPerSecond).toBe(100_000)
  at(0, 'CopyingPaused', 2_000_000)
  expect(at(HOUR, 'CopyDisks', 2_000_000)).toEqual({
    bytesPerSecond: 0,
    quality: 'rough',
    basis: 'no rate was measured yet',
  })
  expect(at(9_000, 'CopyDisks', 3_000_000).bytesPerSecond).toBe(100_000)
  feed.close()
})

function feedOf(record: VmRecord): RunFeed {
  const stored = { id: 'run-1', plan: { id: 'plan-1', name: 'wave-1', type: 'warm' }, state: 'running' }
  return new RunFeed({
    stored: () => stored as unknown as StoredMigration,
    records: [record],
    limitOf: () => ({ limit: 10, because: '' }),
    experience: () => ({ shutdownMs: [], conversionMs: [] }),
    drivenBy: () => undefined,
    now: () => Date.now(),
    onEta: () => undefined,
    onView: () => undefined,
  })
}
