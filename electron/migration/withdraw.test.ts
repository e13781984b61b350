import { describe, expect, it } from 'vitest'
import type { VmRecord } from '../../shared/migration/record.ts'
import { planOptionsSchema, type PlanOptions } from '../../shared/plan/model.ts'
import { fail, ok, type Problem } from '../../shared/problem.ts'
import { aPlan, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import { newRecords } from './records.ts'
import type { DrivenRun } from './vm-driver.ts'
import { withdraw } from './withdraw.ts'

const away: Problem = { code: 'cluster.unreachable', message: 'The cluster is away.', remedy: 'Wait.' }
const broken: Problem = { code: 'x.y', message: 'It failed.', remedy: 'Start again.' }
/** A step is tried once only in a process that ends. */
const STOP = AbortSignal.abort()

interface World {
  readonly change: Partial<VmRecord>
  readonly options?: Partial<PlanOptions>
  /** Of the target; `here`: with the virtual machine of the VM on it. */
  readonly target?: 'away' | 'unreadable' | 'empty' | 'here'
}

/** A VM that was on, and of which nothing can be read but what the test says. */
function aWithdrawal({ change, options, target = 'empty' }: World) {
  const done: string[] = []
  const plan = { ...aPlan(), id: 'plan-1', createdAt: '', options: planOptionsSchema.parse({ ...options }) }
  const [record] = newRecords(plan, anInventory({ vms: [aVm()] }))
  Object.assign(record!, { startedAt: '2026-01-01', restorePowerState: 'poweredOn', ...change })
  const machine = { metadata: { name: 'web-01', labels: { migration: 'run-1' } } }
  const lists = (kind: { kind: string }) =>
    target === 'unreadable' && kind.kind === 'VirtualMachine' && done.push('looked') === 1
      ? fail(away)
      : ok(kind.kind === 'VirtualMachine' && target !== 'empty' ? [machine] : [])
  const cluster = {
    list: (kind: { kind: string }) => Promise.resolve(lists(kind)),
    get: () => Promise.resolve(ok(undefined)),
    delete: (kind: { kind: string }) => Promise.resolve((done.push(`removed ${kind.kind}`), ok(undefined))),
  }
  const source = {
    powerState: () => Promise.resolve(ok('poweredOff')),
    powerOn: () => Promise.resolve((done.push('powered on'), ok(undefined))),
  }
  const ends = {
    ...{ source: () => ok(source), target: () => (target === 'away' ? fail(away) : ok(cluster)) },
    now: () => 0,
  }
  const context = { plan, ends, manifests: { migrationId: 'run-1' } }
  const run = { context, save: () => undefined, log: () => undefined } as unknown as DrivenRun
  return { run, record: record!, done }
}

describe('a VM that is withdrawn', () => {
  it('is not powered on where what was made of it could not be removed, and may run', async () => {
    const change: Partial<VmRecord> = { phase: 'CreateVM', mayRun: true }
    const { run, record, done } = aWithdrawal({ change, target: 'away' })
    await withdraw(run, record, STOP)
    expect(done).toEqual([])
    expect(record.left).toMatchObject({
      what: ['target', 'power'],
      problem: { remedy: expect.stringContaining('only when that is gone') as string },
    })
  })

  it('is powered on where nothing can run of it, and what is left is noted', async () => {
    const { run, record, done } = aWithdrawal({ change: { phase: 'CopyDisks' }, target: 'away' })
    await withdraw(run, record, STOP)
    expect(done).toEqual(['powered on'])
    expect(record.left).toMatchObject({ what: ['target'], problem: { message: away.message } })
  })

  it('keeps its virtual machine where it failed after that was made, whatever the plan says of conversions', async () => {
    const change: Partial<VmRecord> = { phase: 'CreateVM', mayRun: true, problem: broken }
    const options = { keepDisksOnConversionFailure: false }
    const { run, record, done } = aWithdrawal({ change, options, target: 'here' })
    await withdraw(run, record, STOP)
    expect([done, record.kept?.phase, record.left]).toEqual([[], 'CreateVM', undefined])
  })

  it('keeps no copy of a source that runs again', async () => {
    const problem = { ...broken, code: 'migration.source-on' }
    const { run, record } = aWithdrawal({ change: { phase: 'CreateVM', problem } })
    await withdraw(run, record, STOP)
    expect(record.kept).toBeUndefined()
  })

  it('loses nothing while it cannot be told whether another Palletjack has made it', async () => {
    const { run, record, done } = aWithdrawal({ change: { phase: 'CopyDisks' }, target: 'unreadable' })
    await withdraw(run, record, STOP)
    expect(done.filter((one) => one.startsWith('removed'))).toEqual([])
  })

  it('before it began is powered on where an earlier run had shut it down', async () => {
    const { run, record, done } = aWithdrawal({ change: { startedAt: undefined } })
    await withdraw(run, record, STOP)
    expect(done).toEqual(['powered on'])
  })
})
