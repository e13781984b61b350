import { describe, expect, it } from 'vitest'
import { certificateCheck, clockCheck, failedCheck, privilegeCheck } from './checks.ts'

const certificate = {
  subject: 'CN=vc',
  issuer: 'CN=ca',
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  sha1: 'AA',
  sha256: 'BB',
}
const at = (date: string) => Date.parse(date)

describe('the checks of a connection', () => {
  it.each([
    ['2026-06-01', { kind: 'fingerprint', value: '' }, 'ok'],
    ['2026-12-20', { kind: 'fingerprint', value: '' }, 'warning'],
    ['2027-06-01', { kind: 'fingerprint', value: '' }, 'warning'],
    ['2027-06-01', { kind: 'system' }, 'failed'],
    ['2025-06-01', { kind: 'ca', pem: '' }, 'failed'],
  ] as const)('judge the certificate on %s with trust %o as %s', (now, trust, state) => {
    expect(certificateCheck(certificate, trust, at(now))).toMatchObject({ state })
  })

  it('say how many days a certificate has left', () => {
    expect(certificateCheck(certificate, { kind: 'system' }, at('2026-12-30T12:00:00Z')).message).toBe(
      'The certificate expires in 1 day.',
    )
  })

  it.each([
    [1_000, 'ok'],
    [-90_000, 'warning'],
    [90_000, 'warning'],
    [400_000, 'failed'],
  ] as const)('judge a clock that is %d ms ahead as %s', (skew, state) => {
    expect(clockCheck(skew)).toMatchObject({ state })
  })

  it('say which way the clock is wrong', () => {
    expect(clockCheck(-600_000).message).toContain('behind')
    expect(clockCheck(600_000).message).toContain('ahead of')
  })

  it('name each missing privilege and how many objects lack it', () => {
    const missing = [{ privilege: 'VirtualMachine.Interact.PowerOff', objects: ['DC1', 'DC2'], count: 5 }]
    expect(privilegeCheck({ use: 'cold', missing })).toMatchObject({
      state: 'warning',
      details: ['VirtualMachine.Interact.PowerOff on DC1, DC2 and 3 more'],
    })
    expect(privilegeCheck({ use: 'inventory', missing })).toMatchObject({ state: 'failed' })
    expect(privilegeCheck({ use: 'warm', missing: [] })).toMatchObject({ state: 'ok', details: [] })
  })

  it('carry the words of a problem', () => {
    const problem = { code: 'x.y', message: 'It failed.', remedy: 'Do this.', detail: 'one\ntwo' }
    expect(failedCheck('login', 'Login', problem)).toEqual({
      id: 'login',
      title: 'Login',
      state: 'failed',
      message: 'It failed.',
      remedy: 'Do this.',
      details: ['one', 'two'],
    })
  })
})
