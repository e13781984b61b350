/** Kubeconfig files (the format of client-go's clientcmd/api/v1), as far as embedded data goes. */
import { parse } from 'yaml'
import * as z from 'zod'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { badAuthority, clusterUrl, isCertificateBundle, type Credentials } from './credentials.ts'

const maxLength = 1024 * 1024
const text = z.string().nullish()

const clusterSchema = z.object({
  server: z.string(),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': z.boolean().nullish(),
  'tls-server-name': text,
  'proxy-url': text,
})

const userSchema = z.object({
  token: text,
  tokenFile: text,
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  username: text,
  password: text,
  as: text,
  exec: z.unknown().optional(),
  'auth-provider': z.unknown().optional(),
})

const configSchema = z.object({
  'current-context': text,
  clusters: z.array(z.object({ name: z.string(), cluster: z.unknown().optional() })).nullish(),
  users: z.array(z.object({ name: z.string(), user: z.unknown().optional() })).nullish(),
  contexts: z
    .array(z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: text }) }))
    .nullish(),
})

type Config = z.infer<typeof configSchema>
type ConfigCluster = z.infer<typeof clusterSchema>
type ConfigUser = z.infer<typeof userSchema>

const flatten = 'kubectl config view --flatten --minify --raw'

/**
 * The credentials of one context, the current one unless named. Refuses what would run a program or read a
 * file of this machine: pasting a text must never do either.
 */
export function readKubeconfig(source: string, context: string | undefined): Result<Credentials> {
  const config = parseConfig(source)
  if (!config.ok) return config
  const chosen = chooseContext(config.value, context)
  if (!chosen.ok) return chosen
  const { name, cluster, user } = chosen.value
  const problem = userProblem(name, user) ?? clusterProblem(name, cluster)
  if (problem !== undefined) return fail(problem)
  const url = clusterUrl(cluster.server)
  if (!url.ok) return url
  const ca = decoded(cluster['certificate-authority-data'])
  if (ca !== undefined && !isCertificateBundle(ca)) return fail(badAuthority())
  return ok({
    url: url.value,
    ...optional('caPem', ca),
    ...optional('serverName', cluster['tls-server-name']),
    ...optional('proxyUrl', cluster['proxy-url']),
    ...optional('impersonate', user.as),
    ...login(user),
  })
}

/** Names of the contexts of a kubeconfig, the current one first; empty when the text cannot be read. */
export function kubeconfigContexts(source: string): readonly string[] {
  const config = parseConfig(source)
  if (!config.ok) return []
  const names = (config.value.contexts ?? []).map((each) => each.name)
  const current = config.value['current-context'] ?? ''
  return [...names.filter((name) => name === current), ...names.filter((name) => name !== current)]
}

function parseConfig(source: string): Result<Config> {
  let document: unknown
  try {
    if (source.length > maxLength) throw new Error('too large')
    document = parse(source, { prettyErrors: false, logLevel: 'silent' })
  } catch {
    // The parser's message may quote the line it failed at, and that line may be a token.
    return fail(unreadable())
  }
  const parsed = configSchema.safeParse(document)
  return parsed.success ? ok(parsed.data) : fail(unreadable())
}

function chooseContext(
  config: Config,
  wanted: string | undefined,
): Result<{ name: string; cluster: ConfigCluster; user: ConfigUser }> {
  const name = wanted ?? config['current-context'] ?? ''
  const contexts = config.contexts ?? []
  const found = contexts.find((each) => each.name === name)
  if (found === undefined) {
    const names = contexts.map((each) => each.name).join(', ')
    return fail({
      code: 'cluster.kubeconfig-context',
      message:
        name === '' ? 'The kubeconfig names no current context.' : `The kubeconfig has no context "${name}".`,
      remedy: names === '' ? `Make the text with ${flatten}.` : `Choose one of its contexts: ${names}.`,
    })
  }
  const cluster = clusterSchema.safeParse(
    config.clusters?.find((each) => each.name === found.context.cluster)?.cluster,
  )
  const user = userSchema.safeParse(config.users?.find((each) => each.name === found.context.user)?.user)
  if (!cluster.success || !user.success) {
    return fail({
      code: 'cluster.kubeconfig-incomplete',
      message: `Context "${name}" of the kubeconfig points at a cluster or user that the text does not hold.`,
      remedy: `Make a complete text with ${flatten} --context=${name}.`,
    })
  }
  return ok({ name, cluster: cluster.data, user: user.data })
}

function userProblem(context: string, user: ConfigUser): Problem | undefined {
  if (isSet(user.exec) || isSet(user['auth-provider'])) {
    return {
      code: 'cluster.kubeconfig-runs-program',
      message: `Context "${context}" logs in by running a program on this machine, and a pasted kubeconfig must not start one.`,
      meaning: 'Nothing was started and nothing was sent.',
      remedy:
        'Use a token instead: oc whoami --show-token, or kubectl create token for a service account of the cluster.',
    }
  }
  if (isSet(user.tokenFile) || isSet(user['client-certificate']) || isSet(user['client-key'])) {
    return fileReference(context)
  }
  const values = [user.token, user.password, user['client-certificate-data'], user['client-key-data']]
  if (values.some((value) => value === 'REDACTED' || value === 'DATA+OMITTED')) return redacted()
  const certificate = isSet(user['client-certificate-data']) && isSet(user['client-key-data'])
  if (isSet(user.token) || certificate || (isSet(user.username) && isSet(user.password))) return undefined
  return {
    code: 'cluster.kubeconfig-no-credentials',
    message: `The user of context "${context}" has neither a token nor a client certificate with its key.`,
    remedy: `Log in with oc login or kubectl first, then make the text with ${flatten}.`,
  }
}

function clusterProblem(context: string, cluster: ConfigCluster): Problem | undefined {
  if (isSet(cluster['certificate-authority'])) return fileReference(context)
  if (cluster['certificate-authority-data'] === 'DATA+OMITTED') return redacted()
  if (cluster['insecure-skip-tls-verify'] === true) {
    return {
      code: 'cluster.kubeconfig-insecure',
      message: `Context "${context}" switches off the check of the cluster's certificate.`,
      meaning: 'Anyone on the way could take the credentials, so nothing was sent.',
      remedy:
        'Replace insecure-skip-tls-verify by certificate-authority-data with the authority of the cluster.',
    }
  }
  const proxy = cluster['proxy-url'] ?? ''
  if (proxy === '' || /^https?:\/\//i.test(proxy)) return undefined
  return {
    code: 'cluster.kubeconfig-proxy',
    message: `Context "${context}" goes through a proxy that is neither http nor https.`,
    remedy: 'Use an http proxy, or connect from a machine that reaches the cluster directly.',
  }
}

function fileReference(context: string): Problem {
  return {
    code: 'cluster.kubeconfig-file-reference',
    message: `Context "${context}" of the kubeconfig points at files instead of holding their content.`,
    meaning: 'No file was read.',
    remedy: `Make a text that holds everything with ${flatten} --context=${context}.`,
  }
}

function redacted(): Problem {
  return {
    code: 'cluster.kubeconfig-redacted',
    message: 'The kubeconfig was printed with its secrets left out.',
    remedy: `Make it again with ${flatten}; without --raw kubectl hides them.`,
  }
}

function unreadable(): Problem {
  return {
    code: 'cluster.kubeconfig-invalid',
    message: 'The text is not a kubeconfig.',
    meaning: 'Nothing was sent to a cluster.',
    remedy: `Paste the whole output of ${flatten}.`,
  }
}

function login(user: ConfigUser): Partial<Credentials> {
  if (isSet(user.token)) return { token: user.token.trim() }
  const certPem = decoded(user['client-certificate-data'])
  const keyPem = decoded(user['client-key-data'])
  if (certPem !== undefined && keyPem !== undefined) return { clientCertificate: { certPem, keyPem } }
  return { basic: { username: user.username ?? '', password: user.password ?? '' } }
}

function decoded(data: string | null | undefined): string | undefined {
  return isSet(data) ? Buffer.from(data, 'base64').toString('utf8') : undefined
}

function optional<Key extends string>(key: Key, value: string | null | undefined) {
  return (isSet(value) ? { [key]: value } : {}) as Partial<Record<Key, string>>
}

function isSet<T>(value: T | null | undefined): value is T & NonNullable<unknown> {
  return value !== undefined && value !== null && value !== ''
}
