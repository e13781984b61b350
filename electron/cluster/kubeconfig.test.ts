import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
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

function codeOf(source: string, context?: string): string {
  const result = readKubeconfig(source, context)
  if (result.ok) return 'ok'
  expect(JSON.stringify(result)).not.toContain(secret)
  expect(result.problem.remedy).not.toBe('')
  return result.problem.code
}

describe('readKubeconfig', () => {
  it('takes the current context', () => {
    const result = readKubeconfig(
      config({ token: secret, as: 'boss' }, { 'certificate-authority-data': caData, 'tls-server-name': 'k' }),
      undefined,
    )
    expect(result).toEqual({
      ok: true,
      value: {
        url: 'https://api.example:6443',
        token: secret,
        caPem,
        serverName: 'k',
        impersonate: 'boss',
      },
    })
  })

  it('takes the context that is asked for', () => {
    const result = readKubeconfig(config({ token: secret }), 'two')
    expect(result.ok && result.value.token).toBe('second')
  })

  it('takes client certificates, passwords and proxies', () => {
    const data = (text: string) => Buffer.from(text).toString('base64')
    const certificate = readKubeconfig(
      config({ 'client-certificate-data': data('CERT'), 'client-key-data': data('KEY') }),
      undefined,
    )
    expect(certificate.ok && certificate.value.clientCertificate).toEqual({ certPem: 'CERT', keyPem: 'KEY' })
    const password = readKubeconfig(
      config({ username: 'a', password: 'b' }, { 'proxy-url': 'http://proxy:3128' }),
      undefined,
    )
    expect(password.ok && password.value).toMatchObject({
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
    ['exec', { exec: { command: 'aws', apiVersion: 'v1' } }, 'cluster.kubeconfig-runs-program'],
    ['exec beside a token', { token: secret, exec: { command: 'x' } }, 'cluster.kubeconfig-runs-program'],
    ['auth provider', { 'auth-provider': { name: 'oidc' } }, 'cluster.kubeconfig-runs-program'],
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
    expect(kubeconfigContexts(config({}))).toEqual(['one', 'two'])
    expect(kubeconfigContexts(': :')).toEqual([])
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

  it('answers for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(codeOf(text)).not.toBe('ok')
      }),
    )
  })
})
