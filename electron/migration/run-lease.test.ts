import { describe, expect, it } from 'vitest'
import { ok, type Problem } from '../../shared/problem.ts'
import type { DrivenBy } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import { aPlan } from '../../test/fixtures/inventory.ts'
import { pause } from './pause.ts'
import type { OpenRunEnds } from './run-ends.ts'
import { LeaseKeeper } from './run-lease.ts'

const lost: Problem = {
  code: 'migration.lease-lost',
  message: 'Palletjack on host-b drives.',
  remedy: 'Wait.',
}
const plan = { ...aPlan(), id: 'plan-1', createdAt: '2026-01-01T00:00:00.000Z' }

/** A lease that is as the test says. */
function keeper() {
  const now: { lost?: Problem; missing?: Problem; by?: DrivenBy; left?: Problem } = {}
  const told: (string | undefined)[] = []
  const stop = new AbortController()
  let look = (): void => undefined
  const ends = {
    nextChange: pause,
    now: Date.now,
    lease: {
      start: (onLook: () => void) => {
        look = onLook
        look()
        return Promise.resolve()
      },
      problem: () => now.lost,
      watching: () => now.lost,
      missing: () => now.missing,
      isHeld: () => !now.lost && !now.missing,
      drivenBy: () => now.by,
      takeOver: () => Promise.resolve(ok(undefined)),
      release: () => Promise.resolve(now.left),
    },
  } as unknown as OpenRunEnds
  const lease = new LeaseKeeper({
    ...{ plan, ends, stop: stop.signal },
    onHeld: () => told.push('held'),
    log: ({ message }) => told.push(message),
    publish: () => undefined,
  })
  return { now, told, stop, lease, look: () => look() }
}

it('tells once that the plan is driven elsewhere, and that it was taken over', async () => {
  const { now, told, lease, look } = keeper()
  await lease.follow()
  Object.assign(now, { lost, by: { state: 'other', computer: 'host-b' } })
  look()
  now.by = { state: 'quiet', computer: 'host-b' }
  look()
  delete now.lost
  look()
  look()
  expect(told).toEqual([
    'held',
    'Palletjack on host-b drives. This one only watches.',
    'This Palletjack has taken the run over.',
    'held',
  ])
})

it('warns when no lease can be kept', async () => {
  const { now, told, lease } = keeper()
  now.missing = { code: 'cluster.forbidden', message: 'You may not create leases.', remedy: 'Ask.' }
  await lease.follow()
  expect(told).toEqual([expect.stringMatching(/two desktops could drive it at once\. You may not create/)])
})

it('lets a VM wait with that reason until the lease is there, or the wait is ended', async () => {
  const { now, lease, stop } = keeper()
  now.lost = lost
  const record = { waitReason: '' } as VmRecord
  const waiting = lease.untilHeld([record], stop.signal)
  expect(record.waitReason).toBe('waits: Palletjack on host-b drives.')
  delete now.lost
  expect(await waiting).toBe(true)
  now.lost = lost
  const ended = lease.untilOurs([record])
  stop.abort()
  expect(await ended).toBe(false)
})

describe('the lease of a run that is over', () => {
  const away: Problem = { code: 'cluster.unreachable', message: 'The cluster is away.', remedy: 'Wait.' }

  it('is waited for while the cluster is away', async () => {
    const { now, told, lease } = keeper()
    now.left = away
    const released = lease.release()
    await expect
      .poll(() => told)
      .toEqual([expect.stringMatching(/cannot be removed yet: The cluster is away/)])
    delete now.left
    expect(await released).toBe(true)
    expect(told).toHaveLength(1)
  })

  it('is left to the next process when this one ends meanwhile', async () => {
    const { now, lease, stop } = keeper()
    now.left = away
    const released = lease.release()
    stop.abort()
    expect(await released).toBe(false)
  })

  it('is named with the way to remove it where nobody may', async () => {
    const { now, told, lease } = keeper()
    now.left = { ...away, code: 'cluster.other' }
    expect(await lease.release()).toBe(true)
    expect(told).toEqual([expect.stringContaining('kubectl -n')])
  })
})
