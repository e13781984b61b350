import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveAccess } from './access.ts'
import { clusterUrl, isCertificateBundle } from './credentials.ts'
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

  it('trims what was pasted', async () => {
    const { caPem } = await createTestAuthority()
    expect(await resolveAccess({ kind: 'token', url, caPem: `\n${caPem}\n` }, ' sha256~abc\n')).toEqual({
      ok: true,
      value: { url, token: 'sha256~abc', caPem },
    })
  })

  it('refuses what is no token, and what is no certificate', async () => {
    for (const secret of ['', '  ', 'two words', 'línea']) {
      const result = await resolveAccess({ kind: 'token', url }, secret)
      expect(result).toMatchObject({ ok: false, problem: { code: 'cluster.token-malformed' } })
    }
    const bad = await resolveAccess({ kind: 'token', url, caPem: 'MIIB' }, 'token')
    expect(bad).toMatchObject({ ok: false, problem: { code: 'cluster.authority-invalid' } })
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
