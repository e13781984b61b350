/** Throw-away certificates for tests over real TLS sockets. */
import { webcrypto } from 'node:crypto'
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const dayMs = 24 * 60 * 60 * 1000
const serverUse = '1.3.6.1.5.5.7.3.1'
const clientUse = '1.3.6.1.5.5.7.3.2'

export interface Issued {
  readonly keyPem: string
  readonly certPem: string
}

export interface TestAuthority {
  readonly caPem: string
  /** A server certificate; by default for 127.0.0.1 and localhost, valid for two days. */
  server(options?: { readonly names?: readonly string[]; readonly expired?: boolean }): Promise<Issued>
  /** A client certificate for `user`. */
  client(user: string): Promise<Issued>
}

export async function createTestAuthority(): Promise<TestAuthority> {
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0])
  const now = Date.now()
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=test authority',
    notBefore: new Date(now - 10 * dayMs),
    notAfter: new Date(now + 10 * dayMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  })

  async function issue(
    subject: string,
    use: string,
    names: readonly string[],
    endMs: number,
  ): Promise<Issued> {
    const own = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    const leaf = await x509.X509CertificateGenerator.create({
      subject,
      issuer: ca.subject,
      notBefore: new Date(now - 5 * dayMs),
      notAfter: new Date(endMs),
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.ExtendedKeyUsageExtension([use]),
        ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names.map(alternative))] : []),
      ],
    })
    const key = await webcrypto.subtle.exportKey('pkcs8', own.privateKey)
    return { keyPem: x509.PemConverter.encode(key, 'PRIVATE KEY'), certPem: leaf.toString('pem') }
  }

  return {
    caPem: ca.toString('pem'),
    server: ({ names = ['127.0.0.1', 'localhost'], expired = false } = {}) =>
      issue('CN=test server', serverUse, names, now + (expired ? -dayMs : dayMs)),
    client: (user) => issue(`CN=${user}`, clientUse, [], now + dayMs),
  }
}

function alternative(name: string): { type: 'ip' | 'dns'; value: string } {
  return { type: /^[\d.]+$/.test(name) ? 'ip' : 'dns', value: name }
}
