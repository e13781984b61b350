import { afterEach, describe, expect, it } from 'vitest'
import { allowed, denied } from './test-support/invented-rights.ts'
import { known, palletjack, tidy } from './test-support/provider-kit.ts'

afterEach(tidy)

describe('provider rights', () => {
  const args = ['provider', 'rights', '--lab', '--namespace', 'fin']

  it('says what works and what does not, and ends with 1 when a migration needs more', async () => {
    const { exitCode, context } = await palletjack({ rights: denied }, args)
    expect(exitCode).toBe(1)
    expect(context.out()).toBe(
      [
        'system:serviceaccount:a:b in namespace fin',
        '┌─────────┬────────┬─────────┬────────────────────────┐',
        '│ Use     │ Needed │ Result  │ What that means        │',
        '│ Migrate │ yes    │ Partly  │ It lacks a right.      │',
        '│ Probe   │ no     │ Unknown │ It could not be asked. │',
        '└─────────┴────────┴─────────┴────────────────────────┘',
        '  Migrate',
        '    denied: create, delete pods in namespace fin (converting guests; tidying up)',
        '      no RBAC policy matched',
        '',
        'A migration needs more rights. palletjack provider account prints an account that has them.',
        '',
      ].join('\n'),
    )
  })

  it('ends with 0 when nothing needed is denied, and prints the report as JSON', async () => {
    const { exitCode, context } = await palletjack({ rights: allowed }, [...args, '--json'])
    expect(exitCode).toBe(0)
    expect(context.lines()).toEqual([allowed])
  })

  it('is about a cluster, and needs a namespace', async () => {
    const source = await palletjack({ known }, [...['provider', 'rights', 'vc', '--namespace', 'fin']])
    expect(source.exitCode).toBe(2)
    expect(source.context.err()).toContain('vc is no cluster')
    const without = await palletjack({}, ['provider', 'rights', '--lab'])
    expect(without.exitCode).toBe(2)
    expect(without.context.created).toEqual([])
  })
})

describe('runs that an earlier process left', () => {
  it.each([
    ['provider', 'list'],
    ['provider', 'check', '--lab'],
    ['provider', 'rights', '--lab', '--namespace', 'demo'],
    ['provider', 'settings', 'ocp'],
    ['probe', 'network', '--lab', '--namespace', 'demo'],
    ['inventory', 'vms', '--lab'],
  ])('stay where they are during palletjack %s %s', async (...args) => {
    const { context } = await palletjack({ known, rights: allowed }, args)
    expect(context.created).toMatchObject([{ resumeRuns: false }])
  })
})

describe('provider list', () => {
  it('shows what is known, with its status', async () => {
    const { exitCode, context } = await palletjack({ known }, ['provider', 'list'])
    expect(exitCode).toBe(0)
    expect(context.out()).toMatch(/│ vc +│ vSphere +│ https:.* │ admin │ 8\.0\.3 +│ needs its login/)
    expect(context.out()).toMatch(/│ file +│ inventory file │.*as of 2026-01-30/)
    expect(context.out()).toContain('4 providers.')
    const json = await palletjack({ known }, ['provider', 'list', '--json'])
    expect(json.context.lines()).toEqual([
      { providers: [...known].sort((a, b) => a.name.localeCompare(b.name)) },
    ])
  })

  it('says so when nothing is known', async () => {
    const { context } = await palletjack({ known: [] }, ['provider', 'list'])
    expect(context.out()).toBe('No provider is known in this state directory.\n')
  })
})
