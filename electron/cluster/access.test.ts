import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { resolveAccess } from './access.ts'
import { clusterUrl, isCertificateBundle } from './credentials.ts'
import type { RunProgram } from './exec-login.ts'
import { createTestAuthority } from './test-support/certificates.ts'

const code = (result: ReturnType<typeof clusterUrl>) => (result.ok ? result.value : result.problem.code)

describe('clusterUrl', () => {
  it.each([
    ['https://api.example:6443', 'https://api.example:6443'],
    ['  https://api.example:6443/ ', 'https://api.example:6443'],
    ['api.example:6443', 'https://api.example:6443'],
    ['10.0.0.5', 'https://10.0.0.5'],
    ['[2001:db8::1]:6443', 'https://[2001:db8::1]:6443'],
    ['https://rancher.example/k8s/clusters/c-1/', 'https://rancher.example/k8s/clusters/c-1'],
    ['http://api.example:6443', 'cluster.address-insecure'],
    ['ftp://api.example', 'cluster.address-insecure'],
    ['https://user:pw@api.example', 'cluster.address-invalid'],
    ['https://api.example/?token=x', 'cluster.address-invalid'],
    ['', 'cluster.address-invalid'],
    ['https://', 'cluster.address-invalid'],
    ['not an address', 'cluster.address-invalid'],
  ])('%j gives %s', (entered, expected) => {
    expect(code(clusterUrl(entered))).toBe(expected)
  })

  it('never repeats a password, and answers for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const result = clusterUrl(text)
        if (result.ok) expect(clusterUrl(result.value)).toEqual(result)
      }),
    )
    const refused = clusterUrl('http://admin:hunter22@api.example')
    expect(JSON.stringify(refused)).not.toContain('hunter22')
  })
})

describe('resolveAccess', () => {
  const url = 'https://api.example:6443'
  const runNothing: RunProgram = () => Promise.reject(new Error('nothing may be run here'))

  it('trims what was pasted', async () => {
    const { caPem } = await createTestAuthority()
    const access = { kind: 'token', url, caPem: `\n${caPem}\n` } as const
    expect(await resolveAccess(access, ' sha256~abc\n', runNothing)).toEqual({
      ok: true,
      value: { url, token: 'sha256~abc', caPem },
    })
  })

  it('refuses what is no token, and what is no certificate', async () => {
    for (const secret of ['', '  ', 'two words', 'línea']) {
      const result = await resolveAccess({ kind: 'token', url }, secret, runNothing)
      expect(result).toMatchObject({ ok: false, problem: { code: 'cluster.token-malformed' } })
    }
    const bad = await resolveAccess({ kind: 'token', url, caPem: 'MIIB' }, 'token', runNothing)
    expect(bad).toMatchObject({ ok: false, problem: { code: 'cluster.authority-invalid' } })
  })
})

describe('resolveAccess of a kubeconfig with a login program', () => {
  const config = (args: readonly string[]) =>
    stringify({
      'current-context': 'one',
      contexts: [{ name: 'one', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: 'https://api.example:6443' } }],
      users: [
        {
          name: 'u',
          user: {
            exec: {
              apiVersion: 'client.authentication.k8s.io/v1',
              command: 'aws',
              args,
              interactiveMode: 'IfAvailable',
            },
          },
        },
      ],
    })
  const text = config(['eks', 'get-token', '--cluster-name', 'prod one'])
  const line = "aws eks get-token --cluster-name 'prod one'"

  async function resolve(allowProgram: string | undefined, secret = text) {
    const runs: string[][] = []
    const result = await resolveAccess(
      { kind: 'kubeconfig', ...(allowProgram === undefined ? {} : { allowProgram }) },
      secret,
      ({ program }) => {
        runs.push([program.command, ...program.args])
        return Promise.resolve({ ok: true, value: { token: 'fresh' } })
      },
    )
    return { result, runs }
  }

  it.each([undefined, ''])('runs nothing without consent (%j), and shows what it would be', async (allow) => {
    const { result, runs } = await resolve(allow)
    expect(result).toMatchObject({
      ok: false,
      problem: { code: 'cluster.kubeconfig-runs-program', detail: line },
    })
    expect(runs).toEqual([])
  })

  it('runs nothing for another server than the one that is known', async () => {
    const access = { kind: 'kubeconfig', allowProgram: 'aws a', url: 'https://other.example:6443' } as const
    const runNothing: RunProgram = () => Promise.reject(new Error('nothing may be run here'))
    expect(await resolveAccess(access, config(['a']), runNothing)).toMatchObject({
      ok: false,
      problem: { code: 'cluster.kubeconfig-other-cluster' },
    })
  })

  it('runs exactly what was agreed to', async () => {
    const { result, runs } = await resolve(line)
    expect(result).toEqual({ ok: true, value: { url: 'https://api.example:6443', token: 'fresh' } })
    expect(runs).toEqual([['aws', 'eks', 'get-token', '--cluster-name', 'prod one']])
  })

  it('refuses another program than the one that was agreed to, and shows both', async () => {
    const { result, runs } = await resolve(
      line,
      config(['eks', 'get-token', '--cluster-name', 'prod', 'one']),
    )
    expect(result).toMatchObject({
      ok: false,
      problem: {
        code: 'cluster.kubeconfig-other-program',
        detail: `agreed to: ${line}\nin the text: aws eks get-token --cluster-name prod one`,
      },
    })
    expect(runs).toEqual([])
  })
})

describe('isCertificateBundle', () => {
  it('reads every certificate of a bundle', async () => {
    const [one, two] = await Promise.all([createTestAuthority(), createTestAuthority()])
    expect(isCertificateBundle(`${one.caPem}\n${two.caPem}`)).toBe(true)
    expect(isCertificateBundle(one.caPem.slice(0, 100))).toBe(false)
    expect(isCertificateBundle('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toBe(false)
  })
})
