/** How a connection is judged before the first byte of a request is sent on it. */
import type { X509Certificate } from 'node:crypto'
import { getCACertificates, TLSSocket } from 'node:tls'
import { buildConnector } from 'undici'
import type { VsphereAddress } from '../../shared/provider/address.ts'
import { parseFingerprint, type Fingerprint } from '../../shared/provider/fingerprint.ts'
import type { Certificate, Trust } from '../../shared/provider/model.ts'
import type { Problem } from '../../shared/problem.ts'
import { describeCertificate } from './certificate.ts'
import { VsphereError } from './errors.ts'

const CONNECT_LIMIT_MS = 15_000

/**
 * A connector for undici that hands a socket over only after its certificate has been judged by `trust`.
 * `onTrusted` hears of each certificate that passed. Throws VsphereError for a fingerprint or a CA
 * certificate that cannot be read.
 */
export function createTrustedConnector(
  address: VsphereAddress,
  trust: Trust,
  onTrusted: (certificate: Certificate) => void,
): buildConnector.connector {
  const pin = trust.kind === 'fingerprint' ? readPin(trust.value) : undefined
  const connect = buildConnector({
    timeout: CONNECT_LIMIT_MS,
    allowH2: false,
    // A resumed TLS session does not show the certificate again: each connection makes a full handshake.
    maxCachedSessions: 0,
    minVersion: 'TLSv1.2',
    ...(trust.kind === 'ca' && { ca: readAuthority(trust.pem) }),
    ...(trust.kind === 'system' && { ca: systemAuthorities() }),
    // With a pin the fingerprint below is the whole judgement: name, date and signer say nothing more.
    rejectUnauthorized: trust.kind !== 'fingerprint',
  })
  let trustedBefore = false
  const refusal = (certificate: X509Certificate | undefined): Error | undefined => {
    if (!certificate) return new Error('The server showed no certificate')
    const shown = describeCertificate(certificate)
    if (pin && shown[pin.algorithm] !== pin.value) {
      return new VsphereError(mismatch(address, pin, shown, trustedBefore))
    }
    trustedBefore = true
    onTrusted(shown)
    return undefined
  }
  return (options, callback) => {
    connect(options, (error, socket) => {
      if (error) {
        callback(error, null)
        return
      }
      const refused = refusal(socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined)
      if (!refused) {
        callback(null, socket)
        return
      }
      socket.destroy()
      callback(refused, null)
    })
  }
}

function readPin(value: string): Fingerprint {
  const parsed = parseFingerprint(value)
  if (!parsed.ok) throw new VsphereError(parsed.problem)
  return parsed.value
}

function readAuthority(pem: string): string {
  if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem
  throw new VsphereError({
    code: 'vsphere.ca-unreadable',
    message: 'The certificate of the authority is not in PEM form.',
    meaning: 'Nothing was sent.',
    remedy: 'Paste the text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
  })
}

/** Those of the operating system and those that come with the runtime. */
function systemAuthorities(): string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
}

function mismatch(
  address: VsphereAddress,
  pin: Fingerprint,
  shown: Certificate,
  trustedBefore: boolean,
): Problem {
  const name = pin.algorithm === 'sha1' ? 'SHA-1' : 'SHA-256'
  const values = `Expected ${name} ${pin.value}, got ${shown[pin.algorithm]}.`
  const meaning = 'Nothing was sent to it.'
  if (trustedBefore) {
    return {
      code: 'vsphere.certificate-changed',
      message: `The certificate of ${address.host} has changed since the connection was made. ${values}`,
      meaning,
      remedy: 'Ask who renewed it, compare the new fingerprint on the server, then connect again with it.',
    }
  }
  return {
    code: 'vsphere.fingerprint-mismatch',
    message: `${address.host} shows another certificate than the one you trust. ${values}`,
    meaning,
    remedy: 'Compare the fingerprint with the one on the server itself before you trust the new value.',
  }
}
