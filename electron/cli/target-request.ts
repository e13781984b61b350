/** The target cluster as typed: a kubeconfig, or an address with a token. Contacts nothing, reads no file. */
import { ok, type Result } from '../../shared/problem.ts'
import { inputFault } from './outcome.ts'
import { descriptor } from './source-request.ts'

/** As commander hands them over. `ca`, `vcenter` and `fingerprint` belong to the source, but touch the target. */
export interface RawTargetOptions {
  readonly kubeconfig?: string
  readonly context?: string
  readonly allowProgram?: string
  readonly cluster?: string
  readonly clusterCa?: string
  readonly token?: string | boolean
  readonly tokenFd?: string
  readonly vcenter?: string
  readonly fingerprint?: string
  readonly ca?: string
}

export interface KubeconfigTarget {
  readonly kind: 'kubeconfig'
  readonly file: string
  readonly context?: string
  /** Consent to this very command line. */
  readonly allowProgram?: string
}

export interface TokenTarget {
  readonly kind: 'token'
  readonly url: string
  readonly caFile?: string
  readonly tokenFd?: number
}

export type RealTarget = KubeconfigTarget | TokenTarget

/** The options that name a cluster, by flag. */
export function targetFlags(raw: RawTargetOptions): Record<string, string | undefined> {
  return {
    '--kubeconfig': raw.kubeconfig,
    '--context': raw.context,
    '--allow-program': raw.allowProgram,
    '--cluster': raw.cluster,
    '--cluster-ca': raw.clusterCa,
    '--token-fd': raw.tokenFd,
  }
}

export function isTargetNamed(raw: RawTargetOptions): boolean {
  return raw.kubeconfig !== undefined || raw.cluster !== undefined
}

/** Checks all that can be checked without contacting anything. */
export function realTarget(raw: RawTargetOptions): Result<RealTarget> {
  if (raw.token !== undefined) return tokenFault()
  if (raw.kubeconfig !== undefined && raw.cluster !== undefined)
    return inputFault(
      'two-targets',
      '--kubeconfig and --cluster are two ways to name the target; both were given.',
      'Keep one of them.',
    )
  if (raw.kubeconfig !== undefined) return kubeconfigTarget(raw, raw.kubeconfig)
  if (raw.cluster !== undefined) return tokenTarget(raw, raw.cluster)
  return inputFault(
    'target-missing',
    'The target cluster is not named.',
    'Give --kubeconfig FILE, or --cluster URL with --token-fd N.',
  )
}

function kubeconfigTarget(raw: RawTargetOptions, file: string): Result<KubeconfigTarget> {
  if (file === '')
    return inputFault('kubeconfig', '--kubeconfig is empty.', 'Check what the shell made of it.')
  const extra = stray({
    '--token-fd': raw.tokenFd,
    '--cluster-ca': raw.clusterCa,
    // With a vCenter it is the vCenter's.
    '--ca': raw.vcenter === undefined ? raw.ca : undefined,
  })
  if (extra !== undefined)
    return inputFault(
      'kubeconfig-holds-all',
      `A kubeconfig holds its own login and authority, so ${extra} does not go with it.`,
      `Leave out ${extra}, or name the cluster with --cluster.`,
    )
  return ok({
    kind: 'kubeconfig',
    file,
    ...(raw.context === undefined ? {} : { context: raw.context }),
    ...(raw.allowProgram === undefined ? {} : { allowProgram: raw.allowProgram }),
  })
}

function tokenTarget(raw: RawTargetOptions, url: string): Result<TokenTarget> {
  const extra = stray({ '--context': raw.context, '--allow-program': raw.allowProgram })
  if (extra !== undefined)
    return inputFault(
      'kubeconfig-only',
      `${extra} is about a kubeconfig, so it does not go with --cluster.`,
      `Leave out ${extra}, or use --kubeconfig.`,
    )
  const fault = addressFault(url)
  if (fault) return fault
  const tokenFd = descriptor(raw.tokenFd, '--token-fd')
  if (!tokenFd.ok) return tokenFd
  const caFile = raw.clusterCa ?? raw.ca
  return ok({
    kind: 'token',
    url,
    ...(caFile === undefined ? {} : { caFile }),
    ...(tokenFd.value === undefined ? {} : { tokenFd: tokenFd.value }),
  })
}

/** What is plainly no address; the rest is judged where it is used. */
function addressFault(text: string) {
  const whole = text.includes('://') ? text : `https://${text}`
  const url = URL.canParse(whole) ? new URL(whole) : undefined
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return undefined
  return inputFault(
    'cluster',
    // Not repeated: an address that holds a login is a secret.
    url?.protocol === 'https:'
      ? 'The address given with --cluster holds a login.'
      : '--cluster has to be the https address of an API server.',
    'Write it like https://api.cluster.example:6443; oc whoami --show-server tells it.',
  )
}

/** The source's options without an authority that is the cluster's: a vCenter with a fingerprint needs none. */
export function withoutClusterCa<T extends RawTargetOptions>(raw: T): T {
  const isClusters = raw.cluster !== undefined && raw.clusterCa === undefined && raw.fingerprint !== undefined
  return isClusters ? { ...raw, ca: undefined } : raw
}

/** One descriptor cannot hold both: it is read once, and closed. */
export function descriptorClash(raw: { readonly passwordFd?: string; readonly tokenFd?: string }) {
  if (raw.passwordFd === undefined || raw.passwordFd !== raw.tokenFd) return undefined
  return inputFault(
    'same-descriptor',
    '--password-fd and --token-fd name the same file descriptor.',
    'Use two, for example --password-fd 3 --token-fd 4 3<password 4<token.',
  )
}

function stray(flags: Readonly<Record<string, string | undefined>>): string | undefined {
  return Object.entries(flags).find(([, value]) => value !== undefined)?.[0]
}

export function tokenFault() {
  return inputFault(
    'token',
    'Palletjack takes no token on the command line: every user of this computer can read it there, and the shell keeps it in its history.',
    'Leave --token out to be asked for it, or hand it over with --token-fd N, for example --token-fd 3 3<file.',
  )
}
