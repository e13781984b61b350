import { afterEach, describe, expect, it } from 'vitest'
import { plainContext } from './test-support/invented-providers.ts'
import { file, palletjack, tidy } from './test-support/provider-kit.ts'

afterEach(tidy)

describe('a kubeconfig', () => {
  const program = "aws eks get-token --cluster 'x'"
  const contexts = [
    plainContext,
    { ...plainContext, name: 'eks', current: false, login: 'program', program } as const,
    {
      ...{ ...plainContext, name: 'bad', current: false, login: 'none' as const },
      problem: {
        code: 'cluster.kubeconfig-redacted',
        message: 'Secrets are left out.',
        remedy: 'Add --raw.',
      },
    },
  ]
  const check = (...args: string[]) =>
    palletjack({ contexts }, ['provider', 'check', '--kubeconfig', file('text'), ...args])

  it('connects with its current context, or the one that is named', async () => {
    const { exitCode, backend } = await check()
    expect(exitCode).toBe(0)
    expect(backend.added).toMatchObject([{ access: { kind: 'kubeconfig', text: 'text', context: 'prod' } }])
  })

  it('runs a program only by consent to its exact command line', async () => {
    const asked = await check('--context', 'eks')
    expect(asked.exitCode).toBe(2)
    expect(asked.context.err()).toContain('Nothing was started.')
    expect(asked.context.err()).toContain(String.raw`--allow-program 'aws eks get-token --cluster '\''x'\'''`)
    const wrong = await check('--context', 'eks', '--allow-program', 'aws')
    expect(wrong.exitCode).toBe(2)
    expect(wrong.context.err()).toContain('another program')
    for (const { backend } of [asked, wrong]) expect(backend.added).toEqual([])
    const agreed = await check('--context', 'eks', '--allow-program', program)
    expect(agreed.exitCode).toBe(0)
    expect(agreed.backend.added).toMatchObject([{ access: { context: 'eks', allowProgram: program } }])
  })

  it('does not carry consent along where no program runs', async () => {
    const { backend } = await check('--allow-program', program)
    expect(JSON.stringify(backend.added)).not.toContain('aws')
  })

  it.each([
    [['--context', 'nope'], /has no context "nope".*prod, eks, bad/s],
    [['--context', 'bad'], /Secrets are left out/],
  ])('refuses %j before anything is contacted', async (args, message) => {
    const { exitCode, context, backend } = await check(...args)
    expect(exitCode).toBe(2)
    expect(context.err()).toMatch(message)
    expect(backend.added).toEqual([])
  })

  it('is asked for consent by migrate as well, before the password', async () => {
    const { exitCode, context, backend } = await palletjack({ contexts }, [
      ...['migrate', '--vm', 'web-01', '--target-namespace', 'demo', '--vcenter', 'vc', '--username', 'u'],
      ...['--kubeconfig', file('text'), '--context', 'eks', '--yes'],
    ])
    expect(exitCode).toBe(2)
    expect(context.err()).toContain('--allow-program')
    expect(backend.added).toEqual([])
  })

  it('is listed with how each context logs in', async () => {
    const args = ['provider', 'contexts', '--kubeconfig', file('text')]
    const { exitCode, context } = await palletjack({ contexts }, args)
    expect(exitCode).toBe(0)
    expect(context.out()).toContain('│ * │ prod ')
    expect(context.out()).toContain('│ PROGRAM ')
    expect(context.out()).toContain('eks runs a program to log in. To agree: --allow-program')
    expect(context.out()).toContain('bad: Secrets are left out. Add --raw.')
    const json = await palletjack({ contexts }, [...args, '--json'])
    expect(json.context.lines()).toEqual([{ contexts }])
  })

  it('never lets a control character of a file reach the terminal', async () => {
    const evil = {
      ...plainContext,
      login: 'program',
      program: 'good\u001b[2K\rprogram',
      name: 'ev\u0007il',
    } as const
    const { context } = await palletjack({ contexts: [evil] }, [
      ...['provider', 'contexts', '--kubeconfig', file('text')],
    ])

    expect(context.out()).not.toMatch(/[\u0007\u001b\r]/)
  })
})
