/** A throw-away server certificate for tests over real TLS sockets. */
import { webcrypto, X509Certificate } from 'node:crypto'
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

export interface TestCertificate {
  readonly keyPem: string
  readonly pem: string
  readonly sha1: string
  readonly sha256: string
}

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY_MS = 86_400_000

export interface TestCertificateOptions {
  /** `expired` ended yesterday, `future` begins tomorrow. */
  readonly validity?: 'now' | 'expired' | 'future'
  /** For `name` only, not for 127.0.0.1. */
  readonly nameOnly?: boolean
}

/** Self-signed, for 127.0.0.1 and `name`. */
export async function createTestCertificate(
  name: string,
  { validity = 'now', nameOnly = false }: TestCertificateOptions = {},
): Promise<TestCertificate> {
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0])
  const keys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}, O=Test`,
    notBefore: new Date(Date.now() + (validity === 'future' ? DAY_MS : -10 * DAY_MS)),
    notAfter: new Date(Date.now() + (validity === 'expired' ? -DAY_MS : 2 * DAY_MS)),
    keys,
    signingAlgorithm: EC,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.SubjectAlternativeNameExtension([
        ...(nameOnly ? [] : [{ type: 'ip' as const, value: '127.0.0.1' }]),
        { type: 'dns', value: name },
      ]),
    ],
  })
  const pem = certificate.toString('pem')
  const { fingerprint, fingerprint256 } = new X509Certificate(pem)
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    keyPem: x509.PemConverter.encode(key, 'PRIVATE KEY'),
    pem,
    sha1: fingerprint,
    sha256: fingerprint256,
  }
}
