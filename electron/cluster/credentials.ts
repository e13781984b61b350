/** Where a cluster is and how to log in, and the reading of the parts that a person enters. */
import { X509Certificate } from 'node:crypto'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'

/** Everything a connection needs. Holds secrets: it stays inside this folder and is never logged. */
export interface Credentials {
  /** "https://host:port" and perhaps a path, without a slash at the end. */
  readonly url: string
  /** Authorities to trust; left out: those of this computer. */
  readonly caPem?: string
  /** Name to check the certificate against, if it is not the host of the address. */
  readonly serverName?: string
  readonly token?: string
  readonly basic?: { readonly username: string; readonly password: string }
  readonly clientCertificate?: { readonly certPem: string; readonly keyPem: string }
  /** User to act as. */
  readonly impersonate?: string
  /** http or https proxy on the way to the cluster. */
  readonly proxyUrl?: string
  /** The namespace that the login is meant for, where that is known. */
  readonly namespace?: string
}

/** The address of an API server, made whole: https is added, http refused, a slash at the end goes. */
export function clusterUrl(entered: string): Result<string> {
  const text = entered.trim()
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  const url = URL.canParse(whole) ? new URL(whole) : undefined
  if (url === undefined || url.hostname === '' || text === '') {
    return fail({
      code: 'cluster.address-invalid',
      message: 'The address of the cluster cannot be read.',
      remedy: 'Enter it as https://api.cluster.example:6443; oc whoami --show-server tells it.',
    })
  }
  if (url.protocol !== 'https:') {
    return fail({
      code: 'cluster.address-insecure',
      message: `The address of ${url.host} begins with ${url.protocol}//, and a token sent that way can be read on the way.`,
      meaning: 'Nothing was sent to the cluster.',
      remedy: 'Use the https address of the API server.',
    })
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return fail({
      code: 'cluster.address-invalid',
      message: `The address of ${url.host} holds more than host, port and path.`,
      meaning: 'Nothing was sent to the cluster.',
      remedy: 'Remove user name, question mark and fragment from the address.',
    })
  }
  return ok(`${url.origin}${url.pathname}`.replace(/\/+$/, ''))
}

/** True for PEM text whose every certificate can be read. */
export function isCertificateBundle(pem: string): boolean {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  return blocks.length > 0 && blocks.every(isCertificate)
}

export function badAuthority(): Problem {
  return {
    code: 'cluster.authority-invalid',
    message: 'The certificate authority is not a PEM certificate.',
    meaning: 'Nothing was sent to the cluster.',
    remedy: 'Paste the whole text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    // The one way to ask whether a certificate can be read is to read it.
    return false
  }
}
