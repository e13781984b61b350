import { afterEach, describe, expect, it } from 'vitest'
import { aPlan } from '../../test/fixtures/inventory.ts'
import type { Drift } from '../../shared/plan/drift-model.ts'
import type { Plan } from '../../shared/plan/model.ts'
import { run } from './program.ts'
import { inventBackend, type Script } from './test-support/invented-backend.ts'
import {
  inventContext,
  type InventedContext,
  type InventedTerminal,
} from './test-support/invented-context.ts'
import { inventedView, inventedVm } from './test-support/invented-data.ts'
import { aProvider } from './test-support/invented-providers.ts'

const vms = [inventedVm('vm-1', 'web-01')]
const plan: Plan = {
  ...aPlan({ storageMap: [{ sourceId: 'datastore-1', storageClass: 'block' }] }),
  ...{ id: 'plan-1', createdAt: '2026-11-01T00:00:00.000Z' },
}
const reviewedAt = '2026-11-20T10:00:00.000Z'
const changed: Drift = {
  ...{ reviewedAt, unknownVms: 0, stamp: 'f'.repeat(64) },
  items: [
    { kind: 'accept', vmId: 'vm-1', name: 'web-01', message: 'Hard disk 1 grew from 1.0 GiB to 2.0 GiB.' },
    { kind: 'info', vmId: 'vm-1', name: 'web-01', message: 'It is off now.' },
  ],
}
const unchanged: Drift = { reviewedAt, unknownVms: 0, items: [] }
const script: Script = {
  vms,
  views: [inventedView(vms, 'succeeded')],
  known: [aProvider({ id: 'source' }), aProvider({ id: 'target', kind: 'cluster', name: 'ocp' })],
  storedPlans: [plan],
}
const PLAN = ['migrate', '--plan', 'wave-1']

const contexts: InventedContext[] = []
afterEach(() => contexts.splice(0).forEach((context) => context.dispose()))

function start(
  more: Partial<Script>,
  args: readonly string[],
  terminal: Omit<InventedTerminal, 'backend'> = {},
) {
  const backend = inventBackend({ ...script, ...more })
  const context = inventContext({ ...terminal, backend })
  contexts.push(context)
  return { backend, context, exit: run([...args, '--home', context.home], context) }
}

async function settled(more: Partial<Script>, args: readonly string[]) {
  const { backend, context, exit } = start(more, args)
  return { backend, context, exitCode: await exit }
}

describe('migrate --plan', () => {
  it('starts a plan about which nothing has changed, and leaves it and its ends as they are', async () => {
    const { backend, context, exitCode } = await settled({ drift: unchanged }, [...PLAN, '--yes'])
    expect([exitCode, context.err()]).toEqual([0, ''])
    expect(context.out()).toContain(`Nothing has changed since the review (${reviewedAt}).`)
    expect(backend.started).toEqual([{ planId: 'plan-1' }])
    expect([backend.plans, backend.removed]).toEqual([[], []])
  })

  it('says what has changed, and starts with it only once it is accepted', async () => {
    const refused = await settled({ drift: changed }, [...PLAN, '--yes'])
    expect(refused.exitCode).toBe(1)
    expect(refused.backend.started).toEqual([])
    expect(refused.context.out()).toContain('To accept: web-01: Hard disk 1 grew from 1.0 GiB to 2.0 GiB.')
    expect(refused.context.out()).toContain('For information: web-01: It is off now.')
    expect(refused.context.err()).toContain('It is no longer what was reviewed.')
    expect(refused.context.err()).toContain('--accept-drift')
    const accepted = await settled({ drift: changed }, [...PLAN, '--yes', '--accept-drift'])
    expect(accepted.exitCode).toBe(0)
    expect(accepted.backend.started).toEqual([{ planId: 'plan-1', acceptedDrift: changed.stamp }])
  })

  it.each([
    ['y\n', 0, [{ planId: 'plan-1', acceptedDrift: changed.stamp }]],
    ['n\n', 130, []],
  ])('asks about what has changed on a terminal; %j ends with %i', async (keys, code, started) => {
    const { backend, context, exit } = start({ drift: changed }, PLAN, { isTTY: true })
    context.keyboard.write(keys)
    expect(await exit).toBe(code)
    expect(context.err()).toContain('Start the migration with what has changed? [y/N]')
    expect(backend.started).toEqual(started)
  })

  it('tells programs what has changed as a line of its own', async () => {
    const { context, exitCode } = await settled({ drift: changed }, [...PLAN, '--yes', '--json'])
    expect(exitCode).toBe(1)
    expect(context.lines()).toMatchObject([
      { type: 'drift', at: expect.any(String) as string, ...changed },
      { type: 'problem', problem: { code: 'plan.drifted' } },
      { type: 'summary', succeeded: 0 },
    ])
  })

  it('says so where no facts of the review are kept, and starts', async () => {
    const { backend, context, exitCode } = await settled({}, [...PLAN, '--yes'])
    expect(exitCode).toBe(0)
    expect(context.out()).toContain('No facts of the review of this plan are kept')
    expect(backend.started).toEqual([{ planId: 'plan-1' }])
  })

  it.each([
    ['what the plan says itself', [...PLAN, '--vm', 'web-01'], 'input.plan-and-named'],
    ['a type, which is the plan’s', [...PLAN, '--type', 'warm'], 'input.plan-and-named'],
    ['the lab, which has no stored plan', [...PLAN, '--lab'], 'input.plan-and-named'],
    ['a cutover of a cold plan', [...PLAN, '--cutover', 'now'], 'input.type'],
    ['a plan that is not there', ['migrate', '--plan', 'wave-9'], 'input.plan'],
    [
      'changes that are accepted of no plan',
      ['migrate', '--lab', '--vm', 'web-01', '--target-namespace', 'demo', '--accept-drift'],
      'input.stray',
    ],
  ])('refuses %s', async (_what, args, code) => {
    const { backend, context, exitCode } = await settled({ drift: unchanged }, [...args, '--yes', '--json'])
    expect(exitCode).toBe(2)
    expect(context.lines()[0]).toMatchObject({ type: 'problem', problem: { code } })
    expect(backend.started).toEqual([])
  })
})
