import { webcrypto, X509Certificate } from 'node:crypto'
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

/** A certificate authority of the lab and one server certificate signed by it, fresh for each run. */
export interface LabCertificate {
  readonly keyPem: string
  /** Leaf first, then the authority. */
  readonly chainPem: string
  readonly caPem: string
  /** Of the leaf: upper-case hex pairs joined by colons. */
  readonly sha1: string
  readonly sha256: string
}

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const DAY_MS = 86_400_000

/** Makes a server certificate for 127.0.0.1, localhost, `name` and `addresses`. */
export async function createLabCertificate(
  name: string,
  addresses: readonly string[] = [],
): Promise<LabCertificate> {
  const provider = webcrypto
  x509.cryptoProvider.set(provider as unknown as Parameters<typeof x509.cryptoProvider.set>[0])
  const validity = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + 365 * DAY_MS) }
  const caKeys = await provider.subtle.generateKey(EC, true, ['sign', 'verify'])
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: `CN=${name} lab authority, O=Palletjack lab`,
    ...validity,
    keys: caKeys,
    signingAlgorithm: EC,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  })
  const keys = await provider.subtle.generateKey(EC, true, ['sign', 'verify'])
  const leaf = await x509.X509CertificateGenerator.create({
    serialNumber: '02',
    subject: `CN=${name}, O=Palletjack lab`,
    issuer: ca.subject,
    ...validity,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: EC,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        ...['127.0.0.1', ...addresses].map((value) => ({ type: 'ip' as const, value })),
        { type: 'dns', value: 'localhost' },
        { type: 'dns', value: name },
      ]),
      new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1']),
    ],
  })
  const pkcs8 = await provider.subtle.exportKey('pkcs8', keys.privateKey)
  const caPem = ca.toString('pem')
  const leafPem = leaf.toString('pem')
  const parsed = new X509Certificate(leafPem)
  return {
    keyPem: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
    chainPem: `${leafPem}\n${caPem}\n`,
    caPem: `${caPem}\n`,
    sha1: parsed.fingerprint,
    sha256: parsed.fingerprint256,
  }
}
