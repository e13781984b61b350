/** Socket, name and certificate errors in words. */
import type { VsphereAddress } from '../../shared/provider/address.ts'
import type { Problem } from '../../shared/problem.ts'

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'INVALID_CA',
  'CERT_SIGNATURE_FAILURE',
  'CERT_REVOKED',
  'CERT_CHAIN_TOO_LONG',
  'PATH_LENGTH_EXCEEDED',
  'INVALID_PURPOSE',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
])
/** The two sides know no common version or cipher of TLS. */
const TLS_TOO_OLD = new Set([
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
  'ERR_SSL_DH_KEY_TOO_SMALL',
  'ERR_SSL_EE_KEY_TOO_SMALL',
])
const TIMEOUTS = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])
const LOST = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'])
const COMPARE =
  'Compare the fingerprint with the one that the server shows on its console, and trust it by that.'

/** The Problem behind a failed connection or request; undefined for an error of another kind. */
export function networkProblem(error: unknown, address: VsphereAddress): Problem | undefined {
  const server = `${address.host}${address.port === 443 ? '' : `:${address.port}`}`
  const code = errorCode(error)
  if (code === undefined) return undefined
  const made = (name: string, message: string, remedy: string): Problem => ({
    code: `vsphere.${name}`,
    message,
    remedy,
    detail: code,
  })
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_FAIL') {
    return made(
      'name-not-found',
      `The name ${address.host} could not be resolved.`,
      'Check the spelling and the DNS server of this computer, or use the IP address.',
    )
  }
  if (code === 'ECONNREFUSED') {
    return made(
      'refused',
      `${server} refused the connection: nothing listens on port ${address.port}.`,
      'Check the address and the port, and that the server is running.',
    )
  }
  if (TIMEOUTS.has(code)) return timeoutProblem(server)
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'EADDRNOTAVAIL') {
    return made(
      'unreachable',
      `There is no route to ${server}.`,
      'Check the network, the VPN and the firewall between this computer and the server.',
    )
  }
  if (LOST.has(code)) {
    return made(
      'connection-lost',
      `${server} closed the connection before it answered.`,
      'Try again; if it happens again, look for a proxy or a firewall on the way.',
    )
  }
  return certificateProblem(code, server, made)
}

/** No answer within the limit; the same problem for connecting and for waiting. */
export function timeoutProblem(
  server: string,
  waited?: { readonly what: string; readonly ms: number },
): Problem {
  return {
    code: 'vsphere.timeout',
    message: waited
      ? `${server} did not answer ${waited.what} within ${Math.round(waited.ms / 1000)} seconds.`
      : `${server} did not answer in time.`,
    remedy: 'Check the network, the VPN and the firewall, and whether the server is overloaded.',
  }
}

function certificateProblem(
  code: string,
  server: string,
  made: (name: string, message: string, remedy: string) => Problem,
): Problem | undefined {
  if (UNTRUSTED.has(code)) {
    return made(
      'certificate-untrusted',
      `The certificate of ${server} is not signed by a trusted authority.`,
      `${COMPARE} Or give the certificate of the authority that signed it.`,
    )
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return made(
      'certificate-expired',
      `The certificate of ${server}, or of the authority that signed it, has expired.`,
      `Renew it on the server and check the clock of this computer. ${COMPARE}`,
    )
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return made(
      'certificate-not-yet-valid',
      `The certificate of ${server}, or of the authority that signed it, is not valid yet.`,
      `Check the clock of this computer and the one of the server. ${COMPARE}`,
    )
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') {
    return made(
      'certificate-name',
      `The certificate of ${server} was made for another name.`,
      `Use the name in the certificate. ${COMPARE}`,
    )
  }
  if (TLS_TOO_OLD.has(code)) {
    return made(
      'tls-too-old',
      `${server} offers no version of TLS that is safe enough (1.2 or newer).`,
      'Enable TLS 1.2 on the server.',
    )
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('HPE_')) {
    return made(
      'not-tls',
      `${server} does not speak https on port ${/:(\d+)$/.exec(server)?.[1] ?? '443'}.`,
      'Check the port: vCenter and ESXi serve their API by https, usually on port 443.',
    )
  }
  return undefined
}

/** The first code in the error, its causes and (for several tried addresses) its parts. */
function errorCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 5) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error instanceof AggregateError) {
    for (const part of error.errors) {
      const code = errorCode(part, depth + 1)
      if (code !== undefined) return code
    }
  }
  return errorCode(error.cause, depth + 1)
}
