import { afterEach, describe, expect, it } from 'vitest'
import { aVm } from '../../test/fixtures/inventory.ts'
import type { FixProgress, FixStep } from '../../shared/preflight/fix-model.ts'
import type { PreflightFinding } from '../../shared/preflight/model.ts'
import { inventBackend } from './test-support/invented-backend.ts'
import { inventContext } from './test-support/invented-context.ts'
import { run } from './program.ts'
import { descriptor, known, palletjack, tidy } from './test-support/provider-kit.ts'

afterEach(tidy)

const RULE = 'change-tracking-off'
const NAMES = ['web-01', 'db-01']
const vms = NAMES.map((name, at) => aVm({ id: `vm-${at + 1}`, name }))
const objects = vms.map(({ id, name }) => ({ kind: 'vm' as const, id, name }))
const findings: PreflightFinding[] = objects.map((object) => ({
  ...{ id: `${RULE}:${object.id}`, rule: RULE, object, category: 'Critical', state: 'found' },
  ...{ applies: 'warm', message: 'Off.', evidence: [], remedy: 'On.', commands: [], isNew: false },
}))
const choices = findings.map(({ id, object }, at) => ({
  ...{ findingId: id, object, fix: 'change-tracking' as const },
  ...(at === 0
    ? { effect: 'It is off: takes effect at once.' }
    : { effect: '', refused: 'It has 2 snapshots.' }),
}))
const PROBLEM = {
  code: 'vsphere.no-permission',
  message: 'The privilege is missing.',
  remedy: 'Ask for it.',
}

/** Both run, then end like this. */
function fixing(...ends: Omit<FixStep, 'findingId' | 'object'>[]): FixProgress[] {
  const changed = (parts: Omit<FixStep, 'findingId' | 'object'>[]) =>
    parts.map((part, at) => ({ findingId: findings[at]?.id ?? '', object: objects[at]!, ...part }))
  return [
    { state: 'running', done: 0, total: 2, changed: changed(ends.map(() => ({ state: 'waiting' }))) },
    { state: 'running', done: 0, total: 2, changed: changed([{ state: 'running' }]) },
    { state: 'running', done: 0, total: 2, changed: changed([{ state: 'running', percent: 50 }]) },
    { state: 'done', done: 2, total: 2, changed: changed(ends) },
  ]
}

const steps = [{ runId: 'run-2', step: 'Runs.', done: 0, total: 1, state: 'done' as const }]
const script = (ends: FixProgress[], found = findings) => ({
  ...{ known, vms },
  preflight: { steps, findings: found, fixPreview: { choices, missing: [] }, fixing: ends },
})
const args = (...more: string[]) => [
  ...['preflight', 'fix', '--provider', 'vc', '--rule', RULE, '--password-fd', descriptor('pass')],
  ...more,
]
const DONE = { state: 'done' } as const
const SKIPPED = { state: 'skipped', reason: 'It has 2 snapshots.' } as const

describe('preflight fix', () => {
  it('tells what will happen and then how each ended', async () => {
    const { exitCode, context, backend } = await palletjack(
      script(fixing(DONE, SKIPPED)),
      args('--yes', '--by', 'Ada'),
    )
    expect(context.err()).toBe(
      'Runs.\nweb-01: begins\nweb-01: done\ndb-01: left alone: It has 2 snapshots.\n',
    )
    expect(context.out()).toContain('Nothing is stopped')
    expect(context.out()).toMatch(/db-01 +│ Left alone: It has 2 snapshots\./)
    expect(context.out()).toContain('1 done, 0 failed, 1 left alone.\n')
    expect(exitCode).toBe(3)
    expect(backend.fixes).toEqual([{ runId: 'run-2', findingIds: findings.map(({ id }) => id), by: 'Ada' }])
  })

  it.each([
    [[DONE, DONE], 0],
    [[DONE, { state: 'failed', problem: PROBLEM }], 1],
    [[SKIPPED, { state: 'failed', problem: PROBLEM }], 1],
  ] as const)('ends by the worst: %j', async (ends, code) => {
    const { exitCode, context } = await palletjack(script(fixing(...ends)), args('--yes', '--json'))
    expect(exitCode).toBe(code)
    expect(context.lines()).toEqual([
      {
        ...{ runId: 'run-2', dryRun: false },
        results: ends.map((end, at) => ({ vm: NAMES[at], id: vms[at]?.id, ...end })),
      },
    ])
  })

  it('changes nothing with --dry-run', async () => {
    const { exitCode, context, backend } = await palletjack(script([]), args('--dry-run', '--json'))
    expect(exitCode).toBe(0)
    expect(context.lines()).toMatchObject([
      {
        dryRun: true,
        results: [{ vm: 'web-01', effect: choices[0]?.effect }, { refused: 'It has 2 snapshots.' }],
      },
    ])
    expect(backend.fixes).toEqual([])
  })

  it('is about the named VMs alone', async () => {
    const { backend } = await palletjack(script(fixing(DONE)), args('--yes', '--vm', 'db-01'))
    expect(backend.fixes).toMatchObject([{ findingIds: [`${RULE}:vm-2`] }])
    const slip = await palletjack(script([]), args('--yes', '--vm', 'db-02'))
    expect(slip.exitCode).toBe(2)
    expect(slip.context.err()).toContain('Near it: db-01')
  })

  it('says that there is nothing to do', async () => {
    const { exitCode, context, backend } = await palletjack(script([], []), args('--yes'))
    expect(exitCode).toBe(0)
    expect(context.out()).toBe(`Nothing to fix: the rule ${RULE} finds nothing there.\n`)
    expect(backend.fixes).toEqual([])
  })

  it.each([
    ['y\r', 0, 1],
    ['n\r', 130, 0],
  ])('asks on a terminal: %j', async (typed, code, calls) => {
    const { exitCode, context, backend } = await palletjack(script(fixing(DONE, DONE)), args(), {
      isTTY: true,
      typed,
    })
    expect(exitCode).toBe(code)
    expect(context.err()).toContain('Switch on change tracking for 1 VM? [y/N]')
    expect(backend.fixes).toHaveLength(calls)
  })

  it('ends at an interrupt and says what may have begun', async () => {
    const going = fixing(DONE).slice(0, 2)
    const backend = inventBackend({
      ...script(going),
      preflight: { ...script(going).preflight, fixHangs: true },
    })
    const context = inventContext({ backend })
    const exit = run([...args('--yes'), '--home', context.home], context)
    await expect.poll(() => context.err()).toContain('web-01: begins')
    context.interrupt()
    expect(await exit).toBe(130)
    expect(context.err()).toContain('1 VM had begun')
    context.dispose()
  })
})

describe('preflight fix refuses', () => {
  it.each([
    [['--rule', RULE, '--yes'], /source is not named/],
    [['--provider', 'vc', '--yes'], /Give --rule: change-tracking-off or snapshot-consolidation/],
    [['--provider', 'vc', '--rule', 'snapshot-present', '--yes'], /no fix for a rule snapshot-present/],
    [['--provider', 'vc', '--rule', RULE], /nobody to ask/],
    [['--provider', 'vc', '--rule', RULE, '--yes', '--target', 'ocp'], /--target does not go with/],
    [['--rule', RULE, '--yes', '--rvtools', 'x.xlsx'], /--rvtools does not go with/],
    [['--provider', 'vc', '--rule', RULE, '--yes', '--by', ' '], /--by is empty/],
    [['--provider', 'ocp', '--rule', RULE, '--yes'], /ocp is no vCenter/],
  ])('%j', async (given, message) => {
    const { exitCode, context, backend } = await palletjack(script([]), ['preflight', 'fix', ...given])
    expect(context.err()).toMatch(message)
    expect(exitCode).toBe(2)
    expect(backend.runs).toEqual([])
    expect(backend.fixes).toEqual([])
  })
})
