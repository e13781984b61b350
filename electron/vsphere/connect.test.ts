import { beforeAll, describe, expect, it } from 'vitest'
import { createTestCertificate, type TestCertificate } from './test-support/certificate.ts'
import { createHarness } from './test-support/harness.ts'
import { fault } from './test-support/scripted-vcenter.ts'
import { createVsphereService } from './vsphere-service.ts'
import { lending } from '../vault/test-support/lending.ts'
import { fail } from '../../shared/problem.ts'

const service = createVsphereService()
let other: TestCertificate
let expired: TestCertificate
const { start, connect, connected, certificate } = createHarness()

beforeAll(async () => {
  other = await createTestCertificate('other.test')
  expired = await createTestCertificate('expired.test', { validity: 'expired' })
})

const endpointOf = (server: { readonly url: string }) => ({
  url: server.url,
  username: 'ann',
  trust: { kind: 'fingerprint' as const, value: certificate().sha1 },
})

describe('certificate', () => {
  it('shows who the server says it is, and sends it nothing', async () => {
    const server = await start()
    const result = await service.certificate(server.url)
    expect(result).toMatchObject({
      ok: true,
      value: { subject: 'CN=vcenter.test, O=Test', sha1: certificate().sha1, sha256: certificate().sha256 },
    })
    expect(result.ok && Date.parse(result.value.notBefore) < Date.parse(result.value.notAfter)).toBe(true)
    expect(server.calls).toEqual([])
  })

  it('shows an expired one too', async () => {
    const server = await start({}, expired)
    expect(await service.certificate(server.url)).toMatchObject({ ok: true, value: { sha1: expired.sha1 } })
  })

  it.each([
    ['http://vcenter', 'vsphere.address-not-https'],
    ['no-such-host.invalid', 'vsphere.name-not-found'],
    ['127.0.0.1:1', 'vsphere.refused'],
  ])('%s: %s', async (url, code) => {
    expect(await service.certificate(url)).toMatchObject({ ok: false, problem: { code } })
  })
})

describe('trust', () => {
  it.each([
    ['SHA-256', () => ({ kind: 'fingerprint' as const, value: certificate().sha256 })],
    [
      'SHA-1 as openssl prints it',
      () => ({ kind: 'fingerprint' as const, value: `sha1 Fingerprint=${certificate().sha1}` }),
    ],
    ['the authority', () => ({ kind: 'ca' as const, pem: certificate().pem })],
  ])('accepts by %s', async (_, trust) => {
    const server = await start()
    const result = await connect(server, trust())
    expect(result).toMatchObject({
      ok: true,
      value: { url: server.url, about: { version: '8.0.3' }, certificate: { sha1: certificate().sha1 } },
    })
  })

  it.each([
    [
      'another fingerprint',
      () => ({ kind: 'fingerprint' as const, value: other.sha1 }),
      'vsphere.fingerprint-mismatch',
    ],
    [
      'a fingerprint that is none',
      () => ({ kind: 'fingerprint' as const, value: 'abc' }),
      'fingerprint.length',
    ],
    ['another authority', () => ({ kind: 'ca' as const, pem: other.pem }), 'vsphere.certificate-untrusted'],
    ['an authority that is no PEM', () => ({ kind: 'ca' as const, pem: 'x' }), 'vsphere.ca-unreadable'],
    ['the system', () => ({ kind: 'system' as const }), 'vsphere.certificate-untrusted'],
  ])('refuses by %s before a byte is sent', async (_, trust, code) => {
    const server = await start()
    expect(await connect(server, trust())).toMatchObject({ ok: false, problem: { code } })
    expect(server.calls).toEqual([])
  })

  it('names both fingerprints when they differ', async () => {
    const server = await start()
    const result = await connect(server, { kind: 'fingerprint', value: other.sha256.toLowerCase() })
    expect(result.ok ? '' : result.problem.message).toContain(other.sha256)
    expect(result.ok ? '' : result.problem.message).toContain(certificate().sha256)
  })

  it('refuses an expired certificate, unless it is pinned', async () => {
    const server = await start({}, expired)
    expect(await connect(server, { kind: 'ca', pem: expired.pem })).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.certificate-expired' },
    })
    expect(await connect(server, { kind: 'fingerprint', value: expired.sha1 })).toMatchObject({ ok: true })
  })

  it.each([
    ['not valid yet', { validity: 'future' as const }, 'vsphere.certificate-not-yet-valid'],
    ['for another name', { nameOnly: true }, 'vsphere.certificate-name'],
  ])('refuses one that is %s, unless it is pinned', async (_, options, code) => {
    const odd = await createTestCertificate('odd.test', options)
    const server = await start({}, odd)
    expect(await connect(server, { kind: 'ca', pem: odd.pem })).toMatchObject({
      ok: false,
      problem: { code },
    })
    expect(server.calls).toEqual([])
    expect(await connect(server, { kind: 'fingerprint', value: odd.sha1 })).toMatchObject({ ok: true })
  })

  it('stops everything when the certificate changes while the session lives', async () => {
    const server = await start()
    const session = await connected(server)
    server.useCertificate(other)
    server.dropConnections()
    // The first call may still meet the connection that was dropped.
    const problemOfCall = async () => {
      const result = await session.powerState('vm-1')
      return result.ok ? undefined : result.problem
    }
    await expect
      .poll(async () => (await problemOfCall())?.code, { timeout: 20_000 })
      .toBe('vsphere.certificate-changed')
    const before = server.calls.length
    const problem = await problemOfCall()
    expect(problem?.code).toBe('vsphere.certificate-changed')
    for (const line of ['Trusted:', 'CN=vcenter.test', certificate().sha1, certificate().sha256]) {
      expect(problem?.detail).toContain(line)
    }
    for (const line of ['Shown now:', 'CN=other.test', other.sha1, other.sha256, 'Expires: 20']) {
      expect(problem?.detail).toContain(line)
    }
    // Also when the old certificate comes back: a person has to look first.
    server.useCertificate(certificate())
    server.dropConnections()
    expect((await problemOfCall())?.code).toBe('vsphere.certificate-changed')
    await session.close()
    expect(server.calls.length).toBe(before)
    expect(server.count('Login')).toBe(1)
  })
})

describe('login', () => {
  it('sends the password once, whole, and speaks the version of the server', async () => {
    const server = await start()
    await connected(server)
    expect(server.count('Login')).toBe(1)
    const login = server.calls.find((call) => call.method === 'Login')
    expect(login?.body).toContain('<password>p&lt;&amp;&gt;&quot;&apos;]]&gt;s3cret</password>')
    expect(login?.soapAction).toBe('"urn:vim25/8.0.3.0"')
    expect(login?.cookie).toBeUndefined()
  })

  it('does not try a refused password again, and does not repeat it', async () => {
    const server = await start({
      Login: () => fault('InvalidLogin', 'Cannot complete login due to an incorrect user name or password.'),
    })
    const result = await connect(server)
    expect(result).toMatchObject({ ok: false, problem: { code: 'vsphere.invalid-login' } })
    expect(JSON.stringify(result)).not.toContain('s3cret')
    expect(server.count('Login')).toBe(1)
  })

  it('says what is wrong with a password that XML cannot carry, and sends nothing of it', async () => {
    const server = await start()
    const result = await service.connect(endpointOf(server), lending('hunter2\u0000'))
    expect(result).toMatchObject({ ok: false, problem: { code: 'vsphere.unsendable-text' } })
    expect(JSON.stringify(result)).not.toContain('hunter2')
    expect(server.count('Login')).toBe(0)
  })

  it('says that the vault is locked', async () => {
    const server = await start()
    const result = await service.connect(endpointOf(server), () =>
      Promise.resolve(fail({ code: 'vault.locked', message: 'The vault is locked.', remedy: 'Unlock it.' })),
    )
    expect(result).toMatchObject({ ok: false, problem: { code: 'vault.locked' } })
  })

  it('logs out on close, once', async () => {
    const server = await start()
    const session = await connected(server)
    await session.close()
    await session.close()
    expect(server.calls.filter((call) => call.method === 'Logout').map((call) => call.cookie)).toEqual([
      'vmware_soap_session="session-1"',
    ])
    expect(await session.powerState('vm-1')).toMatchObject({ ok: false, problem: { code: 'vsphere.closed' } })
  })
})
