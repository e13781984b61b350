import { afterEach, describe, expect, it } from 'vitest'
import { aCheck } from './test-support/invented-providers.ts'
import { descriptor, file, known, palletjack, tidy } from './test-support/provider-kit.ts'

afterEach(tidy)

const LAB = ['provider', 'check', '--lab']

describe('provider check', () => {
  const warned = [
    aCheck(),
    aCheck({
      ...{ id: 'clock', title: 'Clock', state: 'warning', message: 'It is 2 min behind.' },
      ...{ remedy: 'Set it by NTP.', details: ['more'] },
    }),
    aCheck({ id: 'rest', title: 'Rest', state: 'skipped', message: 'Not looked at.' }),
  ]

  it('prints a table for each end of the lab, what to do, and a closing sentence', async () => {
    const { exitCode, context } = await palletjack({ checks: { source: warned } }, LAB)
    expect(exitCode).toBe(0)
    expect(context.out()).toBe(
      [
        'lab-vcenter (vSphere)',
        '┌───────┬─────────┬─────────────────────┐',
        '│ Step  │ Result  │ What was seen       │',
        '│ Login │ ok      │ It works.           │',
        '│ Clock │ Warning │ It is 2 min behind. │',
        '│ Rest  │ -       │ Not looked at.      │',
        '└───────┴─────────┴─────────────────────┘',
        '  Clock: Set it by NTP.',
        '    more',
        '',
        'lab-cluster (cluster)',
        '┌───────┬────────┬───────────────┐',
        '│ Step  │ Result │ What was seen │',
        '│ Login │ ok     │ It works.     │',
        '└───────┴────────┴───────────────┘',
        '',
        'Nothing failed; 1 warning.',
        '',
      ].join('\n'),
    )
  })

  it('prints one JSON object, and ends with 1 when a step failed', async () => {
    const failed = aCheck({ state: 'failed', message: 'No.' })
    const { exitCode, context } = await palletjack({ checks: { target: [failed] } }, [...LAB, '--json'])
    expect(exitCode).toBe(1)
    expect(context.lines()).toEqual([
      {
        providers: [
          { name: 'lab-vcenter', kind: 'vsphere', checks: [aCheck()] },
          { name: 'lab-cluster', kind: 'cluster', checks: [failed] },
        ],
        worst: 'failed',
      },
    ])
  })

  it('asks for the rights in the namespace that is named', async () => {
    const named = await palletjack({}, [...LAB, '--json', '--namespace', 'fin'])
    expect(named.exitCode).toBe(0)
    expect(named.backend.checked).toEqual([
      { id: 'source', namespace: 'fin' },
      { id: 'target', namespace: 'fin' },
    ])
    expect((await palletjack({}, LAB)).backend.checked).toEqual([{ id: 'source' }, { id: 'target' }])
  })

  it('connects a server that is named by address, and forgets it again', async () => {
    const fd = descriptor('tok3n\n')
    const { exitCode, context, backend } = await palletjack({}, [
      ...['provider', 'check', '--cluster', 'https://api.example.com:6443', '--token-fd', fd, '--json'],
      ...['--ca', file('-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n')],
    ])
    expect(exitCode).toBe(0)
    expect(backend.added).toMatchObject(
      [{ access: { kind: 'token', url: 'https://api.example.com:6443', token: 'tok3n', caPem: /CERT/ } }].map(
        (one) => ({ access: { ...one.access, caPem: expect.stringContaining('CERT') as string } }),
      ),
    )
    expect(context.lines()).toMatchObject([
      { providers: [{ name: 'api.example.com:6443', kind: 'cluster' }] },
    ])
    expect(backend.removed).toEqual(['target'])
    expect(context.out() + context.err()).not.toContain('tok3n')
  })

  it('shows a login that is refused as a failed step', async () => {
    const problem = { code: 'cluster.unauthorized', message: 'The token is refused.', remedy: 'Get another.' }
    const args = ['provider', 'check', '--cluster', 'https://x', '--token-fd', descriptor('t\n'), '--json']
    const { exitCode, context, backend } = await palletjack({ problems: { addCluster: problem } }, args)
    expect(exitCode).toBe(1)
    expect(context.lines()).toMatchObject([
      {
        providers: [{ checks: [{ id: 'login', state: 'failed', message: 'The token is refused.' }] }],
        worst: 'failed',
      },
    ])
    expect(backend.removed).toEqual([])
  })

  it.each([
    ['vc', ['--password-fd'], 'pa55'],
    ['ocp', ['--token-fd'], 'tok3n'],
  ])('unlocks %s from a descriptor', async (name, [flag = ''], secret) => {
    const args = ['provider', 'check', name, flag, descriptor(secret), '--json']
    const { exitCode, context, backend } = await palletjack({ known }, args)
    expect(exitCode).toBe(0)
    expect(backend.unlocked).toEqual([secret])
    expect(context.lines()).toMatchObject([{ providers: [{ name }], worst: 'ok' }])
    expect(context.out() + context.err()).not.toContain(secret)
  })

  it('unlocks from a kubeconfig file, or from the terminal', async () => {
    const config = await palletjack({ known }, [
      'provider',
      'check',
      'kc',
      '--kubeconfig',
      file('kubeconfig'),
    ])
    expect(config.backend.unlocked).toEqual(['kubeconfig'])
    const asked = await palletjack({ known }, ['provider', 'check', 'OCP'], {
      isTTY: true,
      typed: 's3cret\r',
    })
    expect(asked.backend.unlocked).toEqual(['s3cret'])
    expect(asked.context.err()).toContain('Token of ocp: ')
    expect(asked.context.out() + asked.context.err()).not.toContain('s3cret')
  })

  it('needs nothing to look at an inventory file', async () => {
    const { exitCode, backend } = await palletjack({ known }, ['provider', 'check', 'file'])
    expect(exitCode).toBe(0)
    expect(backend.unlocked).toEqual([])
  })

  it('tells why the login was refused in the step of the login', async () => {
    const problem = { code: 'vsphere.invalid-login', message: 'The password is wrong.', remedy: 'Try again.' }
    const checks = [
      aCheck({ id: 'address', title: 'Address', message: 'It answers.' }),
      aCheck({ state: 'failed', message: 'Its credentials are not in memory.' }),
    ]
    const args = ['provider', 'check', 'vc', '--password-fd', descriptor('wrong'), '--json']
    const { exitCode, context } = await palletjack(
      { known, checks: { vc: checks }, problems: { unlock: problem } },
      args,
    )
    expect(exitCode).toBe(1)
    expect(context.lines()).toMatchObject([
      { providers: [{ checks: [{ id: 'address', state: 'ok' }, { message: 'The password is wrong.' }] }] },
    ])
  })

  it.each([
    [['nobody'], /No provider named "nobody".*Known are "file", "kc", "ocp", "vc"/s],
    [['ocp'], /token of ocp is needed, and there is no terminal/],
    [['kc'], /kubeconfig of kc is needed/],
    [['ocp', '--password-fd', '3'], /logged in with a token, so --password-fd does not go with it/],
    [['file', '--token-fd', '3'], /inventory file and needs no login/],
    [['vc', '--namespace', 'kube-system'], /belong to the cluster itself/],
    [[], /No provider is named/],
    [['--kubeconfig', '/no/such/file'], /does not exist/],
    [['--cluster', 'https://x', '--ca', '/no/such/file'], /--cluster-ca .* does not exist|--ca/],
    [['vc', 'ocp'], /Too many arguments/],
  ])('refuses %j with exit code 2, in JSON too', async (args, message) => {
    const { exitCode, context, backend } = await palletjack({ known }, [
      'provider',
      'check',
      ...args,
      '--json',
    ])
    expect(exitCode).toBe(2)
    expect(context.err()).toMatch(message)
    expect(context.lines()).toMatchObject([
      { problem: { code: expect.stringMatching(/^input\./) as string } },
    ])
    expect(backend.added).toEqual([])
    expect(backend.unlocked).toEqual([])
  })
})
