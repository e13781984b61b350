/** Providers and what a copy of the vault holds of them. */
import { sshLoginSchema } from '../../shared/esxi/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import {
  COPIED_VERSION,
  copiedId,
  objectIdSchema,
  readCopied,
  unfit,
  type CopiedProvider,
} from '../../shared/vault/copied-provider.ts'
import { unpackedPassphrases } from '../../shared/vault/disk-passphrases.ts'
import { placeOf, providerOf, type SecretPlace } from '../../shared/vault/secret-ids.ts'
import type { StoredEsxiHost, StoredProvider } from '../journal/service.ts'
import type { LooseSecret } from './service.ts'

/** As providers.secretSchema, in bytes of its longest letters. */
const MAX_SECRET = 4 * 1024 * 1024

/** A provider of a copy, whole: what it is, and its secrets. */
export interface TakenProvider {
  readonly stored: StoredProvider
  readonly hosts: readonly StoredEsxiHost[]
  readonly secrets: readonly LooseSecret[]
}

/** The record that describes a provider in a copy; undefined for one that cannot be moved. */
export function describedIn(
  { id, name, version, thumbprint, certificate, source, target, settings }: StoredProvider,
  hosts: readonly StoredEsxiHost[],
): LooseSecret | undefined {
  const described = { id, name, version, thumbprint, ...(certificate && { certificate }) }
  const provider = source
    ? { ...described, source: { url: source.url, username: source.username, trust: source.trust } }
    : target && { ...described, target: withoutConsent(target), ...(settings && { settings }) }
  if (!provider) return undefined
  const copied: CopiedProvider = { version: COPIED_VERSION, provider, hosts: hosts.flatMap(withoutWork) }
  return { id: copiedId(id), kind: 'provider', secret: Buffer.from(JSON.stringify(copied), 'utf8') }
}

/** Whoever moves to another computer decides anew which programs run there. */
function withoutConsent(target: NonNullable<StoredProvider['target']>) {
  const { url } = target
  if (target.kind === 'kubeconfig') {
    const { kind, context } = target
    return { kind, url, ...(context !== undefined && { context }) }
  }
  const { kind, caPem, namespace } = target
  return { kind, url, ...(caPem !== undefined && { caPem }), ...(namespace !== undefined && { namespace }) }
}

/** The agent of this computer is not one of another. */
function withoutWork({ hostId, vcenter, login, hostKey, network }: StoredEsxiHost): CopiedProvider['hosts'] {
  const { kind, username = '' } = login ?? {}
  const moved = {
    ...((kind === 'password' || kind === 'key') && { login: { kind, username } }),
    ...(hostKey && { hostKey }),
    ...(network && { network }),
  }
  if (Object.keys(moved).length === 0) return []
  return [{ hostId, ...(vcenter !== undefined && { vcenter }), ...moved }]
}

/** What a copy holds, provider by provider: each whole, or why it cannot be used. */
export function takenFrom(
  secrets: readonly LooseSecret[],
): { readonly name: string; readonly taken: Result<TakenProvider> }[] {
  const byProvider = Map.groupBy(secrets, ({ id }) => providerOf(id))
  return [...byProvider].map(([providerId, its]) => {
    const record = its.find(({ id, kind }) => kind === 'provider' && id === copiedId(providerId))
    const { name, ...copied } = readCopied(record ? textOf(record) : '')
    if (!copied.ok) return { name, taken: copied }
    const rest = its.filter((one) => one !== record)
    const problem = misfit(providerId, copied.value, rest)
    return { name, taken: problem ? fail(problem) : ok(taken(copied.value, rest)) }
  })
}

function taken({ provider, hosts }: CopiedProvider, secrets: readonly LooseSecret[]): TakenProvider {
  return { stored: { ...provider, lab: false }, hosts, secrets }
}

function misfit(
  providerId: string,
  { provider }: CopiedProvider,
  secrets: readonly LooseSecret[],
): Problem | undefined {
  if (provider.id !== providerId) return unfit(provider.name, 'id')
  const isSource = 'source' in provider
  const odd = secrets.find((secret) => !fits(secret, placeOf(secret.id), isSource))
  return odd && unfit(provider.name, `secret ${odd.kind}`)
}

function fits(secret: LooseSecret, place: SecretPlace | undefined, isSource: boolean): boolean {
  const { kind } = secret
  const { length } = secret.secret
  if (length === 0 || length > MAX_SECRET) return false
  switch (place?.of) {
    case 'provider':
      return kind === (isSource ? 'vcenter' : 'cluster')
    case 'host':
      return isSource && objectIdSchema.safeParse(place.hostId).success && fitsHost(secret, place.way)
    case 'vm':
      return (
        isSource &&
        kind === 'luks' &&
        objectIdSchema.safeParse(place.vmId).success &&
        unpackedPassphrases(textOf(secret)) !== undefined
      )
    case undefined:
      return false
  }
}

function fitsHost(secret: LooseSecret, way: 'ssh' | 'direct'): boolean {
  if (way === 'direct') return secret.kind === 'esxi-password'
  return secret.kind === 'esxi-login' && isLogin(textOf(secret))
}

function isLogin(text: string): boolean {
  try {
    const login = sshLoginSchema.safeParse(JSON.parse(text))
    return login.success && login.data.kind !== 'agent'
  } catch {
    return false
  }
}

function textOf({ secret }: LooseSecret): string {
  return Buffer.from(secret.buffer, secret.byteOffset, secret.length).toString('utf8')
}
