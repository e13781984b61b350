/** Bounded tokens of service accounts (authentication.k8s.io/v1 TokenRequest). */
import { fail, ok, type Result } from '../../shared/problem.ts'
import { notKubernetes } from './connection-problems.ts'
import { textAt } from './read.ts'
import { statusProblem } from './status-problems.ts'
import type { Transport } from './transport.ts'

export interface MintedToken {
  readonly token: string
  /** ISO 8601; the cluster may give less time than it was asked for. */
  readonly expiresAt: string
}

/** Asks for a token that is good for `seconds` at most (600 at least, says Kubernetes). */
export async function requestToken(
  transport: Transport,
  namespace: string,
  account: string,
  seconds: number,
): Promise<Result<MintedToken>> {
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name: account, namespace },
    spec: { expirationSeconds: seconds },
  }
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/serviceaccounts/${encodeURIComponent(account)}/token`
  const answer = await transport.send({ method: 'POST', path, body })
  if (!answer.ok) return answer
  const { status } = answer.value
  if (status < 200 || status >= 300) {
    const asked = {
      verb: 'create',
      ref: { apiVersion: 'v1', kind: 'ServiceAccount' },
      resource: 'serviceaccounts/token',
      namespace,
      name: account,
    }
    return fail(statusProblem(transport.url, status, answer.value.body, asked))
  }
  const token = textAt(answer.value.body, 'status', 'token')
  const expiresAt = textAt(answer.value.body, 'status', 'expirationTimestamp')
  if (token === '' || Number.isNaN(Date.parse(expiresAt)))
    return fail(notKubernetes(transport.url, 'a token was asked for, something else came'))
  return ok({ token, expiresAt })
}
