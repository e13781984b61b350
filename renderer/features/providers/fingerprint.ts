import type { Certificate } from '../../../shared/provider/model.ts'

export type Comparison = 'empty' | 'sha1' | 'sha256' | 'differs' | 'unreadable'

/** Which of the certificate's fingerprints `pasted` is: colons, spaces, case and openssl's prefix do not matter. */
export function compareFingerprint(pasted: string, certificate: Certificate): Comparison {
  const hex = hexOf(pasted)
  if (hex === '') return 'empty'
  if (hex === hexOf(certificate.sha256)) return 'sha256'
  if (hex === hexOf(certificate.sha1)) return 'sha1'
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(hex) ? 'differs' : 'unreadable'
}

function hexOf(text: string): string {
  return text
    .replace(/^.*(=|fingerprint:?)/i, '')
    .replace(/^\s*sha-?(1|256)\s*:?/i, '')
    .replace(/[\s:-]/g, '')
    .toLowerCase()
}
