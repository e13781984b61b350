import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type Plan, planOptionsSchema } from '../../shared/plan/model.ts'
import { aRule, aSummary } from '../../shared/report/test-support/invented-report.ts'
import { run } from './program.ts'
import { inventBackend } from './test-support/invented-backend.ts'
import { inventContext, type InventedContext } from './test-support/invented-context.ts'
import { aProvider } from './test-support/invented-providers.ts'
import { descriptor, file, known, palletjack, tidy } from './test-support/provider-kit.ts'

const contexts: InventedContext[] = []
afterEach(() => {
  contexts.splice(0).forEach((context) => context.dispose())
  tidy()
})

const step = (text: string, state: 'running' | 'done' = 'running') => ({
  ...{ runId: 'run-2', step: text, done: 0, total: 1 },
  state,
})
const none = { Critical: 0, Warning: 0, Information: 2, unknown: 3, waived: 1, isNew: 0 }
const preflight = {
  steps: [step('Reads the inventory.'), step('Reads the inventory.'), step('Runs 4 rules.', 'done')],
  summary: aSummary(),
  byRule: [
    { rule: aRule(), open: 1, isNew: 0, worst: 'Warning' as const },
    {
      rule: aRule({ id: 'vm-disk-rdm', question: 'Are all disks virtual disks?' }),
      ...{ open: 1, isNew: 1, worst: 'Critical' as const },
    },
  ],
  report: '<html>the report</html>',
}
const wave: Plan = {
  ...{ id: 'plan-1', name: 'wave-1', description: '', createdAt: '2026-01-30T10:00:00.000Z', type: 'cold' },
  ...{ sourceId: 'vc', targetId: 'ocp', targetNamespace: 'demo', vms: [{ vmId: 'vm-1' }] },
  ...{ networkMap: [], storageMap: [], options: planOptionsSchema.parse({}) },
}
const LAB = ['preflight', '--lab']

describe('preflight', () => {
  it('tells its steps on stderr, and verdicts and rules as tables', async () => {
    const { exitCode, context, backend } = await palletjack({ preflight }, LAB)
    expect(exitCode).toBe(4)
    expect(backend.runs).toEqual([{ providerId: 'source', targetId: 'target' }])
    expect(context.err()).toBe('Starting the lab.\nReads the inventory.\nRuns 4 rules.\n')
    expect(context.out()).toBe(
      [
        'vcenter-01 for ocp-prod: 4 rules over 8 objects, facts 1 h 20 min old',
        '┌───────┬───────┬───────────┬─────────┬─────────┐',
        '│ 3 VMs │ Ready │ Attention │ Blocked │ Unknown │',
        '│ cold  │ 1     │ 0         │ 1       │ 1       │',
        '│ warm  │ 0     │ 1         │ 1       │ 1       │',
        '└───────┴───────┴───────────┴─────────┴─────────┘',
        '┌──────────┬──────┬─────┬─────────────┬───────────────────────────────┐',
        '│ Category │ Open │ New │ Rule        │ Question                      │',
        '│ CRITICAL │ 1    │ 1   │ vm-disk-rdm │ Are all disks virtual disks?  │',
        '│ Warning  │ 1    │     │ vm-cbt-off  │ Is changed block tracking on? │',
        '└──────────┴──────┴─────┴─────────────┴───────────────────────────────┘',
        'Open: 1 Critical, 1 Warning, 0 Information; unknown: 1; waived: 1.',
        '',
      ].join('\n'),
    )
  })

  it.each([
    [none, 0, 'none'],
    [{ ...none, Warning: 1 }, 3, 'Warning'],
    [{ ...none, Warning: 1, Critical: 1 }, 4, 'Critical'],
  ])('ends with the worst category that is open: %j', async (counts, code, word) => {
    const { exitCode, context } = await palletjack(
      { preflight: { ...preflight, summary: aSummary({ counts }) } },
      [...LAB, '--json'],
    )
    expect(exitCode).toBe(code)
    expect(context.lines()).toMatchObject([{ worst: word, summary: { runId: 'run-2' } }])
    expect(context.lines()[0]?.['rules']).toMatchObject([
      { id: 'vm-disk-rdm', category: 'Critical', open: 1 },
      { id: 'vm-cbt-off' },
    ])
  })

  it('runs over a file without a target, and keeps both for the next time', async () => {
    const path = file('a workbook')
    const { exitCode, backend } = await palletjack({ preflight }, ['preflight', '--rvtools', path])
    expect(exitCode).toBe(4)
    expect(backend.added).toEqual([{ name: 'file', file: 'file', origin: path }])
    expect(backend.runs).toEqual([{ providerId: 'source' }])
    expect(backend.removed).toEqual([])
  })

  it('forgets a file that no run was about', async () => {
    const problem = { code: 'inventory-file.missing', message: 'It is gone.', remedy: 'Open it again.' }
    const steps = [{ ...step('Reads.'), state: 'failed' as const, problem }]
    const { exitCode, backend } = await palletjack({ preflight: { steps } }, [
      ...['preflight', '--rvtools', file('a workbook')],
    ])
    expect(exitCode).toBe(1)
    expect(backend.removed).toEqual(['source'])
  })

  it('looks at a file that is older than what is known on its own, and keeps nothing of it', async () => {
    const older = aProvider({
      ...{ id: 'known', name: 'vc.json', credential: 'none' },
      status: { state: 'offline', takenAt: '2026-02-01T09:30:00.000Z' },
    })
    const { exitCode, backend, context } = await palletjack({ preflight, older }, [
      ...['preflight', '--inventory', file('an inventory')],
    ])
    expect(exitCode).toBe(4)
    expect(context.err()).toContain('file is older than vc.json (2026-02-01 09:30 UTC), which is known')
    expect(backend.runs).toEqual([{ providerId: 'source' }])
    expect(backend.removed).toEqual(['source'])
  })

  it('says which run it was compared with', async () => {
    const previous = aSummary({ runId: 'run-1', source: 'old.xlsx', at: '2026-02-23T10:00:00.000Z' })
    const summary = aSummary({ previousRunId: 'run-1', resolved: 2 })
    const args = ['preflight', '--rvtools', file('a workbook')]
    const script = { preflight: { ...preflight, previous, summary } }
    const { context } = await palletjack(script, args)
    expect(context.out()).toContain(
      'Compared with the run of 2026-02-23 10:00 UTC (old.xlsx, facts of 2026-03-02 09:10 UTC): 1 new, 2 gone.\n',
    )
    const asJson = await palletjack(script, [...args, '--json'])
    expect(asJson.context.lines()).toMatchObject([{ previous: { runId: 'run-1', source: 'old.xlsx' } }])
  })

  it('runs over a known source and a known target', async () => {
    const { exitCode, backend } = await palletjack({ known, preflight }, [
      ...['preflight', '--provider', 'vc', '--target', 'ocp'],
      ...['--password-fd', descriptor('pass'), '--token-fd', descriptor('token')],
    ])
    expect(exitCode).toBe(4)
    expect(backend.unlocked).toEqual(['pass', 'token'])
    expect(backend.runs).toEqual([{ providerId: 'vc', targetId: 'ocp' }])
  })

  it('runs over a known plan, with the source and the target that it tells', async () => {
    const { exitCode, backend } = await palletjack({ known, storedPlans: [wave], preflight }, [
      ...['preflight', '--plan', 'wave-1'],
      ...['--password-fd', descriptor('pass'), '--token-fd', descriptor('token')],
    ])
    expect(exitCode).toBe(4)
    expect(backend.unlocked).toEqual(['pass', 'token'])
    expect(backend.runs).toEqual([{ providerId: 'vc', targetId: 'ocp', planId: 'plan-1' }])
    expect(backend.removed).toEqual([])
  })

  it('tells why a run failed', async () => {
    const problem = { code: 'vsphere.unreachable', message: 'The vCenter is away.', remedy: 'Wait.' }
    const steps = [{ ...step('Reads.'), state: 'failed' as const, problem }]
    const { exitCode, context } = await palletjack({ preflight: { steps } }, [...LAB, '--json'])
    expect(exitCode).toBe(1)
    expect(context.lines()).toEqual([{ problem }])
  })

  it('ends at an interrupt', async () => {
    const backend = inventBackend({ vms: [], preflight: { steps: [step('Reads.')], hangs: true } })
    const context = inventContext({ backend })
    contexts.push(context)
    const exit = run([...LAB, '--home', context.home], context)
    await expect.poll(() => context.err()).toContain('Reads.')
    context.interrupt()
    expect(await exit).toBe(130)
    expect(backend.closed).toBe(true)
  })
})

describe('a report', () => {
  it('goes to a new file for this user only, named by its format', async () => {
    const out = `${file('')}-report.html`
    const { exitCode, context, backend } = await palletjack({ preflight }, [...LAB, '--out', out])
    expect(exitCode).toBe(4)
    expect(backend.reports).toEqual([{ runId: 'run-2', format: 'html' }])
    expect(readFileSync(out, 'utf8')).toBe('<html>the report</html>')
    expect(statSync(out).mode & 0o077).toBe(0)
    expect(context.out()).toContain('Open: 1 Critical')
    expect(context.out()).toContain(out)
  })

  it('replaces a file only with --force, and says so before anything runs', async () => {
    const out = file('old')
    const args = [...LAB, '--format', 'json', '--out', out]
    const refused = await palletjack({ preflight }, args)
    expect(refused.exitCode).toBe(2)
    expect(refused.context.err()).toContain('exists already')
    expect(refused.backend.runs).toEqual([])
    expect(readFileSync(out, 'utf8')).toBe('old')
    const forced = await palletjack({ preflight }, [...args, '--force', '--json'])
    expect(forced.exitCode).toBe(4)
    expect(forced.context.lines()).toMatchObject([{ file: out }])
    expect(readFileSync(out, 'utf8')).toBe('<html>the report</html>')
  })

  it('goes alone to standard output without a file', async () => {
    const { exitCode, context } = await palletjack({ preflight }, [...LAB, '--format', 'json'])
    expect(exitCode).toBe(4)
    expect(context.out()).toBe('<html>the report</html>')
  })

  it('leaves no file where it cannot be written', async () => {
    const out = join(file(''), 'below-a-file.html')
    const { exitCode, context } = await palletjack({ preflight }, [...LAB, '--out', out])
    expect(exitCode).toBe(1)
    expect(context.err()).toContain('could not be written')
    expect(existsSync(out)).toBe(false)
  })

  it('is not poured onto a terminal that cannot show it', async () => {
    const { exitCode, context } = await palletjack({ preflight }, [...LAB, '--format', 'pdf'], {
      isTTY: true,
    })
    expect(exitCode).toBe(2)
    expect(context.err()).toContain('A terminal cannot show pdf.')
  })
})

describe('preflight refuses', () => {
  it.each([
    [[], /The source is not named/],
    [['--lab', '--provider', 'vc'], /--provider and --lab both name a source/],
    [['--inventory', 'a', '--rvtools', 'b'], /--inventory and --rvtools both/],
    [['--inventory', 'a', '--username', 'u'], /--username does not go with it/],
    [['--rvtools', 'a', '--seed', 'u'], /--seed does not go with it/],
    [['--lab', '--target', 'ocp'], /--target does not go with it/],
    [['--provider', 'vc', '--context', 'c'], /--context is about a target cluster/],
    [['--provider', 'ocp'], /ocp is no vCenter/],
    [['--provider', 'vc', '--target', 'vc'], /vc is no cluster/],
    [
      ['--plan', 'wave-1', '--provider', 'vc'],
      /--plan tells the source and the target, so --provider does not/,
    ],
    [['--plan', 'wave-1', '--target', 'ocp'], /so --target does not go with it/],
    [['--plan', 'wave-1', '--username', 'u'], /so --username does not go with it/],
    [['--plan', 'wave-1', '--kubeconfig', '/nowhere/at/all'], /cannot be read/],
    [['--plan', ''], /name is empty/],
    [['--plan', 'wave-2'], /No plan named "wave-2".*Known are "orphan", "wave-1"/s],
    [['--plan', 'orphan'], /The target of plan "orphan" was removed/],
    [['--inventory', '/nowhere/at/all'], /cannot be read/],
    [['--lab', '--format', 'docx'], /docx/],
    [['--lab', '--out', 'report.docx'], /does not tell the format/],
    [['--lab', '--out', ''], /--out is empty/],
    [['--lab', '--force'], /--force is about a file/],
    [['--lab', '--json', '--format', 'json'], /both go to standard output/],
  ])('%j', async (args, message) => {
    const pass = args.includes('vc') && !args.includes('--lab') ? ['--password-fd', descriptor('pass')] : []
    const storedPlans = [wave, { ...wave, name: 'orphan', targetId: 'gone' }]
    const script = args.includes('--lab') ? {} : { known, storedPlans }
    const { exitCode, context, backend } = await palletjack(script, ['preflight', ...args, ...pass])
    expect(context.err()).toMatch(message)
    expect(exitCode).toBe(2)
    expect(backend.runs).toEqual([])
  })
})

describe('preflight rules', () => {
  const rules = [aRule(), aRule({ id: 'my-rule', scope: 'host', custom: true, question: 'Is it mine?' })]

  it('lists every rule', async () => {
    const { exitCode, context } = await palletjack({ preflight: { rules } }, ['preflight', 'rules'])
    expect(exitCode).toBe(0)
    expect(context.out()).toMatch(/my-rule +│ host +│ Warning +│ warm +│ Is it mine\? \(custom\)/)
    expect(context.out()).toContain('2 rules.\nCustom rules: /home/somebody/rules\n')
  })

  it('tells a custom rule that cannot be read, and ends with 1', async () => {
    const problem = {
      code: 'preflight.rule',
      message: 'mine.yaml, line 3: no such field.',
      remedy: 'Fix it.',
    }
    const script = { preflight: { rules, ruleProblems: [problem] } }
    const { exitCode, context } = await palletjack(script, ['preflight', 'rules', '--json'])
    expect(exitCode).toBe(1)
    expect(context.lines()).toMatchObject([
      { rules: [{ id: 'vm-cbt-off' }, { id: 'my-rule' }], problems: [problem] },
    ])
    expect(context.err()).toContain('mine.yaml, line 3')
  })
})

it('keeps what a terminal shows free of control characters', async () => {
  const summary = aSummary({ source: 'vc\u001b[31m' })
  const { context } = await palletjack({ preflight: { ...preflight, summary } }, LAB)
  expect(context.out()).not.toContain('\u001b')
})
