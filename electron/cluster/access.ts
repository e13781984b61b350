import { fail, ok, type Result } from '../../shared/problem.ts'
import { badAuthority, clusterUrl, isCertificateBundle, type Credentials } from './credentials.ts'
import type { RunProgram } from './exec-login.ts'
import type { ClusterAccess } from './service.ts'

/**
 * Turns what was entered, and its secret, into credentials. Reads nothing but its arguments; a kubeconfig's
 * login program is handed to `run`, and only when the access repeats its very command line.
 */
export async function resolveAccess(
  access: ClusterAccess,
  secret: string,
  run: RunProgram,
): Promise<Result<Credentials>> {
  if (access.kind === 'kubeconfig') return fromKubeconfig(access, secret, run)
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
  const { namespace } = access
  return ok({
    url: url.value,
    token,
    ...(ca === '' ? {} : { caPem: ca }),
    ...(namespace === undefined ? {} : { namespace }),
  })
}

async function fromKubeconfig(
  { context, url, allowProgram }: Extract<ClusterAccess, { kind: 'kubeconfig' }>,
  text: string,
  run: RunProgram,
): Promise<Result<Credentials>> {
  const [{ readKubeconfig }, { programLine }, { needsConsent, anotherProgram, otherCluster }] =
    await Promise.all([
      import('./kubeconfig.ts'),
      import('./exec-program.ts'),
      import('./kubeconfig-problems.ts'),
    ])
  const read = readKubeconfig(text, context)
  if (!read.ok) return read
  const { credentials, program, programConfig, context: name } = read.value
  // Before anything is run or sent: a run would go on there, and the login of one cluster is not for another.
  if (url !== undefined && url !== credentials.url) return fail(otherCluster(name, credentials.url, url))
  if (program === undefined) return ok(credentials)
  const line = programLine(program)
  if (allowProgram === undefined || allowProgram === '') return fail(needsConsent(name, line))
  if (allowProgram !== line) return fail(anotherProgram(name, allowProgram, line))
  const login = await run({ program, cluster: credentials, clusterConfig: programConfig })
  return login.ok ? ok({ ...credentials, ...login.value }) : login
}
