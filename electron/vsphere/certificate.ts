/** The certificate that a server shows, before anybody trusts it. */
import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import type { VsphereAddress } from '../../shared/provider/address.ts'
import type { Certificate } from '../../shared/provider/model.ts'
import { VsphereError } from './errors.ts'
import { networkProblem, timeoutProblem } from './network-problems.ts'

const CONNECT_LIMIT_MS = 15_000

/**
 * Opens a TLS connection without judging it, reads the certificate and closes. Sends nothing of its own:
 * the connection carries no request. Throws VsphereError.
 */
export function fetchCertificate(address: VsphereAddress, limitMs = CONNECT_LIMIT_MS): Promise<Certificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: address.host,
      port: address.port,
      // SNI is for names only (RFC 6066 section 3).
      ...(isIP(address.host) === 0 && { servername: address.host }),
      rejectUnauthorized: false,
      // Only to be shown: an old server is worth seeing too.
      minVersion: 'TLSv1.2',
    })
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new VsphereError(timeoutProblem(address.host, { what: 'a TLS connection', ms: limitMs })))
    }, limitMs)
    socket.once('secureConnect', () => {
      clearTimeout(timer)
      const certificate = socket.getPeerX509Certificate()
      socket.destroy()
      if (certificate) resolve(describeCertificate(certificate))
      else reject(new Error('A TLS server without a certificate'))
    })
    socket.once('error', (error: Error) => {
      clearTimeout(timer)
      socket.destroy()
      const problem = networkProblem(error, address)
      if (problem) reject(new VsphereError(problem))
      else reject(error)
    })
  })
}

/** A certificate as the model has it. */
export function describeCertificate(certificate: X509Certificate): Certificate {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
    sha1: certificate.fingerprint,
    sha256: certificate.fingerprint256,
  }
}

/** Node puts each part of a distinguished name on a line of its own. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').filter(Boolean).join(', ')
}
