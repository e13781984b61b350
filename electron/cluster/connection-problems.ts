/** What can go wrong on the way to a cluster: no answer, or one that no API server would give. */
import type { Problem } from '../../shared/problem.ts'
import { textAt } from './read.ts'

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
])

const outdated = new Map([
  ['CERT_HAS_EXPIRED', 'has expired'],
  ['CERT_NOT_YET_VALID', 'is not valid yet'],
  ['CERT_REVOKED', 'was revoked'],
])

const unreachable = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL'])

const timeouts = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])

/** A request that got no answer. */
export function connectionProblem(url: string, error: unknown, timeoutMs: number): Problem {
  const host = hostOf(url)
  const code = errorCode(error)
  return (
    certificateProblem(host, code) ??
    networkProblem(host, code, timeoutMs, isTimeout(error)) ?? {
      code: 'cluster.unreachable',
      message: `The connection to ${host} failed.`,
      remedy:
        'Check the address, and that no proxy or firewall stands between this computer and the cluster.',
      ...(code === '' ? {} : { detail: code }),
    }
  )
}

function certificateProblem(host: string, code: string): Problem | undefined {
  if (untrusted.has(code)) {
    return {
      code: 'cluster.certificate-untrusted',
      message: `The certificate of ${host} was not signed by an authority that this computer trusts.`,
      meaning: 'Nothing was sent to the cluster.',
      remedy:
        'Add the certificate authority of the cluster (PEM), for example from certificate-authority-data of a kubeconfig.',
      detail: code,
    }
  }
  const state = outdated.get(code)
  if (state !== undefined) {
    return {
      code: 'cluster.certificate-expired',
      message: `The certificate of ${host} ${state}.`,
      meaning: 'Nothing was sent to the cluster.',
      remedy: 'Check the clock of this computer, and have the certificate of the cluster renewed.',
      detail: code,
    }
  }
  if (code !== 'ERR_TLS_CERT_ALTNAME_INVALID') return undefined
  return {
    code: 'cluster.certificate-name',
    message: `The certificate of the cluster was made for another name than ${host}.`,
    meaning: 'Nothing was sent to the cluster.',
    remedy: 'Use the address that the certificate names, as kubectl does.',
    detail: code,
  }
}

function networkProblem(
  host: string,
  code: string,
  timeoutMs: number,
  timedOut: boolean,
): Problem | undefined {
  if (timedOut || timeouts.has(code)) {
    return {
      code: 'cluster.timeout',
      message: `${host} did not answer within ${timeoutMs / 1000} seconds.`,
      remedy: 'Check that the address is right and that a firewall or VPN lets this computer through.',
    }
  }
  if (code === 'ECONNREFUSED') {
    return {
      code: 'cluster.refused',
      message: `Nothing listens at ${host}.`,
      remedy: 'Check the port (the API of OpenShift listens on 6443) and that the API server runs.',
    }
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return {
      code: 'cluster.unknown-host',
      message: `The name ${host} cannot be resolved.`,
      remedy: 'Check the spelling, and that this computer uses the DNS server that knows the cluster.',
    }
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    return {
      code: 'cluster.not-tls',
      message: `${host} does not speak TLS as an API server does.`,
      remedy: 'Check the port: the API of a cluster listens with https, on 6443 as a rule.',
      detail: code,
    }
  }
  if (!unreachable.has(code)) return undefined
  return {
    code: 'cluster.unreachable',
    message: `There is no way from this computer to ${host}.`,
    remedy: 'Check the network or VPN of this computer and try again.',
    detail: code,
  }
}

/** Something answers, but not a Kubernetes API. */
export function notKubernetes(url: string, detailText: string): Problem {
  return {
    code: 'cluster.not-kubernetes',
    message: `${hostOf(url)} answers, but not as a Kubernetes API server.`,
    meaning: 'Nothing was changed.',
    remedy:
      'Use the address of the API server, not of the web console: kubectl cluster-info or oc whoami --show-server tells it.',
    detail: detailText,
  }
}

export function tooLarge(url: string, bytes: number): Problem {
  return {
    code: 'cluster.answer-too-large',
    message: `${hostOf(url)} sent more than ${Math.round(bytes / 1024 / 1024)} MiB in one answer.`,
    remedy: 'Check that the address is the API server of the cluster.',
  }
}

/** Host and port of an address, for messages: a path or user name in it is nobody's business. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

/** True when an established connection was closed under a request. */
export function isBroken(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(errorCode(error))
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}

/** The code of an error or of what caused it: undici wraps, and a dual-stack attempt has one error per address. */
function errorCode(error: unknown): string {
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 5; depth += 1) {
    const code = textAt(each, 'code')
    if (code !== '') return code
    const [first] = each instanceof AggregateError ? (each.errors as unknown[]) : []
    each = first ?? each.cause
  }
  return ''
}
