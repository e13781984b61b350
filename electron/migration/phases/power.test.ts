import { describe, expect, it } from 'vitest'
import type { Vm } from '../../../shared/inventory/model.ts'
import type { VmRecord } from '../../../shared/migration/record.ts'
import { copiesNow } from '../../../shared/migration/view.ts'
import { planOptionsSchema, type PlanOptions } from '../../../shared/plan/model.ts'
import { fail, ok, type Result } from '../../../shared/problem.ts'
import { aPlan, aVm, anInventory } from '../../../test/fixtures/inventory.ts'
import type { PhaseContext } from '../context.ts'
import { newRecords } from '../records.ts'
import { powerOffSource, storePowerState, waitForPowerOff } from './power.ts'

const noTools = { code: 'vsphere.tools-unavailable', message: 'No VMware Tools.', remedy: 'Start them.' }
const noRight = { code: 'vsphere.no-permission', message: 'It is not allowed.', remedy: 'Allow it.' }

const NOW = Date.parse('2026-03-01T00:00:00Z')
const MINUTE = 60_000

interface Source {
  readonly power: Vm['powerState']
  readonly shutdown?: Result<void>
  readonly options?: Partial<PlanOptions>
  readonly phaseMs?: number
}

/** A VM on a source that notes what it is asked to do. */
function contextOf({ power, shutdown = ok(undefined), options, phaseMs = 0 }: Source) {
  const asked: string[] = []
  const saved: object[] = []
  const plan = { ...aPlan(), id: 'plan-1', createdAt: '', options: planOptionsSchema.parse({ ...options }) }
  const [record] = newRecords(plan, anInventory({ vms: [aVm()] }))
  const session = {
    powerState: () => Promise.resolve(ok(power)),
    shutdownGuest: () => Promise.resolve((asked.push('shut down'), shutdown)),
    powerOff: () => Promise.resolve((asked.push('pull the plug'), ok(undefined))),
  }
  const ends = { source: () => ok(session), now: () => NOW }
  const host = { isFull: false }
  const context = {
    ...{ ends, plan, record: record!, phaseMs },
    log: () => undefined,
    save: () => saved.push(structuredClone(record?.shutdown ?? {})),
    admit: () => (host.isFull ? { admitted: false, reason: 'no slot' } : { admitted: true }),
  } as unknown as PhaseContext
  return { context, asked, record: record as VmRecord, host, saved }
}

describe('the power of the source', () => {
  it('is remembered as it was before the first pass', async () => {
    const { context, record } = contextOf({ power: 'poweredOff' })
    record.restorePowerState = 'poweredOn'
    expect(await storePowerState(context)).toEqual({ kind: 'done' })
    expect(record.restorePowerState).toBe('poweredOn')
  })

  it('is left alone where it is suspended, since its memory would be lost', async () => {
    const { context, asked } = contextOf({ power: 'suspended', options: { onShutdownTimeout: 'power-off' } })
    expect(await powerOffSource(context)).toMatchObject({ problem: { code: 'migration.suspended' } })
    expect(asked).toEqual([])
  })

  it('is cut off without Tools only where the plan allows it', async () => {
    const giveUp = { onShutdownTimeout: 'give-up' as const }
    const refused = contextOf({ power: 'poweredOn', shutdown: fail(noTools), options: giveUp })
    expect(await powerOffSource(refused.context)).toEqual({ kind: 'fail', problem: noTools })
    expect(refused.asked).toEqual(['shut down'])
    const options = { onShutdownTimeout: 'power-off' as const }
    const allowed = { power: 'poweredOn', shutdown: fail(noTools), options } as const
    const early = contextOf({ ...allowed, phaseMs: 5 * MINUTE - 1 })
    expect(await powerOffSource(early.context)).toMatchObject({ kind: 'wait' })
    expect(early.asked).toEqual(['shut down'])
    const late = contextOf({ ...allowed, phaseMs: 5 * MINUTE })
    expect(await powerOffSource(late.context)).toEqual({ kind: 'done' })
    expect(late.asked).toEqual(['shut down', 'pull the plug'])
  })

  it('is not cut off in the middle of a shutdown that was asked for before, since Tools end first', async () => {
    const options = { onShutdownTimeout: 'power-off' as const }
    const source = { power: 'poweredOn', shutdown: fail(noTools), options, phaseMs: 6 * MINUTE } as const
    const { context, asked, record } = contextOf(source)
    record.shutdown = { askedAt: new Date(NOW).toISOString() }
    expect(await powerOffSource(context)).toEqual({ kind: 'done' })
    expect([asked, record.shutdown.askedAt]).toEqual([['shut down'], new Date(NOW).toISOString()])
  })

  it('is left alone where the guest was suspended meanwhile', async () => {
    const options = { onShutdownTimeout: 'power-off' as const }
    const { context, asked } = contextOf({ power: 'suspended', options, phaseMs: 6 * MINUTE })
    expect(await waitForPowerOff(context)).toMatchObject({ problem: { code: 'migration.suspended' } })
    expect(asked).toEqual([])
  })

  it('leaves the slots of its host to others while it asks, and takes them before it is cut off', async () => {
    const { context, asked, record, host } = contextOf({ power: 'poweredOn', phaseMs: 5 * MINUTE })
    record.state = 'running'
    expect(copiesNow(record)).toBe(1)
    await waitForPowerOff(context)
    expect(copiesNow(record)).toBe(0)
    record.shutdown!.decision = 'power-off'
    host.isFull = true
    expect(await waitForPowerOff(context)).toEqual({ kind: 'wait', reason: 'no slot' })
    expect(asked).toEqual([])
    host.isFull = false
    expect(await waitForPowerOff(context)).toEqual({ kind: 'done' })
    expect([asked, copiesNow(record)]).toEqual([['pull the plug'], 1])
  })

  it('is not cut off for any other reason', async () => {
    const options = { onShutdownTimeout: 'power-off' as const }
    const { context, asked } = contextOf({ power: 'poweredOn', shutdown: fail(noRight), options })
    expect(await powerOffSource(context)).toEqual({ kind: 'fail', problem: noRight })
    expect(asked).toEqual(['shut down'])
  })

  it('is waited for up to the limit, and then cut off only where the plan allows it', async () => {
    const limits = { shutdownTimeoutMs: 60_000 }
    const early = contextOf({
      power: 'poweredOn',
      phaseMs: 59_999,
      options: { ...limits, onShutdownTimeout: 'power-off' },
    })
    expect(await waitForPowerOff(early.context)).toMatchObject({ kind: 'wait' })
    const late = contextOf({
      power: 'poweredOn',
      phaseMs: 60_000,
      options: { ...limits, onShutdownTimeout: 'give-up' },
    })
    expect(await waitForPowerOff(late.context)).toMatchObject({
      problem: {
        code: 'migration.shutdown-timeout',
        meaning: 'Nothing was copied; the source is as it was.',
      },
    })
    expect([...early.asked, ...late.asked]).toEqual([])
    const allowed = contextOf({
      power: 'poweredOn',
      phaseMs: 60_000,
      options: { ...limits, onShutdownTimeout: 'power-off' },
    })
    expect(await waitForPowerOff(allowed.context)).toEqual({ kind: 'done' })
    expect(allowed.asked).toEqual(['pull the plug'])
  })

  it('asks where the plan says so, and goes on as it is answered', async () => {
    const { context, asked, record } = contextOf({ power: 'poweredOn', phaseMs: 5 * MINUTE })
    const text = 'the guest did not shut down within 5 min: power it off, wait 5 min longer, or give up'
    expect(await waitForPowerOff(context)).toEqual({ kind: 'wait', reason: `asks: ${text}` })
    expect(record.shutdown?.question).toMatchObject({ kind: 'shutdown-timeout', text })
    expect(asked).toEqual([])
    record.shutdown = { waitUntil: new Date(NOW + 4 * MINUTE).toISOString() }
    expect(await waitForPowerOff(context)).toMatchObject({
      reason: expect.stringContaining('4 min longer') as string,
    })
    record.shutdown = { waitUntil: new Date(NOW).toISOString() }
    expect(await waitForPowerOff(context)).toMatchObject({
      reason: expect.stringContaining('asks: ') as string,
    })
    record.shutdown.decision = 'give-up'
    expect(await waitForPowerOff(context)).toMatchObject({ problem: { code: 'migration.shutdown-timeout' } })
    record.shutdown.decision = 'power-off'
    expect(await waitForPowerOff(context)).toEqual({ kind: 'done' })
    expect([asked, record.shutdown.question]).toEqual([['pull the plug'], undefined])
  })

  it('asks at once where no Tools run, and goes on by itself when somebody shuts the guest down', async () => {
    const { context, record, saved } = contextOf({ power: 'poweredOn', shutdown: fail(noTools) })
    expect(await powerOffSource(context)).toMatchObject({
      reason: expect.stringContaining('VMware Tools do not run') as string,
    })
    expect(record.shutdown).toMatchObject({ question: { kind: 'no-tools' } })
    await powerOffSource(context)
    expect(saved.at(-1)).not.toHaveProperty('askedAt')
    const off = contextOf({ power: 'poweredOff' })
    off.record.shutdown = record.shutdown!
    off.record.restorePowerState = 'poweredOn'
    expect(await powerOffSource(off.context)).toEqual({ kind: 'done' })
    expect(off.record.shutdown).toMatchObject({ offAt: new Date(NOW).toISOString() })
    expect(off.record.shutdown.question).toBeUndefined()
  })

  it('is timed from the request to the guest until it is seen off', async () => {
    const { context, record } = contextOf({ power: 'poweredOn' })
    await powerOffSource(context)
    expect(record.shutdown).toEqual({ askedAt: new Date(NOW).toISOString() })
  })
})
