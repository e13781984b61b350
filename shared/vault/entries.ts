/** What is stored, told with the names of those it belongs to. */
import type { Plan } from '../plan/model.ts'
import type { Provider } from '../provider/model.ts'
import type { SecretInfo, VaultEntry } from './model.ts'
import { placeOf, providerOf, type SecretPlace } from './secret-ids.ts'

/** What is known of those that secrets belong to; not all of it is known at all times. */
export interface Surroundings {
  readonly providers: readonly Pick<Provider, 'id' | 'name' | 'username' | 'credential'>[]
  readonly plans: readonly Pick<Plan, 'name' | 'sourceId' | 'targetId' | 'vms'>[]
  /** Undefined while the inventory of the provider is not there. */
  readonly hostName: (providerId: string, hostId: string) => string | undefined
  readonly vmName: (providerId: string, vmId: string) => string | undefined
  readonly hostLogins: (providerId: string, hostId: string) => HostLogins
  readonly lastUses: ReadonlyMap<string, { readonly at: string; readonly purpose: string }>
}

export interface HostLogins {
  readonly ssh?: { readonly kind: 'password' | 'key' | 'agent'; readonly username: string } | undefined
  readonly direct?: { readonly username: string } | undefined
}

/** By the name of the provider, its own secret first; what belongs to none that is known comes last. */
export function vaultEntries(secrets: readonly SecretInfo[], around: Surroundings): VaultEntry[] {
  const providers = new Map(around.providers.map((one) => [one.id, one]))
  const entries = secrets.map((secret): VaultEntry => {
    const provider = providers.get(providerOf(secret.id))
    const place = placeOf(secret.id)
    const lastUse = around.lastUses.get(secret.id)
    return {
      ...secret,
      ...(provider && { providerId: provider.id }),
      owner: provider?.name ?? '',
      what: whatItIs(secret, place, provider, around),
      plans: provider ? plansOf(provider.id, place, around.plans) : [],
      ...(lastUse && { lastUsedAt: lastUse.at, lastUsedFor: lastUse.purpose }),
    }
  })
  return entries.sort(
    (one, other) =>
      Number(one.owner === '') - Number(other.owner === '') ||
      one.owner.localeCompare(other.owner, 'en') ||
      depthOf(one.id) - depthOf(other.id) ||
      one.what.localeCompare(other.what, 'en', { numeric: true }),
  )
}

function depthOf(id: string): number {
  return id.includes('/') ? 1 : 0
}

function whatItIs(
  { kind }: SecretInfo,
  place: SecretPlace | undefined,
  provider: Surroundings['providers'][number] | undefined,
  around: Surroundings,
): string {
  switch (kind) {
    case 'vcenter':
      return provider ? `Password of ${provider.username}` : 'Password of a vCenter'
    case 'cluster':
      return provider?.credential === 'kubeconfig' ? 'Kubeconfig' : provider ? 'Token' : 'Login of a cluster'
    case 'esxi-login':
    case 'esxi-password':
      return place?.of === 'host' ? hostLogin(place, around) : 'Login of an ESXi host'
    case 'luks': {
      const vm = place?.of === 'vm' ? (around.vmName(place.providerId, place.vmId) ?? place.vmId) : 'a VM'
      return `Passphrases of encrypted disks of ${vm}`
    }
    case 'provider':
      return 'Description of a provider'
  }
}

function hostLogin(place: Extract<SecretPlace, { of: 'host' }>, around: Surroundings): string {
  const { providerId, hostId, way } = place
  const host = around.hostName(providerId, hostId) ?? hostId
  const { ssh, direct } = around.hostLogins(providerId, hostId)
  if (way === 'direct') return `Password${ofUser(direct)} on ${host} for its API`
  return `SSH ${ssh?.kind === 'key' ? 'key' : 'password'}${ofUser(ssh)} on ${host}`
}

function ofUser(login: { readonly username: string } | undefined): string {
  return login ? ` of ${login.username}` : ''
}

/** Passphrases of a VM concern only plans that it is in. */
function plansOf(providerId: string, place: SecretPlace | undefined, plans: Surroundings['plans']): string[] {
  return plans
    .filter(({ sourceId, targetId, vms }) =>
      place?.of === 'vm'
        ? sourceId === providerId && vms.some(({ vmId }) => vmId === place.vmId)
        : sourceId === providerId || targetId === providerId,
    )
    .map(({ name }) => name)
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
}
