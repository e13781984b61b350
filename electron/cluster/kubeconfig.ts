/** Kubeconfig files (the format of client-go's clientcmd/api/v1), as far as embedded data goes. */
import { parse } from 'yaml'
import * as z from 'zod'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { KubeconfigContext } from '../../shared/provider/model.ts'
import { badAuthority, clusterUrl, isCertificateBundle, type Credentials } from './credentials.ts'
import { programLine, readProgram, type LoginProgram } from './exec-program.ts'
import * as problems from './kubeconfig-problems.ts'

const maxLength = 1024 * 1024
const text = z.string().nullish()

const clusterSchema = z.object({
  server: z.string(),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': z.boolean().nullish(),
  'tls-server-name': text,
  'proxy-url': text,
  extensions: z.array(z.object({ name: z.string(), extension: z.unknown().optional() })).nullish(),
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
  'as-uid': text,
  'as-groups': z.unknown().optional(),
  'as-user-extra': z.unknown().optional(),
  exec: z.unknown().optional(),
  'auth-provider': z.unknown().optional(),
})

const configSchema = z.object({
  'current-context': text,
  clusters: z.array(z.object({ name: z.string(), cluster: z.unknown().optional() })).nullish(),
  users: z.array(z.object({ name: z.string(), user: z.unknown().optional() })).nullish(),
  contexts: z
    .array(z.object({ name: z.string(), context: z.object({ cluster: text, user: text, namespace: text }) }))
    .nullish(),
})

type Config = z.infer<typeof configSchema>
type ConfigContext = NonNullable<Config['contexts']>[number]
type ConfigCluster = z.infer<typeof clusterSchema>
type ConfigUser = z.infer<typeof userSchema>

/** A context that can be used: where its cluster is, and the login or the program that would get one. */
export interface KubeconfigLogin {
  readonly context: string
  readonly credentials: Credentials
  /** Set when the login has to be fetched; `credentials` then holds none. */
  readonly program?: LoginProgram
  /** The settings that the cluster has for such programs (extension client.authentication.k8s.io/exec). */
  readonly programConfig?: unknown
}

/**
 * One context, the current one unless named. Reads nothing but the text: what refers to a file of this computer
 * is refused, and a program is told about, not run.
 */
export function readKubeconfig(source: string, context: string | undefined): Result<KubeconfigLogin> {
  const config = parseConfig(source)
  if (!config.ok) return config
  const contexts = config.value.contexts ?? []
  const name = context ?? config.value['current-context'] ?? ''
  const found = contexts.find((each) => each.name === name)
  if (found === undefined) {
    const names = contexts.map((each) => each.name)
    return fail(problems.noSuchContext(name, names))
  }
  return readContext(config.value, found)
}

/** Every context for a person to choose from, the current one first. */
export function kubeconfigContexts(source: string): Result<KubeconfigContext[]> {
  const config = parseConfig(source)
  if (!config.ok) return config
  const current = config.value['current-context'] ?? ''
  const all = (config.value.contexts ?? []).map((each) => describeContext(config.value, each, current))
  if (all.length === 0) return fail(problems.noContexts())
  return ok([...all.filter((each) => each.current), ...all.filter((each) => !each.current)])
}

function parseConfig(source: string): Result<Config> {
  let document: unknown
  try {
    if (source.length > maxLength) throw new Error('too large')
    document = parse(source, { prettyErrors: false, logLevel: 'silent' })
  } catch {
    // The parser's message may quote the line it failed at, and that line may be a token.
    return fail(problems.unreadable())
  }
  const parsed = configSchema.safeParse(document)
  return parsed.success ? ok(parsed.data) : fail(problems.unreadable())
}

function partsOf(config: Config, { context }: ConfigContext) {
  const cluster = config.clusters?.find((each) => each.name === context.cluster)?.cluster
  const user = config.users?.find((each) => each.name === context.user)?.user
  return { cluster: clusterSchema.safeParse(cluster), user: userSchema.safeParse(user) }
}

function readContext(config: Config, chosen: ConfigContext): Result<KubeconfigLogin> {
  const { name } = chosen
  const parts = partsOf(config, chosen)
  if (!parts.cluster.success || !parts.user.success) return fail(problems.incomplete(name))
  const [cluster, user] = [parts.cluster.data, parts.user.data]
  const problem = userProblem(name, user) ?? clusterProblem(name, cluster)
  if (problem !== undefined) return fail(problem)
  const url = clusterUrl(cluster.server)
  if (!url.ok) return url
  const ca = decoded(cluster['certificate-authority-data'])
  if (ca !== undefined && !isCertificateBundle(ca)) return fail(badAuthority())
  const place = {
    url: url.value,
    ...optional('caPem', ca),
    ...optional('serverName', cluster['tls-server-name']),
    ...optional('proxyUrl', cluster['proxy-url']),
    ...optional('impersonate', user.as),
    ...optional('namespace', chosen.context.namespace),
  }
  if (!isSet(user.exec)) return ok({ context: name, credentials: { ...place, ...login(user) } })
  const program = readProgram(name, user.exec)
  if (!program.ok) return program
  const settings = cluster.extensions?.find((each) => each.name === 'client.authentication.k8s.io/exec')
  return ok({
    context: name,
    credentials: place,
    program: program.value,
    ...(settings === undefined ? {} : { programConfig: settings.extension }),
  })
}

function describeContext(config: Config, chosen: ConfigContext, current: string): KubeconfigContext {
  const parts = partsOf(config, chosen)
  const read = readContext(config, chosen)
  return {
    name: chosen.name,
    current: chosen.name === current,
    server: parts.cluster.success ? shownServer(parts.cluster.data.server) : '',
    user: chosen.context.user ?? '',
    namespace: chosen.context.namespace ?? '',
    login: parts.user.success ? loginKind(parts.user.data) : 'none',
    ...(read.ok && read.value.program ? { program: programLine(read.value.program) } : {}),
    ...(read.ok ? {} : { problem: read.problem }),
  }
}

/** The address without what nobody should see: somebody may have written a password into it. */
function shownServer(server: string): string {
  const url = clusterUrl(server)
  if (url.ok) return url.value
  return URL.canParse(server) ? `${new URL(server).protocol}//${new URL(server).host}` : ''
}

function loginKind(user: ConfigUser): KubeconfigContext['login'] {
  if (isSet(user.exec)) return 'program'
  if (isSet(user.token) || isSet(user.tokenFile)) return 'token'
  if (isSet(user['client-certificate']) || isSet(user['client-certificate-data'])) return 'certificate'
  return isSet(user.username) ? 'password' : 'none'
}

function userProblem(context: string, user: ConfigUser): Problem | undefined {
  if (isSet(user['as-groups']) || isSet(user['as-uid']) || isSet(user['as-user-extra']))
    return problems.impersonatesGroups(context)
  if (isSet(user['auth-provider'])) return problems.authProvider(context)
  if (isSet(user.exec)) return undefined
  if (isSet(user.tokenFile) || isSet(user['client-certificate']) || isSet(user['client-key'])) {
    return problems.fileReference(context)
  }
  const values = [user.token, user.password, user['client-certificate-data'], user['client-key-data']]
  if (values.some((value) => value === 'REDACTED' || value === 'DATA+OMITTED')) return problems.redacted()
  const certificate = isSet(user['client-certificate-data']) && isSet(user['client-key-data'])
  if (isSet(user.token) || certificate || (isSet(user.username) && isSet(user.password))) return undefined
  return problems.noCredentials(context)
}

function clusterProblem(context: string, cluster: ConfigCluster): Problem | undefined {
  if (isSet(cluster['certificate-authority'])) return problems.fileReference(context)
  if (cluster['certificate-authority-data'] === 'DATA+OMITTED') return problems.redacted()
  if (cluster['insecure-skip-tls-verify'] === true) return problems.insecure(context)
  const proxy = cluster['proxy-url'] ?? ''
  return proxy === '' || /^https?:\/\//i.test(proxy) ? undefined : problems.badProxy(context)
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
