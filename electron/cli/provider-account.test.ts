import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { descriptor, known, palletjack, tidy } from './test-support/provider-kit.ts'

afterEach(tidy)

const PRINT = ['provider', 'account', '--namespace', 'finance']
const APPLY = [...PRINT, '--lab', '--apply']

describe('provider account', () => {
  it('prints the YAML without a cluster, and loads nothing for it', async () => {
    const { exitCode, context } = await palletjack({}, [...PRINT, '--name', 'mover'])
    expect(exitCode).toBe(0)
    const documents = parseAllDocuments(context.out()).map((one) => one.toJS() as { kind: string })
    expect(documents).toContainEqual(expect.objectContaining({ kind: 'ServiceAccount' }))
    expect(context.out()).toContain('name: mover')
    expect(context.err()).toBe('')
    expect(context.created).toEqual([])
    const json = await palletjack({}, [...PRINT, '--json', '--name', 'mover'])
    expect(json.context.lines()).toEqual([{ yaml: context.out() }])
  })

  it('leaves out the rights of the probes where they are not wanted', async () => {
    const whole = await palletjack({}, PRINT)
    const less = await palletjack({}, [...PRINT, '--no-probes'])
    expect(less.context.out().length).toBeLessThan(whole.context.out().length)
  })

  it('applies after a yes, and says where the kubeconfig is and when it expires', async () => {
    const { exitCode, context, backend } = await palletjack(
      {},
      [...APPLY, '--out', '/nowhere/config', '--hours', '48'],
      { isTTY: true, typed: 'y\n' },
    )
    expect(exitCode).toBe(0)
    expect(backend.accounts).toEqual([
      {
        ...{ providerId: 'target', name: 'palletjack', accountNamespace: 'palletjack', probes: true },
        ...{ targetNamespaces: ['finance'], tokenHours: 48, saveKubeconfigTo: '/nowhere/config' },
      },
    ])
    expect(context.err()).toContain('On lab-cluster: service account palletjack in namespace palletjack')
    expect(context.err()).toContain('good for 2 d')
    expect(context.out()).toContain('applied: Role palletjack in namespace finance')
    expect(context.out()).toContain('Its token expires at 2026-02-01T10:00:00.000Z, in 1 d.')
  })

  it('applies nothing after a no', async () => {
    const terminal = { isTTY: true, typed: 'n\n' }
    const { exitCode, backend } = await palletjack({}, [...APPLY, '--out', '/nowhere/config'], terminal)
    expect(exitCode).toBe(130)
    expect(backend.accounts).toEqual([])
  })

  it('prints one JSON object with --json', async () => {
    const args = ['provider', 'account', 'ocp', '--namespace', 'a', 'b', '--apply', '--yes', '--json']
    const more = ['--out', '/nowhere/config', '--token-fd', descriptor('t0ken')]
    const { exitCode, context, backend } = await palletjack({ known }, [...args, ...more])
    expect(exitCode).toBe(0)
    expect(backend.accounts).toMatchObject([{ providerId: 'ocp', targetNamespaces: ['a', 'b'] }])
    expect(context.lines()).toMatchObject([
      { tokenExpiresAt: '2026-02-01T10:00:00.000Z', kubeconfig: '/nowhere/config' },
    ])
    expect(context.out() + context.err()).not.toContain('t0ken')
  })

  it('passes on why it could not be made', async () => {
    const problem = { code: 'cluster.forbidden', message: 'Not allowed.', remedy: 'Ask an administrator.' }
    const args = [...APPLY, '--yes', '--out', '/nowhere/config']
    const { exitCode, context } = await palletjack({ problems: { createAccount: problem } }, args)
    expect(exitCode).toBe(1)
    expect(context.err()).toContain('Not allowed.')
  })

  it.each([
    [['provider', 'account'], /No namespace is given/],
    [['provider', 'account', '--namespace', 'Bad_NS'], /Try --namespace bad-ns/],
    [['provider', 'account', '--namespace', 'kube-system'], /belong to the cluster itself/],
    [[...PRINT, '--name', 'Bad_Name'], /Try --name bad-name/],
    [[...PRINT, '--account-namespace', 'A'], /Try --account-namespace a/],
    [[...PRINT, '--hours', '0'], /--hours has to be a whole number from 1 to 720, not "0"/],
    [[...PRINT, '--hours', '721'], /--hours/],
    [[...PRINT, '--hours', '1.5'], /--hours/],
    [
      ['provider', 'account', '--namespace', ...Array.from({ length: 51 }, (_, n) => `n${n}`)],
      /More than 50/,
    ],
    [[...PRINT, '--out', 'x'], /Add --apply/],
    [[...PRINT, '--apply', '--out', '/nowhere/x', '--yes'], /cluster is not named/],
    [[...APPLY, '--yes'], /no file is given/],
    [[...APPLY, '--out', '/nowhere/x'], /nobody to ask/],
    [[...APPLY, '--out', '/nowhere/x', '--json'], /nobody to ask/],
  ])('refuses %j before anything is loaded', async (args, message) => {
    const { exitCode, context } = await palletjack({}, args)
    expect(exitCode).toBe(2)
    expect(context.err()).toMatch(message)
    expect(context.created).toEqual([])
  })

  it('never writes over a file', async () => {
    const { context: place } = await palletjack({}, PRINT)
    const out = join(place.home, 'mine')
    writeFileSync(out, 'mine')
    expect(existsSync(out)).toBe(true)
    const { exitCode, context, backend } = await palletjack({}, [...APPLY, '--yes', '--out', out])
    expect(exitCode).toBe(2)
    expect(context.err()).toContain('exists already')
    expect(backend.accounts).toEqual([])
  })
})

describe('provider settings', () => {
  const settings = {
    vddkImage: 'registry.example/vddk:8',
    transferNetwork: { namespace: 'infra', name: 'vlan' },
  }
  const clusters = known.map((one) => (one.name === 'ocp' ? { ...one, settings } : one))

  it('shows them without a login', async () => {
    const { exitCode, context, backend } = await palletjack({ known: clusters }, [
      'provider',
      'settings',
      'ocp',
    ])
    expect(exitCode).toBe(0)
    expect(context.out()).toContain('│ Transfer network │ infra/vlan ')
    expect(context.out()).toContain('│ Conversion image │ the default ')
    expect(backend.settings).toEqual([])
    expect(backend.unlocked).toEqual([])
  })

  it.each([
    [['--probe-image', 'tools:1'], { ...settings, probeImage: 'tools:1' }],
    [['--vddk-image', ''], { transferNetwork: settings.transferNetwork }],
    [['--transfer-network', 'none'], { vddkImage: settings.vddkImage }],
    [
      ['--transfer-network', 'a/b.c', '--conversion-image', ' v2v:1 '],
      { ...settings, transferNetwork: { namespace: 'a', name: 'b.c' }, conversionImage: 'v2v:1' },
    ],
  ])('changes only what is given: %j', async (args, expected) => {
    const { exitCode, context, backend } = await palletjack({ known: clusters }, [
      ...['provider', 'settings', 'ocp', ...args, '--json'],
    ])
    expect(exitCode).toBe(0)
    expect(backend.settings).toEqual([expected])
    expect(context.lines()).toEqual([{ name: 'ocp', settings: expected }])
  })

  it.each([
    [['nobody'], /No provider named/],
    [['vc'], /vc is no cluster/],
    [['ocp', '--vddk-image', 'two words'], /not an image reference/],
    [['ocp', '--transfer-network', 'vlan'], /NAMESPACE\/ATTACHMENT, or none/],
    [[], /name/],
  ])('refuses %j', async (args, message) => {
    const { exitCode, context, backend } = await palletjack({ known: clusters }, [
      'provider',
      'settings',
      ...args,
    ])
    expect(exitCode).toBe(2)
    expect(context.err()).toMatch(message)
    expect(backend.settings).toEqual([])
  })
})
