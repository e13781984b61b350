import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareFingerprint, parseFingerprint } from './fingerprint.ts'

const hex = (bytes: Uint8Array, joint = '') =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(joint)
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const anyFingerprint = fc.oneof(
  bytes(20).map((raw) => ({ raw, algorithm: 'sha1' as const, label: 'SHA1' })),
  bytes(32).map((raw) => ({ raw, algorithm: 'sha256' as const, label: 'sha256' })),
)

describe('parseFingerprint', () => {
  it('reads the same value from every way of writing it', () => {
    fc.assert(
      fc.property(anyFingerprint, ({ raw, algorithm, label }) => {
        const value = hex(raw, ':').toUpperCase()
        const written = [
          value,
          value.toLowerCase(),
          hex(raw),
          hex(raw, ' '),
          hex(raw, '-'),
          `  ${value}\n`,
          `${label} Fingerprint=${value}`,
          `${label}: ${hex(raw)}`,
          `Fingerprint=${value}`,
          `thumbprint: ${value}`,
        ]
        for (const text of written) {
          expect(parseFingerprint(text)).toEqual({ ok: true, value: { algorithm, value } })
        }
      }),
    )
  })

  it.each([
    ['', 'fingerprint.empty'],
    ['SHA1 Fingerprint=', 'fingerprint.empty'],
    ['00112233445566778899aabbccddeeff', 'fingerprint.md5'],
    ['MD5 Fingerprint=00:11', 'fingerprint.md5'],
    ['SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU', 'fingerprint.not-hex'],
    ['vcenter.example.com', 'fingerprint.not-hex'],
    ['AA:BB:CC', 'fingerprint.length'],
    ['ab'.repeat(21), 'fingerprint.length'],
    [`SHA256 Fingerprint=${'ab'.repeat(20)}`, 'fingerprint.length'],
  ])('refuses %j', (text, code) => {
    expect(parseFingerprint(text)).toMatchObject({ ok: false, problem: { code } })
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseFingerprint(text)))
  })
})

describe('compareFingerprint', () => {
  const shown = { sha1: Array(20).fill('AB').join(':'), sha256: Array(32).fill('CD').join(':') }

  it('picks the algorithm by the length', () => {
    expect(compareFingerprint('ab'.repeat(20), shown)).toEqual({ kind: 'match', algorithm: 'sha1' })
    expect(compareFingerprint('cd'.repeat(32), shown)).toEqual({ kind: 'match', algorithm: 'sha256' })
  })

  it('names both values when they differ', () => {
    expect(compareFingerprint(`SHA1 Fingerprint=${'00'.repeat(20)}`, shown)).toEqual({
      kind: 'mismatch',
      algorithm: 'sha1',
      expected: Array(20).fill('00').join(':'),
      actual: shown.sha1,
    })
  })

  it('says why it cannot compare', () => {
    expect(compareFingerprint('nonsense', shown)).toMatchObject({
      kind: 'unreadable',
      problem: { code: 'fingerprint.not-hex' },
    })
  })

  it('matches exactly one of two different fingerprints', () => {
    fc.assert(
      fc.property(bytes(32), bytes(32), (one, two) => {
        const result = compareFingerprint(hex(one), { sha1: '', sha256: hex(two, ':').toUpperCase() })
        expect(result.kind).toBe(hex(one) === hex(two) ? 'match' : 'mismatch')
      }),
    )
  })
})
