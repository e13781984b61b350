import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareFingerprint } from './fingerprint.ts'

const hexPairs = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((array) => [...array].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':'))

const certificate = (sha1: string, sha256: string) => ({
  subject: 'CN=vcenter',
  issuer: 'CN=CA',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2027-01-01T00:00:00Z',
  sha1,
  sha256,
})

describe('a pasted fingerprint', () => {
  it('is recognised however it is written', () => {
    fc.assert(
      fc.property(hexPairs(20), hexPairs(32), (sha1, sha256) => {
        const cert = certificate(sha1, sha256)
        expect(compareFingerprint(sha256, cert)).toBe('sha256')
        expect(compareFingerprint(sha256.toLowerCase().replaceAll(':', ''), cert)).toBe('sha256')
        expect(compareFingerprint(` ${sha256.replaceAll(':', ' ')} `, cert)).toBe('sha256')
        expect(compareFingerprint(`sha256 Fingerprint=${sha256}`, cert)).toBe('sha256')
        expect(compareFingerprint(`SHA1:${sha1}`, cert)).toBe('sha1')
        expect(compareFingerprint(`SHA-1 ${sha1}`, cert)).toBe('sha1')
      }),
    )
  })

  it('that differs in one digit does not match', () => {
    fc.assert(
      fc.property(hexPairs(20), hexPairs(32), fc.nat(63), (sha1, sha256, at) => {
        const plain = sha256.replaceAll(':', '')
        const other = plain[at] === '0' ? '1' : '0'
        const changed = plain.slice(0, at) + other + plain.slice(at + 1)
        expect(compareFingerprint(changed, certificate(sha1, sha256))).toBe('differs')
      }),
    )
  })

  it('that is no fingerprint says so', () => {
    const cert = certificate('AA:'.repeat(19) + 'AA', 'BB:'.repeat(31) + 'BB')
    expect(compareFingerprint('', cert)).toBe('empty')
    expect(compareFingerprint('AA:BB', cert)).toBe('unreadable')
    expect(compareFingerprint('hello', cert)).toBe('unreadable')
  })
})
