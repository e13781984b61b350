import { fail, ok, type Result } from '../../shared/problem.ts'
import { badAuthority, clusterUrl, isCertificateBundle, type Credentials } from './credentials.ts'
import type { ClusterAccess } from './service.ts'

/** Turns what was entered, and its secret, into credentials; reads nothing but its arguments. */
export async function resolveAccess(access: ClusterAccess, secret: string): Promise<Result<Credentials>> {
  if (access.kind === 'kubeconfig') {
    const { readKubeconfig } = await import('./kubeconfig.ts')
    return readKubeconfig(secret, access.context)
  }
  const url = clusterUrl(access.url)
  if (!url.ok) return url
  const ca = access.caPem?.trim() ?? ''
  if (ca !== '' && !isCertificateBundle(ca)) return fail(badAuthority())
  const token = secret.trim()
  if (token === '' || /[^\x21-\x7e]/.test(token)) {
    return fail({
      code: 'cluster.token-malformed',
      message: 'What was entered is not a bearer token: a token is one line of plain characters.',
      meaning: 'Nothing was sent to the cluster.',
      remedy: 'Copy the token again, for example from oc whoami --show-token.',
    })
  }
  return ok({ url: url.value, token, ...(ca === '' ? {} : { caPem: ca }) })
}
