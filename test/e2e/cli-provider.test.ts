/** `palletjack provider` as a user runs it: processes of their own, against a lab. */
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { ConnectionCheck } from '../../shared/provider/model.ts'
import type { PermissionReport } from '../../shared/target/permissions.ts'
import { jsonLines, type Ran } from '../fixtures/cli-process.ts'
import { kube } from '../fixtures/kube.ts'
import { providerCli, WRONG } from '../fixtures/provider-cli.ts'

const cli = providerCli()
const { byAddress, ran } = cli

interface Checked {
  readonly providers: { readonly name: string; readonly kind: string; readonly checks: ConnectionCheck[] }[]
  readonly worst: string
}

function checked({ out }: Ran): Checked {
  const objects = jsonLines(out)
  expect(objects).toHaveLength(1)
  return objects[0] as unknown as Checked
}

const stateOf = ({ checks }: Checked['providers'][number], id: string) =>
  checks.find((check) => check.id === id)?.state

describe('palletjack provider check', () => {
  it('finds nothing wrong with both ends of the lab', async () => {
    const run = await ran(['provider', 'check', '--lab', '--json'])
    expect(run.exitCode, run.err).toBe(0)
    const { providers, worst } = checked(run)
    expect(worst).not.toBe('failed')
    expect(providers.map(({ name, kind }) => [name, kind])).toEqual([
      ['lab-vcenter', 'vsphere'],
      ['lab-cluster', 'cluster'],
    ])
    const [source, target] = providers
    if (!source || !target) throw new Error('one end is missing')
    for (const id of ['certificate', 'login', 'clock', 'inventory'])
      expect(stateOf(source, id), id).toBe('ok')
    for (const id of ['login', 'kubevirt', 'cdi', 'nodes', 'storage'])
      expect(stateOf(target, id), id).toBe('ok')
  })

  it.each([
    ['ocp', ['--token-fd', '3'], () => cli.cluster.token],
    ['vc', ['--password-fd', '3'], () => cli.vcenter.password],
    ['by-kubeconfig', [], () => undefined],
  ])('takes %s by name, with its login', async (name, flags, secret) => {
    const login = name === 'by-kubeconfig' ? ['--kubeconfig', cli.cluster.kubeconfigFile] : flags
    const run = await ran(['provider', 'check', name, ...login, '--json'], secret())
    expect(run.exitCode, run.err).toBe(0)
    expect(checked(run).providers).toMatchObject([{ name }])
  })

  it('takes an API server by address, and prints a table', async () => {
    const run = await ran(['provider', 'check', ...byAddress(), '--namespace', 'demo'], cli.cluster.token)
    expect(run.exitCode, run.err).toBe(0)
    expect(run.out).toMatch(/│ Connection +│ ok +│ OpenShift/)
    expect(run.out).toMatch(/│ Rights: Migrate +│ ok/)
    expect(run.out).toContain('Nothing failed')
    // Nothing of it is known afterwards.
    expect((await ran(['provider', 'list'])).out).not.toContain('command line')
  })

  it.each([
    ['by address', () => byAddress()],
    ['by name', () => ['ocp', '--token-fd', '3']],
  ])('says that a token is wrong, %s, as a failed step', async (_, flags) => {
    const run = await ran(['provider', 'check', ...flags(), '--json'], WRONG)
    expect(run.exitCode, run.err).toBe(1)
    const { providers, worst } = checked(run)
    expect(worst).toBe('failed')
    const login = providers[0]?.checks.find(({ id }) => id === 'login')
    expect(login).toMatchObject({ state: 'failed' })
    expect(login?.message).toMatch(/token|credentials/)
    expect(login?.message).not.toContain('memory')
    expect(login?.remedy).toMatch(/\.$/)
  })

  it('knows no provider of another name, and no server that does not answer', async () => {
    const unknown = await ran(['provider', 'check', 'nobody', '--json'])
    expect(unknown.exitCode).toBe(2)
    expect(jsonLines(unknown.out)).toMatchObject([{ problem: { code: 'input.provider' } }])
    expect(unknown.err).toContain('Known are "by-kubeconfig", "ocp", "vc".')
    const away = ['--cluster', 'https://127.0.0.1:1', '--ca', cli.caFile, '--token-fd', '3']
    const silent = await ran(['provider', 'check', ...away, '--json'], 'any')
    expect(silent.exitCode).toBe(1)
    expect(checked(silent).worst).toBe('failed')
  })
})

describe('palletjack provider list', () => {
  it('shows what the state directory knows, without a login', async () => {
    const run = await ran(['provider', 'list', '--json'])
    expect(run.exitCode, run.err).toBe(0)
    expect(jsonLines(run.out)).toMatchObject([
      {
        providers: expect.arrayContaining([
          expect.objectContaining({ name: 'vc', kind: 'vsphere', status: { state: 'needsCredentials' } }),
          expect.objectContaining({ name: 'ocp', kind: 'cluster' }),
        ]) as unknown,
      },
    ])
  })
})

describe('palletjack provider contexts', () => {
  const program = () => join(cli.world.home, 'log-in')

  /** A kubeconfig whose user logs in with a program of this machine. */
  function kubeconfigWithProgram(): string {
    const answer = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: cli.cluster.token },
    }
    writeFileSync(join(cli.world.home, 'answer.json'), JSON.stringify(answer), { mode: 0o600 })
    writeFileSync(
      program(),
      `#!/bin/sh\ntouch ${program()}.ran\ncat ${join(cli.world.home, 'answer.json')}\n`,
    )
    chmodSync(program(), 0o700)
    const file = join(cli.world.home, 'exec.kubeconfig')
    const config = parseAllDocuments(cli.cluster.kubeconfig)[0]?.toJS() as { users: { user: object }[] }
    config.users.forEach((one) => {
      one.user = {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: program(),
          args: ['--for', 'lab'],
          interactiveMode: 'Never',
        },
      }
    })
    writeFileSync(file, JSON.stringify(config))
    return file
  }

  it('shows how each context logs in', async () => {
    const run = await ran(['provider', 'contexts', '--kubeconfig', cli.cluster.kubeconfigFile, '--json'])
    expect(run.exitCode, run.err).toBe(0)
    expect(jsonLines(run.out)).toMatchObject([
      { contexts: [{ name: 'lab', current: true, server: cli.cluster.url, login: 'token' }] },
    ])
  })

  it('shows the program of a context, which runs only by consent to exactly that', async () => {
    const file = kubeconfigWithProgram()
    const shown = await ran(['provider', 'contexts', '--kubeconfig', file, '--json'])
    const [{ contexts } = { contexts: [] }] = jsonLines(shown.out) as unknown as {
      contexts: { login: string; program: string }[]
    }[]
    expect(contexts).toMatchObject([{ login: 'program' }])
    const refused = await ran(['provider', 'check', '--kubeconfig', file])
    expect(refused.exitCode).toBe(2)
    expect(refused.err).toContain('--allow-program')
    const other = await ran(['provider', 'check', '--kubeconfig', file, '--allow-program', 'another'])
    expect(other.exitCode).toBe(2)
    expect(existsSync(`${program()}.ran`)).toBe(false)
    const agreed = await ran([
      ...['provider', 'check', '--kubeconfig', file, '--json'],
      ...['--allow-program', contexts[0]?.program ?? ''],
    ])
    expect(agreed.exitCode, agreed.out + agreed.err).toBe(0)
    expect(existsSync(`${program()}.ran`)).toBe(true)
  })
})

describe('palletjack provider account', () => {
  it('prints what an administrator can apply', async () => {
    const run = await ran(['provider', 'account', '--namespace', 'printed', '--name', 'by-hand'])
    expect(run.exitCode, run.err).toBe(0)
    const objects = parseAllDocuments(run.out).map((one) => one.toJS() as { kind: string })
    expect(objects.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['Namespace', 'ServiceAccount', 'Role', 'RoleBinding']),
    )
    expect(objects.every(({ kind }) => !/Secret/.test(kind))).toBe(true)
  })

  it('applies it and saves a kubeconfig that may do just that', async () => {
    const file = join(cli.world.home, 'account.kubeconfig')
    const run = await ran(
      [
        ...['provider', 'account', ...byAddress(), '--namespace', 'finance', '--hours', '2'],
        ...['--apply', '--out', file, '--yes', '--json'],
      ],
      cli.cluster.token,
    )
    expect(run.exitCode, run.err).toBe(0)
    const [{ applied, tokenExpiresAt } = { applied: [], tokenExpiresAt: '' }] = jsonLines(
      run.out,
    ) as unknown as { applied: string[]; tokenExpiresAt: string }[]
    expect(applied).toContain('ServiceAccount palletjack in namespace palletjack')
    expect(Date.parse(tokenExpiresAt)).toBeLessThan(Date.now() + 3 * 3_600_000)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const token = /token: (\S+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
    expect(token.length).toBeGreaterThan(20)
    expect(run.out + run.err).not.toContain(token)

    const rights = (namespace: string) =>
      ran(['provider', 'rights', '--kubeconfig', file, '--namespace', namespace, '--json'])
    const own = await rights('finance')
    expect(own.exitCode, own.out + own.err).toBe(0)
    const [report] = jsonLines(own.out) as unknown as PermissionReport[]
    expect(report?.user).toContain('palletjack')
    const elsewhere = await rights('default')
    expect(elsewhere.exitCode).toBe(1)
    const text = await ran(['provider', 'rights', '--kubeconfig', file, '--namespace', 'default'])
    expect(text.out).toMatch(/denied: create, .*pods in namespace default/)
    expect(text.out).toContain('A migration needs more rights.')

    const again = await ran(
      [
        ...['provider', 'account', ...byAddress(), '--namespace', 'finance'],
        ...['--apply', '--out', file, '--yes'],
      ],
      cli.cluster.token,
    )
    expect(again.exitCode).toBe(2)
    expect(readFileSync(file, 'utf8')).toContain(token)
  })

  it('asks before it changes a cluster, and there is nobody to ask here', async () => {
    const out = join(cli.world.home, 'never')
    const args = [...byAddress(), '--namespace', 'never', '--apply', '--out', out]
    const run = await ran(['provider', 'account', ...args], cli.cluster.token)
    expect(run.exitCode).toBe(2)
    expect(run.err).toContain('--yes')
    expect(existsSync(out)).toBe(false)
    expect((await kube(cli.cluster, '/api/v1/namespaces/never')).status).toBe(404)
  })
})

describe('palletjack provider rights', () => {
  it('shows a table of uses', async () => {
    const run = await ran(
      ['provider', 'rights', 'ocp', '--namespace', 'demo', '--token-fd', '3'],
      cli.cluster.token,
    )
    expect(run.exitCode, run.err).toBe(0)
    expect(run.out).toMatch(/│ Migrate +│ yes +│ works/)
  })

  it('says why rights could not be asked for', async () => {
    const run = await ran(['provider', 'rights', ...byAddress(), '--namespace', 'demo', '--json'], WRONG)
    expect(run.exitCode).toBe(1)
    expect(jsonLines(run.out)).toMatchObject([{ problem: { code: 'cluster.unauthorized' } }])
  })
})

describe('palletjack provider settings', () => {
  it('changes only what is given, and keeps it', async () => {
    const set = (...args: string[]) => ran(['provider', 'settings', 'ocp', ...args, '--json'])
    const image = 'registry.example/vddk:9'
    const first = await set('--vddk-image', image, '--transfer-network', 'infra/vlan-110')
    expect(first.exitCode, first.err).toBe(0)
    const second = await set('--transfer-network', 'none')
    expect(jsonLines(second.out), second.err).toEqual([{ name: 'ocp', settings: { vddkImage: image } }])
    const shown = await ran(['provider', 'settings', 'ocp'])
    expect(shown.out).toMatch(/│ VDDK image +│ registry\.example\/vddk:9/)
    const last = await set('--vddk-image', '')
    expect(jsonLines(last.out)).toEqual([{ name: 'ocp', settings: {} }])
  })
})

describe('a secret', () => {
  it('is in nothing that was printed, and in no file of the state directory', () => {
    cli.expectNoSecret()
  })
})
