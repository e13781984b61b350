/** Certificate fingerprints as people paste them. */
import { fail, ok, type Problem, type Result } from '../problem.ts'

type FingerprintAlgorithm = 'sha1' | 'sha256'

export interface Fingerprint {
  readonly algorithm: FingerprintAlgorithm
  /** Upper-case hex pairs joined by colons. */
  readonly value: string
}

/** What a server showed: both values as upper-case hex pairs joined by colons. */
export interface ShownFingerprints {
  readonly sha1: string
  readonly sha256: string
}

export type FingerprintComparison =
  | { readonly kind: 'match'; readonly algorithm: FingerprintAlgorithm }
  | {
      readonly kind: 'mismatch'
      readonly algorithm: FingerprintAlgorithm
      readonly expected: string
      readonly actual: string
    }
  | { readonly kind: 'unreadable'; readonly problem: Problem }

const LABEL = /^\s*(sha-?1|sha-?256|md5)?\s*(?:fingerprint|thumbprint)?\s*[=:]?\s*/i
const BYTES: Record<number, FingerprintAlgorithm> = { 20: 'sha1', 32: 'sha256' }

/**
 * Reads a SHA-1 (20 bytes) or SHA-256 (32 bytes) fingerprint: plain hex, with colons, hyphens or spaces,
 * in either case, or a whole line of `openssl x509 -fingerprint`.
 * Fails with fingerprint.empty, fingerprint.md5, fingerprint.not-hex or fingerprint.length.
 */
export function parseFingerprint(text: string): Result<Fingerprint> {
  const label = LABEL.exec(text)
  const named = label?.[1]?.toLowerCase().replace('-', '')
  const digits = text.slice(label?.[0].length ?? 0).replace(/[\s:-]/g, '')
  if (digits === '') return fail(problem('empty', 'No fingerprint was given.'))
  if (!/^[0-9a-f]+$/i.test(digits)) {
    return fail(problem('not-hex', 'This is not a fingerprint: it has characters other than 0-9 and A-F.'))
  }
  const bytes = digits.length / 2
  if (bytes === 16 || named === 'md5') {
    return fail(problem('md5', 'This is an MD5 fingerprint (16 bytes). MD5 can be forged.'))
  }
  const algorithm = BYTES[bytes]
  if (algorithm === undefined || (named !== undefined && named !== algorithm)) {
    return fail(problem('length', `A fingerprint has 20 or 32 bytes; this one has ${bytes}.`))
  }
  return ok({ algorithm, value: (digits.toUpperCase().match(/../g) ?? []).join(':') })
}

/** Compares what a person pasted with what the server showed; picks the algorithm by the length. */
export function compareFingerprint(pasted: string, shown: ShownFingerprints): FingerprintComparison {
  const parsed = parseFingerprint(pasted)
  if (!parsed.ok) return { kind: 'unreadable', problem: parsed.problem }
  const { algorithm, value } = parsed.value
  const actual = shown[algorithm].toUpperCase()
  if (actual === value) return { kind: 'match', algorithm }
  return { kind: 'mismatch', algorithm, expected: value, actual }
}

function problem(code: string, message: string): Problem {
  return {
    code: `fingerprint.${code}`,
    message,
    remedy:
      'Paste a SHA-256 or SHA-1 fingerprint, for example from "openssl x509 -noout -fingerprint -sha256".',
  }
}
