import { describe, expect, it } from 'vitest'
import type { Steps } from './run-options.ts'
import { steer } from './steer-run.ts'
import { idleView, toldClient } from './test-support/steered.ts'

const now = '2026-01-31T12:00:00.000Z'

function steered(steps: Steps) {
  const { client, told } = toldClient()
  return { told, steering: steer(client, steps, { say: () => undefined }, () => new Date(now)) }
}

describe('steer', () => {
  it('copies the deltas one after the other, then cuts each VM over once', () => {
    const { told, steering } = steered({ deltas: 1, cutover: 'now' })
    for (const rounds of [1, 1, 2, 2]) steering.view(idleView(rounds))
    const each = (name: string, more: object) =>
      ['vm-1', 'vm-2'].map((vmId) => [name, { migrationId: 'run-1', vmIds: [vmId], ...more }])
    expect(told).toEqual([...each('copyNow', {}), ...each('setCutover', { at: now })])
  })

  it('leaves the deltas their interval where only their number was said', () => {
    const { told, steering } = steered({ deltas: 1 })
    steering.view(idleView(1))
    expect(told).toEqual([])
    steering.view(idleView(2))
    expect(told).toHaveLength(2)
  })

  it('sets a time once, for all VMs, and does nothing while one is busy or was not asked for', () => {
    const at = '2026-02-01T02:00:00+01:00'
    const timed = steered({ cutover: { at } })
    for (const rounds of [1, 2]) timed.steering.view(idleView(rounds))
    expect(timed.told).toEqual([['setCutover', { migrationId: 'run-1', at }]])
    const waits = steered({})
    waits.steering.view(idleView(3))
    expect(waits.told).toEqual([])
    const busy = steered({ cutover: 'now' })
    busy.steering.view(idleView(1, { phase: 'CopyDisks' }))
    expect(busy.told).toEqual([])
  })
})
