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

export interface TrustListener {
  /** A certificate that passed. */
  trusted(certificate: Certificate): void
  /** The pinned certificate is no longer shown by a server that showed it before. */
  changed(problem: Problem): void
  /** ms for a TCP and TLS connection; 15 s unless told. */
  readonly limitMs?: number
}

/**
 * A connector for undici that hands a socket over only after its certificate has been judged by `trust`.
 * Throws VsphereError for a fingerprint or a CA certificate that cannot be read.
 */
export function createTrustedConnector(
  address: VsphereAddress,
  trust: Trust,
  listener: TrustListener,
): buildConnector.connector {
  const pin = trust.kind === 'fingerprint' ? readPin(trust.value) : undefined
  const connect = buildConnector({
    timeout: listener.limitMs ?? CONNECT_LIMIT_MS,
    allowH2: false,
    // A resumed TLS session does not show the certificate again: each connection makes a full handshake.
    maxCachedSessions: 0,
    minVersion: 'TLSv1.2',
    ...(trust.kind === 'ca' && { ca: readAuthority(trust.pem) }),
    ...(trust.kind === 'system' && { ca: systemAuthorities() }),
    // With a pin the fingerprint below is the whole judgement: name, date and signer say nothing more.
    rejectUnauthorized: trust.kind !== 'fingerprint',
  })
  let trustedBefore: Certificate | undefined
  const refusal = (certificate: X509Certificate | undefined): Error | undefined => {
    if (!certificate) return new Error('The server showed no certificate')
    const shown = describeCertificate(certificate)
    if (pin && shown[pin.algorithm] !== pin.value) {
      const problem = trustedBefore
        ? changed(address, pin, trustedBefore, shown)
        : mismatch(address, pin, shown)
      if (trustedBefore) listener.changed(problem)
      return new VsphereError(problem)
    }
    trustedBefore = shown
    listener.trusted(shown)
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

function mismatch(address: VsphereAddress, pin: Fingerprint, shown: Certificate): Problem {
  return {
    code: 'vsphere.fingerprint-mismatch',
    message: `${address.host} shows another certificate than the one you trust. ${values(pin, shown)}`,
    meaning: 'Nothing was sent to it.',
    remedy: 'Compare the fingerprint with the one on the server itself before you trust the new value.',
    detail: facts('Shown', shown),
  }
}

function changed(address: VsphereAddress, pin: Fingerprint, before: Certificate, now: Certificate): Problem {
  return {
    code: 'vsphere.certificate-changed',
    message: `The certificate of ${address.host} has changed since the connection was made. ${values(pin, now)}`,
    meaning: 'The connection was stopped at once; nothing was sent to the server with the new certificate.',
    remedy: 'Ask who renewed it, compare the new fingerprint on the server, then connect again with it.',
    detail: `${facts('Trusted', before)}\n\n${facts('Shown now', now)}`,
  }
}

function values(pin: Fingerprint, shown: Certificate): string {
  const name = pin.algorithm === 'sha1' ? 'SHA-1' : 'SHA-256'
  return `Expected ${name} ${pin.value}, got ${shown[pin.algorithm]}.`
}

/** One line for each fact, the same lines in the same order for every certificate. */
function facts(title: string, { subject, issuer, notAfter, sha1, sha256 }: Certificate): string {
  return [
    `${title}:`,
    `  Subject: ${subject}`,
    `  Issuer: ${issuer}`,
    `  Expires: ${notAfter}`,
    `  SHA-1: ${sha1}`,
    `  SHA-256: ${sha256}`,
  ].join('\n')
}
