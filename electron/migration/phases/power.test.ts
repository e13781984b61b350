import { describe, expect, it } from 'vitest'
import type { Vm } from '../../../shared/inventory/model.ts'
import type { VmRecord } from '../../../shared/migration/record.ts'
import { planOptionsSchema, type PlanOptions } from '../../../shared/plan/model.ts'
import { fail, ok, type Result } from '../../../shared/problem.ts'
import { aPlan, aVm, anInventory } from '../../../test/fixtures/inventory.ts'
import type { PhaseContext } from '../context.ts'
import { newRecords } from '../records.ts'
import { powerOffSource, storePowerState, waitForPowerOff } from './power.ts'

const noTools = { code: 'vsphere.tools-unavailable', message: 'No VMware Tools.', remedy: 'Start them.' }
const noRight = { code: 'vsphere.no-permission', message: 'It is not allowed.', remedy: 'Allow it.' }

interface Source {
  readonly power: Vm['powerState']
  readonly shutdown?: Result<void>
  readonly options?: Partial<PlanOptions>
  readonly phaseMs?: number
}

/** A VM on a source that notes what it is asked to do. */
function contextOf({ power, shutdown = ok(undefined), options, phaseMs = 0 }: Source) {
  const asked: string[] = []
  const plan = { ...aPlan(), id: 'plan-1', createdAt: '', options: planOptionsSchema.parse({ ...options }) }
  const [record] = newRecords(plan, anInventory({ vms: [aVm()] }))
  const session = {
    powerState: () => Promise.resolve(ok(power)),
    shutdownGuest: () => Promise.resolve((asked.push('shut down'), shutdown)),
    powerOff: () => Promise.resolve((asked.push('pull the plug'), ok(undefined))),
  }
  const ends = { source: () => ok(session) }
  const context = { ends, plan, record: record!, phaseMs, log: () => undefined } as unknown as PhaseContext
  return { context, asked, record: record as VmRecord }
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
    const refused = contextOf({ power: 'poweredOn', shutdown: fail(noTools) })
    expect(await powerOffSource(refused.context)).toEqual({ kind: 'fail', problem: noTools })
    expect(refused.asked).toEqual(['shut down'])
    const options = { onShutdownTimeout: 'power-off' as const }
    const allowed = contextOf({ power: 'poweredOn', shutdown: fail(noTools), options })
    expect(await powerOffSource(allowed.context)).toEqual({ kind: 'done' })
    expect(allowed.asked).toEqual(['shut down', 'pull the plug'])
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
    const late = contextOf({ power: 'poweredOn', phaseMs: 60_000, options: limits })
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
})
